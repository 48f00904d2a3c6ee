import { connect, type Socket } from "node:net";
import {
  createMessageConnection,
  type MessageConnection,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
} from "vscode-jsonrpc/node";
import { type DaemonFile, hello } from "../../protocol/rpc/handshake.ts";
import {
  type ParamsOf,
  type ResultOf,
  type RpcErrorData,
  type RpcNotification,
  type RpcRequest,
  USER_ERROR,
} from "../../protocol/rpc/message.ts";
import { askSecret } from "../../protocol/rpc/secrets.ts";
import { createEmitter, type Emitter } from "../emitter.ts";
import type { RunnerClient } from "../runner-client.ts";
import { RunnerError } from "../runner-error.ts";

export interface ConnectOptions {
  readonly file: DaemonFile;
  /** Of this extension. */
  readonly version: string;
  /** How long a process may take that holds the socket and says nothing. */
  readonly timeoutMs: number;
  /** A secret that the editor keeps for the folder; undefined when it has none of that name. Left out: it keeps none. */
  readonly secret?: SecretAnswerer | undefined;
  readonly log: (text: string) => void;
}

export type SecretAnswerer = (name: string) => Promise<string | undefined>;

/** Connects and says hello. Rejects when nobody listens, or the daemon refuses (with a RunnerError). */
export async function connectToDaemon(options: ConnectOptions): Promise<RunnerClient> {
  const socket = await openSocket(options.file.socket, options.timeoutMs);
  const connection = createMessageConnection(
    new SocketMessageReader(socket),
    new SocketMessageWriter(socket),
  );
  const client = clientOf(connection, socket, options);
  const timer = setTimeout(() => socket.destroy(), options.timeoutMs);
  try {
    const { file, version, secret } = options;
    await client.request(hello, { token: file.token, version, keepsSecrets: secret !== undefined });
    return client;
  } catch (error) {
    client.dispose();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function clientOf(
  connection: MessageConnection,
  socket: Socket,
  { file, secret, log }: ConnectOptions,
): RunnerClient {
  const complain = (error: unknown): void => log(`A listener failed: ${String(error)}`);
  const closed = createEmitter<void>(complain);
  // JSON-RPC has one listener for each method; ours are many.
  const told = new Map<string, Emitter<unknown>>();
  const emitterOf = (method: string): Emitter<unknown> => {
    const known = told.get(method);
    if (known !== undefined) return known;
    const emitter = createEmitter<unknown>(complain);
    told.set(method, emitter);
    connection.onNotification(method, (params) => emitter.fire(params));
    return emitter;
  };
  const end = (): void => {
    // Requests without an answer are rejected by this, not by the end of the socket.
    connection.dispose();
    socket.destroy();
  };
  connection.onClose(() => {
    end();
    closed.fire();
    closed.dispose();
  });
  connection.onError(([error]) => {
    log(`The connection to the runner: ${error.message}`);
    socket.destroy();
  });
  if (secret !== undefined) answerWith(connection, secret);
  connection.listen();
  return {
    pid: file.pid,
    request: async (message, params) => {
      try {
        return await send(connection, message, params);
      } catch (error) {
        throw refusal(error, message.method);
      }
    },
    on: (message, listener) => listen(emitterOf(message.method), message, listener),
    onDidClose: closed.event,
    dispose: () => {
      closed.dispose();
      end();
    },
  };
}

function send<P, R>(connection: MessageConnection, message: RpcRequest<P, R>, params: P): Promise<R> {
  return connection.sendRequest<R>(message.method, params);
}

/** What goes wrong is told without a secret: the storage's words have only names in them. */
function answerWith(connection: MessageConnection, secret: SecretAnswerer): void {
  connection.onRequest(askSecret.method, async ({ name }: ParamsOf<typeof askSecret>) => {
    const found: ResultOf<typeof askSecret> = (await secret(name)) ?? null;
    return found;
  });
}

/** The runner of the same version sends what the constant's type says. */
function listen<P>(
  emitter: Emitter<unknown>,
  _message: RpcNotification<P>,
  listener: (params: P) => void,
): { dispose(): void } {
  return emitter.event((params) => listener(params as P));
}

function openSocket(address: string, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error("Nobody answers.")));
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.setTimeout(0);
      socket.off("error", reject);
      // What goes wrong later ends the connection, which says so.
      socket.on("error", () => undefined);
      resolve(socket);
    });
  });
}

/** A refusal of the runner keeps its words; everything else is said in words of ours. */
function refusal(error: unknown, method: string): RunnerError {
  if (error instanceof ResponseError && error.code === USER_ERROR && isErrorData(error.data)) {
    return new RunnerError(error.data);
  }
  if (error instanceof ResponseError && error.code !== PENDING_REJECTED) {
    return new RunnerError({
      code: "runner-defect",
      message: `The runner could not answer ${method}: ${error.message}`,
      next: "The runner log has more.",
      retryable: false,
    });
  }
  return new RunnerError({
    code: "runner-gone",
    message: "The runner ended before it answered.",
    next: "Try again: it is started again by itself.",
    retryable: true,
  });
}

/** What vscode-jsonrpc rejects open requests with when the connection is disposed. */
const PENDING_REJECTED = -32097;

function isErrorData(data: unknown): data is RpcErrorData {
  return (
    typeof data === "object" &&
    data !== null &&
    "code" in data &&
    typeof data.code === "string" &&
    "message" in data &&
    typeof data.message === "string"
  );
}
