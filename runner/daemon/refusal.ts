import { ErrorCodes, ResponseError } from "vscode-jsonrpc/node";
import type { RpcErrorData } from "../../protocol/rpc/message.ts";
import { USER_ERROR } from "../../protocol/rpc/message.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { DaemonLog } from "./daemon-log.ts";

/** What a client is told of an error: all of a UserError; of a defect that there is one, which the log has. */
export function refusalOf(
  error: unknown,
  method: string,
  log: DaemonLog,
): ResponseError<RpcErrorData | undefined> {
  if (error instanceof ResponseError) return error;
  if (error instanceof UserError) {
    const { code, message, next, position, retryable } = error;
    const data = { code, message, retryable, ...(next && { next }), ...(position && { position }) };
    return new ResponseError<RpcErrorData>(USER_ERROR, message, data);
  }
  log(`${method} failed: ${textOf(error)}`);
  const message = error instanceof Error ? error.message : String(error);
  return new ResponseError(ErrorCodes.InternalError, message);
}

/** With the stack, for the log. */
export function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
