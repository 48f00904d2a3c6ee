import { isUnmodified } from "./conditions.ts";
import { invalidRange, noSuchKey } from "./errors.ts";
import type { S3Request } from "./request.ts";
import type { S3Response } from "./response.ts";
import type { Bucket, StoredObject } from "./store.ts";

/** GetObject and HeadObject. */
export function readObject(bucket: Bucket, { key, headers }: S3Request): S3Response {
  const object = bucket.objects.get(key);
  if (object === undefined) throw noSuchKey(key);
  const told = { etag: object.etag, "last-modified": object.lastModified.toUTCString() };
  if (isUnmodified(headers, object)) return { status: 304, headers: told };
  const { content } = object;
  const range = parseRange(headers["range"], content.size);
  const [start, end] = range ?? [0, content.size];
  const isChecked = headers["x-amz-checksum-mode"] === "ENABLED" && range === undefined;
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      ...told,
      "accept-ranges": "bytes",
      "content-type": "binary/octet-stream",
      ...object.headers,
      ...(range === undefined ? {} : { "content-range": `bytes ${start}-${end - 1}/${content.size}` }),
      ...(isChecked ? object.checksums : {}),
    },
    body: { length: end - start, pieces: () => content.read(start, end) },
  };
}

/** First byte and the one after the last; undefined for the whole, also where the header makes no sense. */
export function parseRange(
  header: string | undefined,
  size: number,
): readonly [start: number, end: number] | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") {
    if (Number(last) === 0 || size === 0) throw invalidRange(size);
    return [Math.max(0, size - Number(last)), size];
  }
  if (last !== "" && Number(last) < Number(first)) return undefined;
  if (Number(first) >= size) throw invalidRange(size);
  return [Number(first), last === "" ? size : Math.min(size, Number(last) + 1)];
}

/** What of a request's headers is kept with an object. */
export function keptHeaders(headers: Readonly<Record<string, string>>): StoredObject["headers"] {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (KEPT.has(name) || name.startsWith("x-amz-meta-")) kept[name] = value;
  // How the body was sent is no property of the object.
  const encoding = kept["content-encoding"]
    ?.split(",")
    .map((text) => text.trim())
    .filter((text) => text !== "aws-chunked" && text !== "");
  if (encoding !== undefined) {
    if (encoding.length === 0) delete kept["content-encoding"];
    else kept["content-encoding"] = encoding.join(",");
  }
  return kept;
}

const KEPT = new Set([
  "content-type",
  "content-encoding",
  "content-language",
  "content-disposition",
  "cache-control",
  "expires",
]);
