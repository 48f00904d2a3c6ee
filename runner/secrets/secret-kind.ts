import type { SecretRef } from "../../protocol/secret-ref.ts";
import type { Redactor, Variables } from "./secrets.ts";

/** What finding a secret may use. */
export interface SecretPlaces {
  /** Absolute path. */
  readonly workspace: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly variables: Variables;
  readonly redactor: Redactor;
  readonly askEditor?: (name: string, signal?: AbortSignal) => Promise<string | undefined>;
}

/** One kind of reference. Adding one is a file in this folder and a line in the registry. */
export interface SecretKind<Ref extends SecretRef = SecretRef> {
  is(ref: SecretRef): ref is Ref;
  /** How long a value is good for without asking again, in milliseconds. */
  readonly keptFor: number;
  /** Never empty. Throws a UserError that names the reference and says what to do. */
  find(ref: Ref, places: SecretPlaces, signal: AbortSignal): Promise<string>;
}

/** For what takes a while, or asks somebody: sixteen sessions that open one after another ask once. */
export const SHORT_WHILE = 60_000;
