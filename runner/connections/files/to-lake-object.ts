import type { BigIntStats } from "node:fs";
import type { LakeObject } from "../lake.ts";

/** A file as an object. Its etag is its size, time of change to the nanosecond, and inode: no content is read. */
export function toLakeObject(key: string, stats: BigIntStats): LakeObject {
  const parts = [stats.size, stats.mtimeNs, stats.ino];
  return {
    key,
    size: Number(stats.size),
    etag: parts.map((part) => part.toString(36)).join("-"),
    lastModified: new Date(Number(stats.mtimeMs)),
  };
}
