import type { Lake, LakeObject } from "../connections/lake.ts";
import { objectsOf } from "../staging/list-matching.ts";
import type { Wanted } from "./wanted.ts";

/** One request to a lake, or one listing, that answers for everything under a prefix or for one key. */
export interface Lookup {
  readonly kind: "list" | "head";
  /** The prefix, or the key. */
  readonly at: string;
  /** What of the wanted it can answer. */
  readonly wanted: readonly Wanted[];
}

/**
 * The fewest lookups that answer for everything wanted of one lake: each prefix is listed once, and nothing under
 * a prefix that is listed anyway is asked for apart. So no object is met by two of them.
 */
export function lookupsFor(wanted: readonly Wanted[]): readonly Lookup[] {
  const prefixes = new Set(wanted.flatMap(({ pattern }) => (pattern.kind === "key" ? [] : [pattern.prefix])));
  const listed: { readonly at: string; readonly wanted: Wanted[] }[] = [];
  const heads = new Map<string, Wanted[]>();
  // In this order a prefix comes right before all that it covers.
  for (const at of [...prefixes].sort()) {
    const last = listed.at(-1);
    if (last === undefined || !at.startsWith(last.at)) listed.push({ at, wanted: [] });
  }
  for (const one of wanted) {
    const { pattern } = one;
    const covering = coveredBy(listed, pattern.kind === "key" ? pattern.text : pattern.prefix);
    // Listings leave out the empty objects that stand for folders.
    if (covering !== undefined && !(pattern.kind === "key" && pattern.text.endsWith("/")))
      covering.wanted.push(one);
    else heads.set(pattern.text, [...(heads.get(pattern.text) ?? []), one]);
  }
  return [
    ...listed.map((it): Lookup => ({ kind: "list", ...it })),
    ...[...heads].map(([at, those]): Lookup => ({ kind: "head", at, wanted: those })),
  ];
}

/** The one of these sorted prefixes, none of which begins with another, that a text begins with. */
function coveredBy<T extends { readonly at: string }>(sorted: readonly T[], text: string): T | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.at ?? "") <= text) low = middle + 1;
    else high = middle;
  }
  const before = sorted[low - 1];
  return before !== undefined && text.startsWith(before.at) ? before : undefined;
}

/** The objects that a lookup finds, each with what wants it. Throws the lake's UserErrors. */
export async function* look(
  lake: Lake,
  { kind, at, wanted }: Lookup,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ readonly object: LakeObject; readonly by: readonly Wanted[] }> {
  if (kind === "head") {
    const object = await lake.head(at, signal);
    if (object !== undefined) yield { object, by: wanted };
    return;
  }
  const everything = { kind: "prefix", text: at, prefix: at, matches: () => true } as const;
  const keys = Map.groupBy(wanted, ({ pattern }) => (pattern.kind === "key" ? pattern.text : undefined));
  const patterns = keys.get(undefined) ?? [];
  for await (const object of objectsOf(lake, everything, signal)) {
    const matching = patterns.filter(({ pattern }) => pattern.kind !== "key" && pattern.matches(object.key));
    yield { object, by: [...matching, ...(keys.get(object.key) ?? [])] };
  }
}
