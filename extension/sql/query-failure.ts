import { RunnerError } from "../runner-error.ts";
import { editorAdvice, editorMessage } from "../text/editor-advice.ts";
import type { ResultState } from "./result-tab.ts";

type Failure = (ResultState & { kind: "failed" })["error"];

export function isRefusal(error: unknown, code: string): boolean {
  return error instanceof RunnerError && error.data.code === code;
}

/** How a tab ends whose statement did not come to its end. */
export function stateAfter(error: unknown): ResultState {
  return isRefusal(error, "cancelled") ? { kind: "cancelled" } : { kind: "failed", error: failureOf(error) };
}

export function failureOf(error: unknown): Failure {
  if (error instanceof RunnerError) {
    const { code, message, next, position } = error.data;
    const advice = editorAdvice(code, next);
    return {
      code,
      message: editorMessage(message),
      ...(advice !== undefined && { next: advice }),
      ...(position !== undefined && { position }),
    };
  }
  return { code: "no-answer", message: error instanceof Error ? error.message : String(error) };
}

/** Somebody was asked whether to write, and did not agree. */
export function notAgreed(): RunnerError {
  return new RunnerError({ code: "cancelled", message: "The statement was not run.", retryable: false });
}
