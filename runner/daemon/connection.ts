import { timingSafeEqual } from "node:crypto";
import type { Socket } from "node:net";
import type { CancellationToken, MessageConnection } from "vscode-jsonrpc/node";
import {
  CancellationTokenSource,
  createMessageConnection,
  ErrorCodes,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
} from "vscode-jsonrpc/node";
import type { HelloParams, HelloResult } from "../../protocol/rpc/handshake.ts";
import { hello } from "../../protocol/rpc/handshake.ts";
import type { RpcNotification, RpcRequest } from "../../protocol/rpc/message.ts";
import { UserError } from "../../protocol/user-error.ts";
import { redactError } from "../secrets/redact-error.ts";
import { redactTexts } from "../secrets/redact-texts.ts";
import type { Redactor } from "../secrets/secrets.ts";
import type { DaemonLog } from "./daemon-log.ts";
import { refusalOf } from "./refusal.ts";

/** A client that has said hello. */
export interface Peer {
  readonly gone: AbortSignal;
  /** It answers `secrets/ask`. */
  readonly keepsSecrets: boolean;
  /** Asks the client something. Rejects when it is gone, or refuses, or `signal` aborts. What comes back is not told. */
  ask<Params, Result>(
    request: RpcRequest<Params, Result>,
    params: Params,
    signal: AbortSignal,
  ): Promise<Result>;
  /** Ends the connection after all requests were answered and all that was sent has gone out. */
  end(): Promise<void>;
  /** Resolves when the message has left this process: a client that reads slowly is waited for. Never rejects. */
  send<Params>(notification: RpcNotification<Params>, params: Params): Promise<void>;
}

export interface ConnectionOptions {
  readonly token: string;
  readonly version: string;
  readonly greeting: HelloResult;
  readonly log: DaemonLog;
  /** What clients are told has no secret in its messages. */
  readonly redactor: Pick<Redactor, "redact">;
  /** Somebody who knows the token is of another version. */
  readonly onOtherVersion: () => void;
  readonly onPeer: (peer: Peer) => void;
  /** `signal` is aborted when the client is gone or withdraws the request. */
  readonly answer: (peer: Peer, method: string, params: unknown, signal: AbortSignal) => Promise<unknown>;
}

/** How long somebody may be connected without a hello, in milliseconds. */
const HELLO_WITHIN = 5_000;

/** Speaks with one client over a socket. Anything before a hello with the right token ends the connection. */
export function serveConnection(socket: Socket, options: ConnectionOptions): void {
  const { log, redactor } = options;
  const gone = new AbortController();
  const writer = new SocketMessageWriter(socket);
  const open = new Set<Promise<unknown>>();
  const during = <T>(work: Promise<T>): Promise<T> => {
    open.add(work);
    const done = (): void => void open.delete(work);
    work.then(done, done);
    return work;
  };
  const rpc = createMessageConnection(new SocketMessageReader(socket), {
    onError: writer.onError,
    onClose: writer.onClose,
    write: (message) => during(writer.write(message)),
    end: () => writer.end(),
    dispose: () => writer.dispose(),
  });
  let peer: Peer | undefined;
  const late = setTimeout(() => socket.destroy(), HELLO_WITHIN);
  rpc.onError(([error]) => log(`a connection failed: ${error.message}`));
  socket.on("error", () => socket.destroy());
  socket.on("close", () => {
    clearTimeout(late);
    rpc.dispose();
    gone.abort();
  });
  rpc.onRequest(async (method, params, token) => {
    if (peer === undefined) return greet(method, params);
    return during(answer(peer, method, params, token));
  });
  rpc.listen();

  function greet(method: string, params: unknown): HelloResult | ResponseError<unknown> {
    const given = (params ?? {}) as Partial<HelloParams>;
    if (method !== hello.method || !isSame(given.token, options.token)) {
      socket.destroy();
      return new ResponseError(ErrorCodes.InvalidRequest, "Not the token of this daemon.");
    }
    if (given.version !== options.version) {
      // When it has the answer it goes, or it is made to.
      socket.on("close", options.onOtherVersion);
      return refusalOf(otherVersion(String(given.version), options.version), method, log);
    }
    clearTimeout(late);
    peer = {
      gone: gone.signal,
      keepsSecrets: given.keepsSecrets === true,
      ask: (request, asked, signal) => ask(request.method, asked, signal),
      end,
      send: (notification, sent) => send(rpc, notification.method, sent),
    };
    options.onPeer(peer);
    return options.greeting;
  }

  async function answer(
    known: Peer,
    method: string,
    params: unknown,
    token: CancellationToken,
  ): Promise<unknown> {
    const withdrawn = new AbortController();
    if (token.isCancellationRequested) withdrawn.abort();
    const listening = token.onCancellationRequested(() => withdrawn.abort());
    try {
      const result = await options.answer(
        known,
        method,
        params,
        AbortSignal.any([gone.signal, withdrawn.signal]),
      );
      return redactTexts(result ?? null, redactor);
    } catch (error) {
      return refusalOf(error instanceof ResponseError ? error : redactError(error, redactor), method, log);
    } finally {
      listening.dispose();
    }
  }

  async function ask<T>(method: string, params: unknown, signal: AbortSignal): Promise<T> {
    const withdrawn = new CancellationTokenSource();
    const stop = AbortSignal.any([gone.signal, signal]);
    const stopped = Promise.withResolvers<never>();
    const onStop = (): void => {
      withdrawn.cancel();
      stopped.reject(stop.reason);
    };
    if (stop.aborted) onStop();
    stop.addEventListener("abort", onStop, { once: true });
    try {
      return await Promise.race([rpc.sendRequest<T>(method, params, withdrawn.token), stopped.promise]);
    } finally {
      stop.removeEventListener("abort", onStop);
      withdrawn.dispose();
    }
  }

  async function end(): Promise<void> {
    while (open.size > 0) {
      await Promise.allSettled(open);
      // An answer is written after it is known.
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.end();
  }

  async function send(connection: MessageConnection, method: string, params: unknown): Promise<void> {
    if (gone.signal.aborted) return;
    try {
      await connection.sendNotification(method, redactTexts(params, redactor));
    } catch {
      // It went away meanwhile.
    }
  }
}

function isSame(given: unknown, token: string): boolean {
  if (typeof given !== "string") return false;
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function otherVersion(client: string, daemon: string): UserError {
  return new UserError({
    code: "other-version",
    message: `The runner of this workspace is of Millrace ${daemon}, and this is Millrace ${client}.`,
    next: "It ends as soon as nothing runs, and the next one is of this version.",
    retryable: true,
  });
}
