import type { ParamsOf, ResultOf, RpcNotification, RpcRequest } from "../../protocol/rpc/message.ts";
import type { Session } from "../session.ts";
import type { ClientState, Daemon } from "./daemon.ts";
import type { OpenTarget } from "./open-target.ts";

/** One client's connection. */
export interface DaemonClient {
  /** Tells this client something. Never throws; nothing happens when the client is gone. */
  notify<Params>(notification: RpcNotification<Params>, params: Params): void;
  /** Aborted when its connection ends. */
  readonly gone: AbortSignal;
}

/** What a handler may use for one request. */
export interface HandlerContext {
  /** The session of the chosen target. It stays open until the request is answered. */
  readonly session: Session;
  /** Keeps `session` open after the request was answered, as for an open cursor, until what comes back is called. */
  holdSession(): () => void;
  readonly client: DaemonClient;
  /** Aborted when the client is gone, when the daemon ends, or by `cancelRequest` when the params have its `requestId`. */
  readonly signal: AbortSignal;
}

/** What the daemon's own handlers use beside: the others are about one session. */
export interface OwnContext extends HandlerContext {
  readonly target: OpenTarget;
  readonly daemon: Daemon;
  readonly state: ClientState;
}

/** Answers one kind of request. A UserError that it throws is a refusal; anything else a defect of its own. */
export interface Handler {
  readonly method: string;
  /** Files that have changed are read again before. */
  readonly isFresh?: true;
  readonly answer: (context: OwnContext, params: unknown) => unknown;
}

/** Handlers of one kind, with what they keep between requests (open queries). */
export interface HandlerGroup {
  readonly handlers: readonly Handler[];
  /** The daemon ends: what is open is closed. */
  close?(): Promise<void>;
}

export function handle<R extends RpcRequest<never, unknown>>(
  request: R,
  answer: (context: OwnContext, params: ParamsOf<R>) => ResultOf<R> | Promise<ResultOf<R>>,
): Handler {
  // Params come over a private socket from a client of the same version, which has the constant's types.
  return { method: request.method, answer: (context, params) => answer(context, params as ParamsOf<R>) };
}

/** As `handle`, for what must be of the files as they are now. */
export function handleFresh<R extends RpcRequest<never, unknown>>(
  request: R,
  answer: (context: OwnContext, params: ParamsOf<R>) => ResultOf<R> | Promise<ResultOf<R>>,
): Handler {
  return { ...handle(request, answer), isFresh: true };
}
