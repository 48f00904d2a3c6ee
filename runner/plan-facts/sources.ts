import type { SharedSource, SourceFacts } from "../../protocol/plan-facts.ts";
import { countText } from "../../protocol/text/counted.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { Connections } from "../connections/connections.ts";
import type { LakeObject } from "../connections/lake.ts";
import { type Lookup, look, lookupsFor } from "./look.ts";
import type { Wanted, WantedSources } from "./wanted.ts";

/** How much looking a plan is worth, over all of its runs. */
export interface LookLimits {
  /** Requests for keys, and listings. */
  readonly lookups: number;
  /** Objects of listings. */
  readonly objects: number;
  /** Objects held against patterns: a year of hours has a pattern for each. */
  readonly comparisons: number;
}

export const LOOK_LIMITS: LookLimits = { lookups: 5_000, objects: 200_000, comparisons: 20_000_000 };

/** Lookups at the same time. */
const AT_ONCE = 8;

export interface SourcesOfRuns {
  /** By the index of the run; none for runs that read no files of their own interval. */
  readonly byRun: ReadonlyMap<number, SourceFacts>;
  readonly shared: readonly SharedSource[];
  readonly notes: readonly string[];
}

/** What has been seen of the objects that are wanted. */
interface Seen {
  /** Objects that are large enough to count. */
  enough: number;
  files: number;
  bytes: number;
  /** Everything that it stands for has been looked at. */
  isComplete: boolean;
}

/** Looks which of the wanted files are there. A lake that cannot be read makes a note, not an error. */
export async function lookForSources(
  sources: WantedSources,
  connections: Pick<Connections, "lake">,
  limits: LookLimits,
  signal?: AbortSignal,
): Promise<SourcesOfRuns> {
  const { wanted } = sources;
  const seen = new Map(
    wanted.map((one): [Wanted, Seen] => [one, { enough: 0, files: 0, bytes: 0, isComplete: false }]),
  );
  const own = new Map<number, { files: number; bytes: number }>();
  const notes = new Set(sources.unknown.values());
  const left = { ...limits };
  const count = (object: LakeObject, by: readonly Wanted[]): void => {
    const runs = new Set<number>();
    for (const one of by) {
      const its = seen.get(one) as Seen;
      its.files++;
      its.bytes += object.size;
      if (object.size >= one.minSize) its.enough++;
      if (!one.isShared) for (const run of one.runs) runs.add(run);
    }
    for (const run of runs) {
      const { files, bytes } = own.get(run) ?? { files: 0, bytes: 0 };
      own.set(run, { files: files + 1, bytes: bytes + object.size });
    }
  };
  const answer = async (lakeName: string, lookup: Lookup): Promise<void> => {
    if (left.lookups-- <= 0) return;
    const lake = await connections.lake(lakeName);
    for await (const { object, by } of look(lake, lookup, signal)) {
      if (lookup.kind === "list" && (left.objects-- <= 0 || left.comparisons <= 0)) return;
      left.comparisons -= lookup.wanted.length;
      count(object, by);
    }
    for (const one of lookup.wanted) (seen.get(one) as Seen).isComplete = true;
  };
  for (const [lakeName, ofLake] of Map.groupBy(wanted, ({ lake }) => lake)) {
    try {
      await forEach(lookupsFor(ofLake), AT_ONCE, (lookup) => answer(lakeName, lookup));
    } catch (error) {
      if (signal?.aborted === true || !(error instanceof UserError)) throw error;
      notes.add(error.message);
    }
  }
  if (left.lookups < 0)
    notes.add(`Only the first ${countText(limits.lookups)} keys and prefixes were looked at.`);
  if (left.objects < 0) notes.add(`Only the first ${countText(limits.objects)} files were looked at.`);
  if (left.comparisons <= 0) notes.add("There are too many files for so many patterns to look at all.");
  return { byRun: factsByRun(sources, seen, own), shared: sharedSources(seen), notes: [...notes] };
}

/** Works on so many at a time. After an error none is begun any more. */
async function forEach<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      if (hasFailed) return;
      try {
        await work(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

function factsByRun(
  { wanted, unknown }: WantedSources,
  seen: ReadonlyMap<Wanted, Seen>,
  own: ReadonlyMap<number, { readonly files: number; readonly bytes: number }>,
): ReadonlyMap<number, SourceFacts> {
  const missing = new Map<number, string[]>();
  const unclear = new Set(unknown.keys());
  const reading = new Set(unknown.keys());
  for (const one of wanted) {
    const { enough, isComplete } = seen.get(one) as Seen;
    const isThere = enough >= one.minCount;
    for (const run of one.runs) {
      if (!one.isShared) reading.add(run);
      if (isThere || (isComplete && one.isOptional)) continue;
      reading.add(run);
      if (isComplete) missing.set(run, [...(missing.get(run) ?? []), one.pattern.text]);
      else unclear.add(run);
    }
  }
  const facts = [...reading].map((run): [number, SourceFacts] => {
    const lacking = [...new Set(missing.get(run))];
    const state = lacking.length > 0 ? "missing" : unclear.has(run) ? "unknown" : "there";
    return [run, { state, ...(own.get(run) ?? { files: 0, bytes: 0 }), missing: lacking }];
  });
  return new Map(facts);
}

function sharedSources(seen: ReadonlyMap<Wanted, Seen>): readonly SharedSource[] {
  return [...seen].flatMap(([{ lake, pattern, isShared, runs }, { files, bytes, isComplete }]) =>
    isShared && isComplete && files > 0 && runs.size > 0
      ? [{ lake, pattern: pattern.text, files, bytes }]
      : [],
  );
}
