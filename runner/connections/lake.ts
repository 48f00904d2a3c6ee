import type { Readable } from "node:stream";

/** One object of a lake, as a listing gives it. */
export interface LakeObject {
  /** Full key, forward slashes, no leading slash. */
  readonly key: string;
  /** Bytes as stored (compressed, if the object is). */
  readonly size: number;
  /** Changes whenever the content does. */
  readonly etag: string;
  readonly lastModified: Date;
}

/** What a lake keeps with an object besides its bytes: HTTP's headers, by names in lower case (`content-type`). */
export type ObjectHeaders = Readonly<Record<string, string>>;

/** An object's bytes. A lake of files keeps no headers. */
export interface ObjectBody extends Readable {
  readonly headers?: ObjectHeaders;
}

/** What is right below a prefix: an object, or the keys that have a slash further on, by what comes before it. */
export type LakeEntry =
  | { readonly kind: "object"; readonly object: LakeObject }
  /** With the slash. */
  | { readonly kind: "folder"; readonly prefix: string };

/** A place that holds files under keys: an S3 bucket or a local folder, with S3's key rules. */
export interface Lake {
  readonly name: string;
  /** How a person names a key of it: `s3://bucket/key`, `data/key`. */
  describe(key: string): string;
  /**
   * Objects whose keys start with `prefix` (as a string, not as a folder), in UTF-8 byte order of the keys.
   * Throws a UserError when the lake cannot be read (no such bucket or folder, no rights).
   */
  list(prefix: string, signal?: AbortSignal): AsyncIterable<LakeObject>;
  /** One level below `prefix`, as a listing with the delimiter `/` gives it; in the same order. */
  level(prefix: string, signal?: AbortSignal): AsyncIterable<LakeEntry>;
  head(key: string, signal?: AbortSignal): Promise<LakeObject | undefined>;
  /**
   * The object's bytes as stored, all of them and of that very content: a connection that breaks is taken up again
   * where it broke. Throws a UserError, also by the stream, when the key does not exist any more (`object-removed`),
   * when its content is another one than that of `object.etag` (`object-changed`), and when the lake does not answer.
   */
  open(object: LakeObject, signal?: AbortSignal): Promise<ObjectBody>;
  /** Lets go of its connections; nothing is read afterwards. */
  close(): Promise<void>;
}

/** What is known of an object that is going to be written. */
export interface NewObject {
  /** Bytes. */
  readonly size: number;
  /** Kept where the lake can keep it (files), so that a copy that is repeated knows what it has. */
  readonly lastModified: Date;
  /** Kept where the lake can keep them (buckets). */
  readonly headers?: ObjectHeaders;
}

/** The side of a lake that takes objects. */
export interface LakeWriter {
  /** Whether keys are paths of files: then no key can be another one's folder. */
  readonly keysAreFiles: boolean;
  /** Why nothing can be written under a key, as a clause (`it is empty`); undefined when it can. */
  keyProblem(key: string): string | undefined;
  /**
   * Whether keys that differ in nothing but case or Unicode's form are one. Tried out where that may be (`mayTry`) and
   * can be; else it is what such systems do usually.
   */
  foldsCase(mayTry: boolean): Promise<boolean>;
  /** Writes all of it under the key, or nothing: what was there stays until then. Throws a UserError. */
  put(key: string, body: Readable, about: NewObject, signal?: AbortSignal): Promise<void>;
  /**
   * Copies an object of `source` without moving its bytes through this process. False when it cannot (another
   * server, no rights there): nothing was written then.
   */
  copyWithin(source: Lake, object: LakeObject, key: string, signal?: AbortSignal): Promise<boolean>;
}
