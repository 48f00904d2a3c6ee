import { preconditionFailed } from "./errors.ts";
import type { StoredObject } from "./store.ts";

type Headers = Readonly<Record<string, string>>;

/**
 * The conditions of a read, or (with `x-amz-copy-source-` before their names) of a copy's source. Throws
 * `PreconditionFailed`; true when the caller has this content already.
 */
export function isUnmodified(headers: Headers, object: StoredObject, before = ""): boolean {
  const ifMatch = headers[`${before}if-match`];
  const unmodifiedSince = headers[`${before}if-unmodified-since`];
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object.etag)) throw preconditionFailed("If-Match");
  } else if (unmodifiedSince !== undefined && object.lastModified.getTime() > Date.parse(unmodifiedSince)) {
    throw preconditionFailed("If-Unmodified-Since");
  }
  const ifNoneMatch = headers[`${before}if-none-match`];
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, object.etag);
  const modifiedSince = headers[`${before}if-modified-since`];
  return modifiedSince !== undefined && object.lastModified.getTime() <= Date.parse(modifiedSince);
}

export function matches(wanted: string, etag: string): boolean {
  const bare = (text: string) => text.trim().replace(/^"|"$/g, "");
  return wanted.split(",").some((one) => one.trim() === "*" || bare(one) === bare(etag));
}
