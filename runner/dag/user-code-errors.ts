import type { SourcePosition } from "../../protocol/problem.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { RawError } from "./raw.ts";

/** An exception of a task's own code, or one of Millrace's that went through it (a refused statement). */
export function userCodeError(error: RawError, position: SourcePosition): UserError {
  const name = error.name === "Error" || error.code !== undefined ? "" : `${error.name}: `;
  const message = `${name}${error.message}`;
  return new UserError({
    code: error.code ?? "user-code-error",
    message: message === "" ? "The task's code threw an exception without a message." : message,
    ...(error.next === undefined ? {} : { next: error.next }),
    position,
    retryable: error.retryable ?? true,
  });
}

export function userCodeMemory(memoryMb: number, position: SourcePosition): UserError {
  return new UserError({
    code: "user-code-memory",
    message: `The task's code needs more than ${memoryMb} MB of memory.`,
    next: "Work through the data in parts, or let the warehouse do the work.",
    position,
  });
}

export function userCodeExit(position: SourcePosition): UserError {
  return new UserError({
    code: "user-code-exit",
    message: "The task's code ended its process.",
    next: "Return from the run function, or throw an error, instead of calling process.exit.",
    position,
  });
}

export function userCodeCancelled(position: SourcePosition): UserError {
  return new UserError({
    code: "user-code-cancelled",
    message: "The task's code was stopped.",
    position,
  });
}

export function userCodeUnsteady(file: string, position: SourcePosition): UserError {
  return new UserError({
    code: "user-code-unsteady",
    message: `${file} registers different functions each time it is evaluated.`,
    next: "Let its tasks not depend on the time, on random numbers or on the environment.",
    position,
  });
}

export function bundleGone(file: string, position: SourcePosition): UserError {
  return new UserError({
    code: "dag-file-changed",
    message: `${file} has changed so that it cannot be read any more, and what was read before is gone.`,
    next: "Correct the file's problems, then run the task again.",
    position,
  });
}
