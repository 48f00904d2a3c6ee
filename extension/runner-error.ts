import type { RpcErrorData } from "../protocol/rpc/message.ts";
import { UserError } from "../protocol/user-error.ts";
import { editorAdvice, editorMessage } from "./text/editor-advice.ts";

/** What the runner refused, in its own words. Anything else that goes wrong is a defect. */
export class RunnerError extends Error {
  override readonly name = "RunnerError";
  readonly data: RpcErrorData;

  constructor(data: RpcErrorData) {
    super(data.message);
    this.data = data;
  }
}

/** For messages: what is wrong, and what to do next in the editor. */
export function errorText(error: unknown): string {
  const refusal = refusalOf(error);
  if (refusal === undefined) return error instanceof Error ? error.message : String(error);
  const advice = editorAdvice(refusal.code, refusal.next);
  const message = editorMessage(refusal.message);
  return advice === undefined ? message : `${message} ${advice}`;
}

/** What somebody can do something about, whoever refused it; undefined for a defect. */
export function refusalOf(
  error: unknown,
): { readonly code: string; readonly message: string; readonly next?: string | undefined } | undefined {
  if (error instanceof RunnerError) return error.data;
  return error instanceof UserError ? error : undefined;
}
