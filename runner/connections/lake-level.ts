import type { Lake } from "./lake.ts";

export interface LakeLevel {
  /** Whole prefixes, with a slash at the end. */
  readonly folders: readonly string[];
  readonly objects: readonly { readonly key: string; readonly bytes: number }[];
  readonly hasMore: boolean;
}

/** The first entries right below a prefix, as many as `limit`. */
export async function lakeLevel(
  lake: Lake,
  prefix: string,
  limit: number,
  signal: AbortSignal,
): Promise<LakeLevel> {
  const folders: string[] = [];
  const objects: { readonly key: string; readonly bytes: number }[] = [];
  for await (const entry of lake.level(prefix, signal)) {
    if (folders.length + objects.length >= limit) return { folders, objects, hasMore: true };
    if (entry.kind === "folder") folders.push(entry.prefix);
    else objects.push({ key: entry.object.key, bytes: entry.object.size });
  }
  return { folders, objects, hasMore: false };
}
