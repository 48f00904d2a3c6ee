import { readFile } from "node:fs/promises";
import { UserError } from "../../protocol/user-error.ts";

/** What the certificates are for, as errors tell it. */
export interface AuthoritiesUse {
  readonly code: string;
  /** `the lake "raw"` */
  readonly what: string;
}

/** The certificates of the authorities that `AWS_CA_BUNDLE` names. Throws a UserError when they cannot be read. */
export async function ownAuthorities(
  variables: (name: string) => string | undefined,
  { code, what }: AuthoritiesUse,
): Promise<Buffer | undefined> {
  const file = variables("AWS_CA_BUNDLE");
  if (!file) return undefined;
  return await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UserError({
      code,
      message: `The certificates in ${file} (AWS_CA_BUNDLE), for ${what}, cannot be read (${error.code ?? error.message}).`,
      next: "Correct AWS_CA_BUNDLE, or take it out.",
      cause: error,
    });
  });
}

/** Whether a connection was given up because nobody that is trusted has signed the certificate. */
export function isUntrusted(error: unknown): boolean {
  const { code = "" } = error as { readonly code?: string };
  return /^(?:CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+)$/.test(code);
}
