import type { SecretRef } from "../../protocol/secret-ref.ts";
import { awsSecret } from "./aws-secret.ts";
import { command } from "./command.ts";
import { editor } from "./editor.ts";
import { env } from "./env.ts";
import type { SecretKind } from "./secret-kind.ts";

/** One line for each kind of reference. */
export const SECRET_KINDS: readonly SecretKind[] = [env, command, awsSecret, editor].map(
  // Each is only asked for references that it says are its own.
  (kind) => kind as unknown as SecretKind,
);

export function kindOf(ref: SecretRef): SecretKind {
  const kind = SECRET_KINDS.find((known) => known.is(ref));
  if (kind === undefined) throw new Error(`No kind of secret has ${Object.keys(ref).join(", ")}.`);
  return kind;
}
