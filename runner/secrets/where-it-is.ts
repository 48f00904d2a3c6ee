import type { SecretRef } from "../../protocol/secret-ref.ts";

/** Where a secret was looked for, as part of a sentence: `SHOP_PASSWORD`, `the program op`. */
export function whereItIs(ref: SecretRef): string {
  if ("env" in ref) return ref.env;
  if ("command" in ref) return `the program ${ref.command[0]}`;
  if ("awsSecret" in ref) return `the AWS secret ${ref.awsSecret}`;
  return `the editor's secret ${ref.editor}`;
}
