import { Socket } from "node:net";
import tls, { type ConnectionOptions, type TLSSocket } from "node:tls";
import pg from "pg";
import { isSocketFolder, type PostgresAddress, serverAddress } from "./options.ts";
import type { PgWire } from "./session.ts";
import { tlsOptions } from "./tls.ts";
import { handshakeFailed, serverWithoutTls, strangeTlsAnswer } from "./tls-errors.ts";
import { isAboutTls, type TlsWay } from "./tls-ways.ts";

/** pg's message when the time to connect is over. */
export const TIMED_OUT = "timeout expired";

/**
 * A server that works on a statement for long says nothing. After so long the system asks whether it is there, and asks
 * ten times, once a second: the routers between do not forget the connection, and one that is dead is noticed. The
 * system's own default is two hours.
 */
const KEEP_ALIVE_MILLISECONDS = 60_000;

/** What pg's Connection has, and its published types leave out. */
interface PgConnection extends Omit<PgWire, "stream" | "on" | "abandon"> {
  stream: Socket | TLSSocket;
  _connecting: boolean;
  _ending: boolean;
  attachListeners(stream: Socket | TLSSocket): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
  connect(): void;
  on(event: string, listener: (message: never) => void): void;
  emit(event: string, ...values: unknown[]): boolean;
}

const PgConnection = pg.Connection as unknown as new (config: object) => PgConnection;

export interface WireOptions {
  /** The warehouse's name, for errors. */
  readonly name: string;
  readonly address: PostgresAddress;
  /** The second one is taken when the server does not take the first. */
  readonly ways: readonly [TlsWay, TlsWay?];
}

/** What happens when the server does not take the way in which it was spoken to. */
type Otherwise =
  | { readonly kind: "again"; readonly way: TlsWay }
  /** The second one failed in the same manner: the first one's error says more. */
  | { readonly kind: "fail"; readonly error: unknown };

/**
 * pg's connection with libpq's TLS: `connect` is told when the server is ready to be spoken to, with TLS or without.
 * pg's own gives up on a server that has none, and begins before the handshake is over. Where there are two ways,
 * `connect` can be told twice: what was said on the first is to be said again.
 */
export class WireConnection extends PgConnection {
  readonly #options: WireOptions;
  #otherwise: Otherwise | undefined;
  /** The network's, also below TLS. */
  #socket: Socket | undefined;
  /** Why we gave up. */
  #givenUp: Error | undefined;
  /** What the handshake checked; undefined without TLS. */
  checked: ConnectionOptions | undefined;

  constructor(options: WireOptions) {
    super({ ssl: false, keepAlive: true });
    this.#options = options;
  }

  /** Opens it to the server of its options. */
  override connect(): void {
    const [way, other] = this.#options.ways;
    this.#otherwise = other && { kind: "again", way: other };
    this.#open(this.stream as Socket, way);
  }

  /** Ends it with this error. That we give up, in a handshake too, is no reason to try the other way. */
  giveUp(error: Error): void {
    this.#givenUp = error;
    this.#otherwise = undefined;
    this.stream.destroy(error);
  }

  /** Ends it so that this machine does not go on sending what the server has not received. */
  abandon(): void {
    // A socket of a folder has no network between.
    if (isSocketFolder(this.#options.address.host)) this.#socket?.destroy();
    else this.#socket?.resetAndDestroy();
    this.stream.destroy();
  }

  override emit(event: string, ...values: unknown[]): boolean {
    return this.#otherwise === undefined ? super.emit(event, ...values) : this.#emitEarly(event, values);
  }

  /** Before the server has asked who we are: until then another way may be taken. */
  #emitEarly(event: string, values: readonly unknown[]): boolean {
    const otherwise = this.#otherwise;
    if (event.startsWith("authentication")) this.#otherwise = undefined;
    const isError = event === "error" || event === "errorMessage";
    if (otherwise === undefined || !isError || !isAboutTls(values[0])) return super.emit(event, ...values);
    if (otherwise.kind === "fail") return super.emit(event, otherwise.error);
    this.#otherwise = { kind: "fail", error: values[0] };
    this.stream.destroy();
    this.checked = undefined;
    this.#open(new Socket(), otherwise.way);
    return true;
  }

  #open(socket: Socket, way: TlsWay): void {
    const { address } = this.#options;
    const { host, hostAddress, port } = address;
    this.#socket = socket;
    this.stream = socket;
    this._connecting = true;
    socket.on("error", (error) => this.#fail(socket, error));
    socket.on("close", () => {
      if (this.#isCurrent(socket)) this.emit("end");
    });
    socket.once("connect", () => {
      socket.setNoDelay(true);
      socket.setKeepAlive(true, KEEP_ALIVE_MILLISECONDS);
    });
    if (way === "tls") void this.#connectWithTls(socket, port, hostAddress ?? host);
    else {
      socket.once("connect", () => this.#ready(socket));
      if (isSocketFolder(host)) socket.connect(serverAddress(address));
      else socket.connect(port, hostAddress ?? host);
    }
  }

  async #connectWithTls(socket: Socket, port: number, host: string): Promise<void> {
    const { name, address } = this.#options;
    try {
      // Before anything is sent: a file that is missing is not the server's fault.
      const settings = address.tls && (await tlsOptions(name, address.tls, address.host));
      if (socket.destroyed) return;
      socket.once("connect", () => this.requestSsl());
      socket.once("data", (answer: Buffer) => this.#onTlsAnswer(socket, answer, settings ?? {}));
      socket.connect(port, host);
    } catch (error) {
      this.#fail(socket, error);
      socket.destroy();
    }
  }

  #onTlsAnswer(socket: Socket, answer: Buffer, settings: ConnectionOptions): void {
    const { name, address } = this.#options;
    const said = answer.toString("latin1");
    // More than one byte was not sent by the server: it waits for the handshake.
    if (said === "S") this.#shakeHands(socket, settings);
    else if (said === "N" && address.tls?.mode === "prefer") this.#ready(socket);
    else {
      const error =
        said === "N"
          ? serverWithoutTls(name, serverAddress(address), address.tls?.mode ?? "")
          : strangeTlsAnswer(name, serverAddress(address));
      this.#fail(socket, error);
      socket.destroy();
    }
  }

  #shakeHands(socket: Socket, settings: ConnectionOptions): void {
    const { name, address } = this.#options;
    let isSecure = false;
    const failed = (error: Error): void => {
      const known = this.#givenUp ?? (isNetworkError(error, isSecure) ? error : undefined);
      this.#fail(socket, known ?? handshakeFailed(name, serverAddress(address), error));
    };
    try {
      const secure = tls.connect({ ...settings, socket });
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
      socket.destroy();
    }
  }

  #ready(stream: Socket | TLSSocket): void {
    this.stream = stream;
    this.attachListeners(stream);
    this.emit("connect");
  }

  /** As pg does: a server that hangs up while we do is no error. */
  #fail(socket: Socket, error: unknown): void {
    const { code } = error as { code?: unknown };
    if (this._ending && (code === "ECONNRESET" || code === "EPIPE")) return;
    if (this.#isCurrent(socket)) this.emit("error", error);
  }

  /** Whether it is not the one of the way that was given up. */
  #isCurrent(socket: Socket): boolean {
    return this.#socket === socket;
  }
}

/** A server may refuse the client's certificate after the handshake; the network may end it before. */
function isNetworkError(error: Error, isSecure: boolean): boolean {
  const code = "code" in error ? String(error.code) : "";
  return isSecure ? !code.startsWith("ERR_SSL_") : /^E[A-Z]+$/.test(code);
}
