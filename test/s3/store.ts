import type { Content } from "./content.ts";

/** What is kept of an object. */
export interface StoredObject {
  readonly content: Content;
  /** With its quotes. */
  readonly etag: string;
  /** Whole seconds, as S3 keeps it. */
  readonly lastModified: Date;
  /** Headers that a read gives back: `content-type`, `x-amz-meta-…`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Headers `x-amz-checksum-…`, given to those who ask for them. */
  readonly checksums: Readonly<Record<string, string>>;
}

export interface Upload {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Map<number, { readonly bytes: Buffer; readonly etag: string }>;
}

export interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly isPublic: boolean;
  readonly created: Date;
  readonly objects: ReadonlyMap<string, StoredObject>;
  /** Uploads in parts that are neither complete nor aborted, by id. */
  readonly uploads: Map<string, Upload>;
  put(key: string, object: StoredObject): void;
  remove(key: string): void;
  /** In UTF-8 byte order of the keys. */
  sorted(): readonly SortedKey[];
}

export interface SortedKey {
  readonly key: string;
  readonly bytes: Buffer;
}

export type Store = Map<string, Bucket>;

export function newBucket(name: string, region: string, isPublic: boolean): Bucket {
  const objects = new Map<string, StoredObject>();
  let sorted: readonly SortedKey[] | undefined;
  return {
    name,
    region,
    isPublic,
    created: wholeSecond(new Date()),
    objects,
    uploads: new Map(),
    put: (key, object) => {
      if (!objects.has(key)) sorted = undefined;
      objects.set(key, object);
    },
    remove: (key) => {
      if (objects.delete(key)) sorted = undefined;
    },
    sorted: () => {
      sorted ??= [...objects.keys()]
        .map((key) => ({ key, bytes: Buffer.from(key) }))
        .sort((a, b) => Buffer.compare(a.bytes, b.bytes));
      return sorted;
    },
  };
}

export function wholeSecond(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
