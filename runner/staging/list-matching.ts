import type { Lake, LakeObject } from "../connections/lake.ts";
import type { KeyPattern } from "./key-pattern.ts";

/** What a list of patterns stands for in a lake. */
export interface Matching {
  /** Pattern after pattern, in key order within each; an object that several match is there once. */
  readonly objects: readonly LakeObject[];
  /** Patterns that no object matches. */
  readonly unmatched: readonly KeyPattern[];
}

/** Lists what the patterns stand for. Throws the lake's UserErrors. */
export async function listMatching(
  lake: Lake,
  patterns: readonly KeyPattern[],
  signal?: AbortSignal,
): Promise<Matching> {
  const objects = new Map<string, LakeObject>();
  const unmatched: KeyPattern[] = [];
  for (const pattern of patterns) {
    let matches = 0;
    for await (const object of objectsOf(lake, pattern, signal)) {
      matches++;
      if (!objects.has(object.key)) objects.set(object.key, object);
    }
    if (matches === 0) unmatched.push(pattern);
  }
  return { objects: [...objects.values()], unmatched };
}

/** Objects that one pattern stands for, in key order. */
export async function* objectsOf(
  lake: Lake,
  pattern: KeyPattern,
  signal?: AbortSignal,
): AsyncGenerator<LakeObject> {
  if (pattern.kind === "key") {
    const object = await lake.head(pattern.text, signal);
    if (object !== undefined) yield object;
    return;
  }
  for await (const object of lake.list(pattern.prefix, signal)) {
    // S3 consoles make "folders" as empty objects whose keys end with a slash.
    if (object.key.endsWith("/") && object.size === 0) continue;
    if (pattern.matches(object.key)) yield object;
  }
}
