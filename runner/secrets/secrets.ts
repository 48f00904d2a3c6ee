import type { SecretRef } from "../../protocol/secret-ref.ts";

/** Secrets by where they are. Asked when a connection is made, and not before. */
export interface Secrets {
  /** Throws a UserError that names the reference and says what to do; never one that has the secret in it. */
  get(ref: SecretRef, signal?: AbortSignal): Promise<string>;
}

/** A variable of the environment; of the workspace's `.env` where the environment has none. */
export type Variables = (name: string) => string | undefined;

/** Takes secrets out of texts that leave the process. */
export interface Redactor {
  /** From now on this text is not told. */
  add(secret: string): void;
  /** The text with `***` where a secret was, also in the forms that URLs and JSON give it. */
  redact(text: string): string;
}
