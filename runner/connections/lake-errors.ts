import { UserError } from "../../protocol/user-error.ts";

/** There was an object when somebody looked, or somebody named one; `path` is how a person names it. */
export function noSuchKey(path: string): UserError {
  return new UserError({
    code: "no-such-key",
    message: `There is no object ${path}.`,
    next: "Check the key; keys are compared with regard to case.",
  });
}

/** Half of one content and half of another would be neither. */
export function objectChanged(path: string): UserError {
  return new UserError({
    code: "object-changed",
    message: `${path} was written again after it had been listed.`,
    next: "Run the task again when whoever writes it has finished.",
    retryable: true,
  });
}
