import { badRequest } from "./errors.ts";
import { type S3Response, xmlResponse } from "./response.ts";
import type { Bucket, SortedKey } from "./store.ts";
import { element, textElement, xmlDocument } from "./xml.ts";

const MOST_KEYS = 1000;

/** Where a page ended: at a key, or at keys that were told as one prefix. */
interface Cursor {
  readonly after: string;
  readonly isPrefix: boolean;
}

interface Page {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  /** Set where there is more. */
  readonly next?: Cursor;
}

/** ListObjectsV2. */
export function listObjects(bucket: Bucket, query: ReadonlyMap<string, string>): S3Response {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const startAfter = query.get("start-after");
  const token = query.get("continuation-token");
  const maxKeys = readMaxKeys(query.get("max-keys"));
  const cursor = token === undefined ? { after: startAfter ?? "", isPrefix: false } : readToken(token);
  const page = listPage(bucket.sorted(), { prefix, delimiter, maxKeys, cursor });

  const encoding = query.get("encoding-type");
  const shown = (name: string, text: string) => textElement(name, encoding === "url" ? encode(text) : text);
  const contents = page.keys.map((key) => {
    const object = bucket.objects.get(key);
    return object === undefined
      ? ""
      : element(
          "Contents",
          shown("Key", key),
          textElement("LastModified", object.lastModified.toISOString()),
          textElement("ETag", object.etag),
          textElement("Size", object.content.size),
          textElement("StorageClass", "STANDARD"),
        );
  });
  return xmlResponse(
    200,
    xmlDocument(
      "ListBucketResult",
      textElement("Name", bucket.name),
      shown("Prefix", prefix),
      delimiter === "" ? "" : shown("Delimiter", delimiter),
      startAfter === undefined ? "" : shown("StartAfter", startAfter),
      token === undefined ? "" : textElement("ContinuationToken", token),
      textElement("KeyCount", page.keys.length + page.prefixes.length),
      textElement("MaxKeys", maxKeys),
      encoding === undefined ? "" : textElement("EncodingType", encoding),
      textElement("IsTruncated", page.next !== undefined),
      page.next === undefined ? "" : textElement("NextContinuationToken", writeToken(page.next)),
      ...contents,
      ...page.prefixes.map((text) => element("CommonPrefixes", shown("Prefix", text))),
    ),
  );
}

interface Wanted {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  readonly cursor: Cursor;
}

function listPage(sorted: readonly SortedKey[], { prefix, delimiter, maxKeys, cursor }: Wanted): Page {
  const keys: string[] = [];
  const prefixes: string[] = [];
  if (maxKeys === 0) return { keys, prefixes };
  let last = cursor;
  const after = Buffer.from(cursor.after);
  const first = Buffer.from(prefix);
  const start = Buffer.compare(first, after) > 0 ? first : after;
  for (let i = firstAt(sorted, start); i < sorted.length; i++) {
    const { key } = sorted[i] as SortedKey;
    if (!key.startsWith(prefix)) break;
    if (last.isPrefix ? key.startsWith(last.after) : key === last.after) continue;
    if (keys.length + prefixes.length === maxKeys) return { keys, prefixes, next: last };
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    if (end === -1) keys.push(key);
    else prefixes.push(key.slice(0, end + delimiter.length));
    last =
      end === -1
        ? { after: key, isPrefix: false }
        : { after: key.slice(0, end + delimiter.length), isPrefix: true };
  }
  return { keys, prefixes };
}

/** Index of the first key that is not less. */
function firstAt(sorted: readonly SortedKey[], bytes: Buffer): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (Buffer.compare((sorted[middle] as SortedKey).bytes, bytes) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As S3 writes keys where `encoding-type=url` is asked for: slashes stay, and a space is a plus. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("%2F", "/").replaceAll("%20", "+");
}

function readMaxKeys(text: string | undefined): number {
  if (text === undefined) return MOST_KEYS;
  if (!/^\d+$/.test(text)) throw badRequest("InvalidArgument", "Provided max-keys not an integer");
  return Math.min(MOST_KEYS, Number(text));
}

function writeToken({ after, isPrefix }: Cursor): string {
  return Buffer.from(`${isPrefix ? "p" : "k"}${after}`).toString("base64");
}

function readToken(token: string): Cursor {
  const text = Buffer.from(token, "base64").toString();
  if (!/^[pk]/.test(text))
    throw badRequest("InvalidArgument", "The continuation token provided is incorrect");
  return { after: text.slice(1), isPrefix: text.startsWith("p") };
}
