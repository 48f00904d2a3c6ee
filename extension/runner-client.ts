import type * as vscode from "vscode";
import type { RpcNotification, RpcRequest } from "../protocol/rpc/message.ts";

/** A connection to a workspace's runner. It ends with the runner; the model makes another. */
export interface RunnerClient {
  readonly pid: number;
  /** Rejects with a `RunnerError` when the runner refuses, and when the connection ends. */
  request<P, R>(message: RpcRequest<P, R>, params: P): Promise<R>;
  on<P>(message: RpcNotification<P>, listener: (params: P) => void): vscode.Disposable;
  readonly onDidClose: vscode.Event<void>;
  dispose(): void;
}
