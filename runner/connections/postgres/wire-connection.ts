import type { Socket } from "node:net";
import tls, { type ConnectionOptions, type TLSSocket } from "node:tls";
import pg from "pg";
import { isSocketFolder, type PostgresAddress, serverAddress } from "./options.ts";
import type { PgWire } from "./session.ts";
import { tlsOptions } from "./tls.ts";
import { handshakeFailed, serverWithoutTls, strangeTlsAnswer } from "./tls-errors.ts";
import type { TlsWay } from "./tls-ways.ts";

/** pg's message when the time to connect is over. */
export const TIMED_OUT = "timeout expired";

/** What pg's Connection has, and its published types leave out. */
interface PgConnection extends Omit<PgWire, "stream" | "on"> {
  stream: Socket | TLSSocket;
  _connecting: boolean;
  _ending: boolean;
  attachListeners(stream: Socket | TLSSocket): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
  connect(portOrPath: number | string, host?: string): void;
  on(event: string, listener: (message: never) => void): void;
  emit(event: string, value?: unknown): void;
}

const PgConnection = pg.Connection as unknown as new (config: object) => PgConnection;

export interface WireOptions {
  /** The warehouse's name, for errors. */
  readonly name: string;
  readonly address: PostgresAddress;
  readonly way: TlsWay;
}

/**
 * pg's connection with libpq's TLS: `connect` is told when the server is ready to be spoken to, with TLS or without.
 * pg's own gives up on a server that has none, and begins before the handshake is over.
 */
export class WireConnection extends PgConnection {
  readonly #options: WireOptions;
  /** What the handshake checked; undefined without TLS. */
  checked: ConnectionOptions | undefined;

  constructor(options: WireOptions) {
    super({ ssl: false, keepAlive: true });
    this.#options = options;
  }

  /** Opens it to the server of its options. */
  override connect(): void {
    const { address, way } = this.#options;
    const { host, hostAddress, port } = address;
    if (isSocketFolder(host)) super.connect(serverAddress(address));
    else if (way === "plain") super.connect(port, hostAddress ?? host);
    else void this.#connectWithTls(port, hostAddress ?? host);
  }

  async #connectWithTls(port: number, host: string): Promise<void> {
    const { name, address } = this.#options;
    const socket = this.stream as Socket;
    this._connecting = true;
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.emit("end"));
    try {
      // Before anything is sent: a file that is missing is not the server's fault.
      const settings = address.tls && (await tlsOptions(name, address.tls, address.host));
      if (socket.destroyed) return;
      socket.setNoDelay(true);
      socket.setKeepAlive(true);
      socket.once("connect", () => this.requestSsl());
      socket.once("data", (answer: Buffer) => this.#onTlsAnswer(answer, settings ?? {}));
      socket.connect(port, host);
    } catch (error) {
      this.#fail(error);
      socket.destroy();
    }
  }

  #onTlsAnswer(answer: Buffer, settings: ConnectionOptions): void {
    const { name, address } = this.#options;
    const said = answer.toString("latin1");
    // More than one byte was not sent by the server: it waits for the handshake.
    if (said === "S") this.#shakeHands(settings);
    else if (said === "N" && address.tls?.mode === "prefer") this.#ready(this.stream);
    else {
      const error =
        said === "N"
          ? serverWithoutTls(name, serverAddress(address), address.tls?.mode ?? "")
          : strangeTlsAnswer(name, serverAddress(address));
      this.#fail(error);
      this.stream.destroy();
    }
  }

  #shakeHands(settings: ConnectionOptions): void {
    const { name, address } = this.#options;
    let isSecure = false;
    const failed = (error: Error): void =>
      this.#fail(
        isNetworkError(error, isSecure) ? error : handshakeFailed(name, serverAddress(address), error),
      );
    try {
      const secure = tls.connect({ ...settings, socket: this.stream });
      secure.on("error", failed);
      secure.once("secureConnect", () => {
        isSecure = true;
        this.checked = settings;
        this.#ready(secure);
      });
      this.stream = secure;
    } catch (error) {
      // A certificate or key that cannot be read.
      failed(error as Error);
      this.stream.destroy();
    }
  }

  #ready(stream: Socket | TLSSocket): void {
    this.stream = stream;
    this.attachListeners(stream);
    this.emit("connect");
  }

  /** As pg does: a server that hangs up while we do is no error. */
  #fail(error: unknown): void {
    const { code } = error as { code?: unknown };
    if (this._ending && (code === "ECONNRESET" || code === "EPIPE")) return;
    this.emit("error", error);
  }
}

/** A server may refuse the client's certificate after the handshake; the network and time may end it before. */
function isNetworkError(error: Error, isSecure: boolean): boolean {
  const code = "code" in error ? String(error.code) : "";
  return isSecure ? !code.startsWith("ERR_SSL_") : /^E[A-Z]+$/.test(code) || error.message === TIMED_OUT;
}
