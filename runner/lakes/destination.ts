import type { Source } from "./source.ts";

/** Where objects go in the other lake. */
export type Destination =
  /** The one object gets this very key. */
  | { readonly kind: "key"; readonly key: string }
  /** Each is put below it; empty, or with a slash at its end. */
  | { readonly kind: "prefix"; readonly prefix: string };

/**
 * What a destination's key means for a source, as for `cp -r` and `aws s3 cp --recursive`: several objects always go
 * below it, under what is left of their keys after the source's; a single one only where it is the lake itself or ends
 * with a slash.
 */
export function destinationOf(source: Source["kind"], key: string): Destination {
  if (key === "" || key.endsWith("/")) return { kind: "prefix", prefix: key };
  return source === "object" ? { kind: "key", key } : { kind: "prefix", prefix: `${key}/` };
}

/** The part of an object's key that a copy keeps: what comes after the source's, or the last name of a single one. */
export function keptPart(source: Source, key: string): string {
  return source.kind === "objects" ? key.slice(source.base.length) : key.slice(key.lastIndexOf("/") + 1);
}
