import { UserError } from "../../protocol/user-error.ts";

/** The ways that need nothing of the editor. */
export const OTHER_WAYS =
  "Give it in another way: an environment variable or a line of .env, AWS Secrets Manager, or a command that prints it.";

export function secretNotKept(name: string, reason: string): UserError {
  return new UserError({
    code: "secret-not-kept",
    message: `The editor cannot keep the secret ${name}: ${reason.replace(/\.$/, "")}. This machine may have no keyring.`,
    next: OTHER_WAYS,
  });
}

/** Of a secret that was kept just now. */
export function shortLived(name: string): string {
  return `The editor keeps the secret ${name} until its window is closed or reloaded: it has lost what it kept before, so there may be no keyring. ${OTHER_WAYS}`;
}
