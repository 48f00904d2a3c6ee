import type { Lake } from "./lake.ts";

export interface LakeLevel {
  /** Whole prefixes, with a slash at the end. */
  readonly folders: readonly string[];
  readonly objects: readonly { readonly key: string; readonly bytes: number }[];
  readonly hasMore: boolean;
}

/** Objects that are read past to find folders; a lake with more below a prefix is shown in part. */
const MOST_OBJECTS = 20_000;

/** What is right below a prefix: objects, and what comes before the next slash of those further down. */
export async function lakeLevel(
  lake: Lake,
  prefix: string,
  limit: number,
  signal: AbortSignal,
): Promise<LakeLevel> {
  const folders = new Set<string>();
  const objects: { readonly key: string; readonly bytes: number }[] = [];
  let seen = 0;
  for await (const { key, size } of lake.list(prefix, signal)) {
    const slash = key.indexOf("/", prefix.length);
    const folder = slash < 0 ? undefined : key.slice(0, slash + 1);
    const isNew = folder === undefined || !folders.has(folder);
    if ((isNew && folders.size + objects.length >= limit) || seen >= MOST_OBJECTS)
      return { folders: [...folders], objects, hasMore: true };
    seen += 1;
    if (folder === undefined) objects.push({ key, bytes: size });
    else folders.add(folder);
  }
  return { folders: [...folders], objects, hasMore: false };
}
