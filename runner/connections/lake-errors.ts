import { UserError } from "../../protocol/user-error.ts";

/** A listing had the object, and it is not there any more. `path` is how a person names it. */
export function objectRemoved(path: string): UserError {
  return new UserError({
    code: "object-removed",
    message: `${path} was removed after it had been listed.`,
    next: "Try again: what is there then is listed anew.",
    retryable: true,
  });
}

/** Half of one content and half of another would be neither. */
export function objectChanged(path: string): UserError {
  return new UserError({
    code: "object-changed",
    message: `${path} was written again after it had been listed.`,
    next: "Try again when whoever writes it has finished.",
    retryable: true,
  });
}

/** What is written must be whole; a source that stops without an error would leave half an object. */
export function bodyEndedEarly(path: string, bytes: number, expected: number): UserError {
  return new UserError({
    code: "body-incomplete",
    message: `${bytes} bytes came for ${path}, which has ${expected}; nothing was written.`,
    next: "Run the command again.",
    retryable: true,
  });
}
