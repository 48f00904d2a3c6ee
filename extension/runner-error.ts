import type { RpcErrorData } from "../protocol/rpc/message.ts";

/** What the runner refused, in its own words. Anything else that goes wrong is a defect. */
export class RunnerError extends Error {
  override readonly name = "RunnerError";
  readonly data: RpcErrorData;

  constructor(data: RpcErrorData) {
    super(data.message);
    this.data = data;
  }
}

/** For messages: what is wrong, and what to do next. */
export function errorText(error: unknown): string {
  if (error instanceof RunnerError) {
    const { message, next } = error.data;
    return next === undefined ? message : `${message} ${next}`;
  }
  return error instanceof Error ? error.message : String(error);
}
