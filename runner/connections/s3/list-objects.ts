import type { ListObjectsV2CommandOutput } from "@aws-sdk/client-s3";
import type { LakeEntry, LakeObject } from "../lake.ts";

/** One answer of a listing. */
export interface Page {
  /** In the order of their keys, objects and folders among each other. */
  readonly entries: readonly LakeEntry[];
  /** Of the next page; undefined at the end. */
  readonly token: string | undefined;
}

/** All pages, each asked for while the one before it is read. A page that is not wanted any more is aborted. */
export async function* entriesOfPages(
  page: (token: string | undefined, signal: AbortSignal) => Promise<Page>,
  signal: AbortSignal | undefined,
): AsyncGenerator<LakeEntry> {
  signal?.throwIfAborted();
  const left = new AbortController();
  const either = signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]);
  try {
    let next: Promise<Page> | undefined = page(undefined, either);
    let lastFolder: string | undefined;
    while (next !== undefined) {
      const { entries, token }: Page = await next;
      next = token === undefined ? undefined : page(token, either);
      // Who awaits it gets the error; without this line an early end of the loop would leave it unhandled.
      next?.catch(() => {});
      for (const entry of entries) {
        signal?.throwIfAborted();
        if (entry.kind === "folder") {
          // Some servers tell a folder again on the page after the one that it ended.
          if (entry.prefix === lastFolder) continue;
          lastFolder = entry.prefix;
        }
        yield entry;
      }
    }
  } finally {
    left.abort();
  }
}

/** Keys relative to `prefix`. Undefined when what answered does not list as S3 does. */
export function pageOf(output: ListObjectsV2CommandOutput, prefix: string): Page | undefined {
  const { IsTruncated, NextContinuationToken, EncodingType, Contents = [], CommonPrefixes = [] } = output;
  if (IsTruncated === undefined || (IsTruncated && NextContinuationToken === undefined)) return undefined;
  const text = EncodingType === "url" ? decoded : (encoded: string) => encoded;
  const keyOf = (encoded: string): string => text(encoded).slice(prefix.length);
  const objects = Contents.map(
    ({ Key = "", Size = 0, ETag = "", LastModified }): LakeEntry => ({
      kind: "object",
      object: lakeObject(keyOf(Key), Size, ETag, LastModified),
    }),
  );
  const folders = CommonPrefixes.map(
    ({ Prefix = "" }): LakeEntry => ({ kind: "folder", prefix: keyOf(Prefix) }),
  );
  return { entries: merged(objects, folders), token: IsTruncated ? NextContinuationToken : undefined };
}

/** Of a listing or of a HEAD: they differ in quotation marks and in fractions of seconds. */
export function lakeObject(
  key: string,
  size: number,
  etag: string,
  lastModified: Date | undefined,
): LakeObject {
  const seconds = Math.floor((lastModified?.getTime() ?? 0) / 1000);
  return { key, size, etag: bareEtag(etag), lastModified: new Date(seconds * 1000) };
}

export function bareEtag(etag: string): string {
  return etag.replace(/^(?:W\/)?"(.*)"$/, "$1");
}

/** Keys travel encoded: XML cannot hold all of their characters. */
function decoded(text: string): string {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    // Some servers hold keys that are no Unicode. One of them must not hide the others: it is told when it is read.
    const bytes = spaced.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    return Buffer.from(bytes, "latin1").toString();
  }
}

/** Both are in order already. */
function merged(objects: readonly LakeEntry[], folders: readonly LakeEntry[]): readonly LakeEntry[] {
  if (folders.length === 0) return objects;
  if (objects.length === 0) return folders;
  return [...objects, ...folders]
    .map((entry) => ({ entry, key: Buffer.from(entry.kind === "folder" ? entry.prefix : entry.object.key) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ entry }) => entry);
}
