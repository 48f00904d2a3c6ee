import { counted } from "../../protocol/text/counted.ts";
import type { Lake } from "../connections/lake.ts";
import { type KeyPattern, regexPattern, wildcardPattern } from "./key-pattern.ts";
import { objectsOf } from "./list-matching.ts";

/** What one look at a lake found, and how to say it. */
export interface Look {
  readonly found: boolean;
  readonly note: string;
}

export interface LookOptions {
  readonly wildcard?: boolean;
  readonly regex?: boolean;
  readonly minCount?: number;
  readonly minSize?: number;
}

const NAMED_KEYS = 5;

/** Looks once whether all keys, or enough keys for each pattern, are there. Throws the lake's UserErrors. */
export async function lookForKeys(
  lake: Lake,
  keys: readonly string[],
  options: LookOptions,
  signal: AbortSignal,
): Promise<Look> {
  const { wildcard = false, regex = false, minCount = 1, minSize = 0 } = options;
  if (!wildcard && !regex) return await lookForExactKeys(lake, keys, minSize, signal);
  const notes: string[] = [];
  let found = true;
  for (const key of keys) {
    const pattern = regex ? regexPattern(key) : wildcardPattern(key);
    const look = await lookForPattern(lake, pattern, minCount, minSize, signal);
    found &&= look.found;
    notes.push(look.note);
  }
  return { found, note: notes.join("; ") };
}

async function lookForExactKeys(
  lake: Lake,
  keys: readonly string[],
  minSize: number,
  signal: AbortSignal,
): Promise<Look> {
  const missing: string[] = [];
  const small: string[] = [];
  for (const key of keys) {
    const object = await lake.head(key, signal);
    if (object === undefined) missing.push(key);
    else if (object.size < minSize) small.push(`${key} (${counted(object.size, "byte")})`);
  }
  const there = keys.length - missing.length - small.length;
  const note = [
    `${there} of ${keys.length} ${keys.length === 1 ? "key" : "keys"} there`,
    ...(missing.length > 0 ? [`missing: ${list(missing)}`] : []),
    ...(small.length > 0 ? [`smaller than ${counted(minSize, "byte")}: ${list(small)}`] : []),
  ];
  return { found: there === keys.length, note: note.join("; ") };
}

/** Stops listing as soon as there are enough. */
async function lookForPattern(
  lake: Lake,
  pattern: KeyPattern,
  minCount: number,
  minSize: number,
  signal: AbortSignal,
): Promise<Look> {
  let large = 0;
  let small = 0;
  for await (const object of objectsOf(lake, pattern, signal)) {
    if (object.size < minSize) small++;
    else if (++large >= minCount) break;
  }
  const note = [
    `pattern ${pattern.text}: ${large} of at least ${minCount} ${minCount === 1 ? "object" : "objects"}`,
    ...(small > 0 ? [`${small} smaller than ${counted(minSize, "byte")}`] : []),
  ];
  return { found: large >= minCount, note: note.join(", ") };
}

function list(keys: readonly string[]): string {
  const more = keys.length - NAMED_KEYS;
  return keys.slice(0, NAMED_KEYS).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
