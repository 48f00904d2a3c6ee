/**
 * Requests that clients (the editor) send to a workspace's daemon. One constant for each, whose type carries what is
 * sent and what comes back; nothing else names a method.
 */
export interface RpcRequest<Params, Result> {
  readonly method: string;
  /** Never there: it ties the types to the constant. */
  readonly types?: (params: Params) => Result;
}

/** What the daemon tells its clients without being asked. */
export interface RpcNotification<Params> {
  readonly method: string;
  /** Never there: it ties the type to the constant. */
  readonly types?: (params: Params) => void;
}

export type ParamsOf<M> =
  M extends RpcRequest<infer P, unknown> ? P : M extends RpcNotification<infer P> ? P : never;
export type ResultOf<M> = M extends RpcRequest<never, infer R> ? R : never;

export function rpcRequest<Params, Result>(method: string): RpcRequest<Params, Result> {
  return { method };
}

export function rpcNotification<Params>(method: string): RpcNotification<Params> {
  return { method };
}

/**
 * What a request is refused with, as the `data` of the JSON-RPC error: a UserError as plain data. A refusal without it
 * is a defect of the daemon.
 */
export interface RpcErrorData {
  readonly code: string;
  readonly message: string;
  readonly next?: string;
  readonly position?: { readonly file: string; readonly line: number; readonly column: number };
  readonly retryable: boolean;
}

/** The JSON-RPC error code of refusals that carry RpcErrorData. */
export const USER_ERROR = 1;
