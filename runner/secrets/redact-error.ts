import { UserError } from "../../protocol/user-error.ts";
import type { Redactor } from "./secrets.ts";

/** The same error, to be told: no secret is in its texts. Also of a defect, with its stack. */
export function redactError(error: UserError, redactor: Pick<Redactor, "redact">): UserError;
export function redactError(error: unknown, redactor: Pick<Redactor, "redact">): Error;
export function redactError(error: unknown, { redact }: Pick<Redactor, "redact">): Error {
  if (error instanceof UserError) {
    const { code, message, next, position, setting, retryable, cause } = error;
    return new UserError({
      code,
      message: redact(message),
      ...(next !== undefined && { next: redact(next) }),
      ...(position !== undefined && { position }),
      ...(setting !== undefined && { setting }),
      retryable,
      cause,
    });
  }
  if (!(error instanceof Error)) return new Error(redact(String(error)));
  const clean = new Error(redact(error.message));
  clean.name = error.name;
  if (error.stack !== undefined) clean.stack = redact(error.stack);
  return clean;
}
