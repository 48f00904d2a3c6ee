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

/** A place that holds files under keys, read-only: an S3 bucket or a local folder, with S3's key rules. */
export interface Lake {
  readonly name: string;
  /** How a person names a key of it: `s3://bucket/key`, `data/key`. */
  describe(key: string): string;
  /**
   * Objects whose keys start with `prefix` (as a string, not as a folder), in UTF-8 byte order of the keys.
   * Throws a UserError when the lake cannot be read (no such bucket or folder, no rights).
   */
  list(prefix: string, signal?: AbortSignal): AsyncIterable<LakeObject>;
  head(key: string, signal?: AbortSignal): Promise<LakeObject | undefined>;
  /** The object's bytes as stored. Throws a UserError when the key does not exist. */
  open(key: string, signal?: AbortSignal): Promise<Readable>;
}
