import { UserError } from "../../protocol/user-error.ts";
import type { Lake, LakeObject, LakeWriter } from "../connections/lake.ts";
import type { Destination } from "./destination.ts";
import { keptPart } from "./destination.ts";
import type { KeyFilter } from "./key-filter.ts";
import { keyFilter } from "./key-filter.ts";
import { type CopyItems, packedItems } from "./packed-items.ts";
import { planCopy } from "./plan.ts";
import type { Source } from "./source.ts";
import { nothingThere } from "./source.ts";

/** One side of a copy. */
export interface CopySide {
  /** As it was named. */
  readonly text: string;
  readonly lake: Lake;
  readonly writer: LakeWriter;
  readonly identity: string;
  /** How a person names a key of it. */
  describe(key: string): string;
}

/** What is copied where. */
export interface CopyRequest extends KeyFilter {
  readonly source: CopySide;
  readonly found: Source;
  readonly destination: CopySide;
  readonly where: Destination;
  /** Copy also what is there. */
  readonly force: boolean;
  /** Whether something may be tried out at the destination to find out about it. */
  readonly mayTry: boolean;
}

/** What there is to do, and what not. */
export interface PreparedCopy {
  readonly items: CopyItems;
  /** Of all items. */
  readonly bytes: number;
  readonly there: number;
  readonly markers: number;
  readonly leftOut: number;
  /** What cannot be written. `key` is how a person names the object. */
  readonly impossible: readonly { readonly key: string; readonly error: UserError }[];
}

/**
 * Lists both sides. `onListed` is told the bytes of each object of the source. Throws UserErrors: the lakes', and one
 * when there is nothing at all.
 */
export async function prepareCopy(
  request: CopyRequest,
  onListed: (bytes: number) => void,
  signal: AbortSignal,
): Promise<PreparedCopy> {
  const { source, found, destination, where, force } = request;
  const { writer } = destination;
  const isWanted = keyFilter(request);
  const keyOf = (object: LakeObject): string => destinationKey(found, where, object);
  const decisions = planCopy(
    told(found.kind === "object" ? [found.object] : found.list(signal), onListed),
    force ? none() : existing(request, signal),
    {
      keyOf,
      isWanted: ({ key }) => isWanted(keptPart(found, key)),
      force,
      keyProblem: writer.keyProblem,
      keysAreFiles: writer.keysAreFiles,
      foldsCase: () => writer.foldsCase(request.mayTry),
    },
  );
  const items = packedItems(keyOf);
  const impossible: PreparedCopy["impossible"][number][] = [];
  const counts = { there: 0, marker: 0, "left out": 0 };
  let bytes = 0;
  for await (const decision of decisions) {
    signal.throwIfAborted();
    switch (decision.kind) {
      case "copy":
        items.add(decision);
        bytes += decision.object.size;
        break;
      case "impossible":
        impossible.push(impossibleKey(source.describe(decision.object.key), decision.problem));
        break;
      default:
        counts[decision.kind] += 1;
    }
  }
  signal.throwIfAborted();
  const { there, marker: markers, "left out": leftOut } = counts;
  if (items.count + impossible.length + there + markers + leftOut === 0) throw nothingThere(source.text);
  return { items, bytes, there, markers, leftOut, impossible };
}

function destinationKey(found: Source, where: Destination, { key }: LakeObject): string {
  return where.kind === "key" ? where.key : where.prefix + keptPart(found, key);
}

/** Throws a UserError for a copy onto itself, or of a folder into itself. */
export function requireApart({ source, found, destination, where }: CopyRequest): void {
  const isOne = found.kind === "object";
  const from = isOne ? found.object.key : found.base;
  const to = isOne
    ? destinationKey(found, where, found.object)
    : where.kind === "key"
      ? where.key
      : where.prefix;
  const [read, written] = [source.identity + from, destination.identity + to];
  const isInto = !isOne && !found.isPattern && written.startsWith(read);
  if (read !== written && !isInto) return;
  throw new UserError({
    code: "same-place",
    message:
      read === written
        ? `${source.text} and ${destination.text} are the same place.`
        : `${destination.text} is inside of ${source.text}, which would be copied into itself.`,
    next: "Copy to another place.",
  });
}

async function* told(
  objects: Iterable<LakeObject> | AsyncIterable<LakeObject>,
  onListed: (bytes: number) => void,
): AsyncGenerator<LakeObject> {
  for await (const object of objects) {
    onListed(object.size);
    yield object;
  }
}

async function* none(): AsyncGenerator<LakeObject> {}

/** What the destination has, as far as it can be in the way. A folder that is not there has nothing. */
async function* existing(
  { destination: { lake, writer }, found, where }: CopyRequest,
  signal: AbortSignal,
): AsyncGenerator<LakeObject> {
  try {
    if (found.kind === "objects") {
      const prefix = where.kind === "prefix" ? where.prefix : where.key;
      yield* lake.list(prefix + found.prefix.slice(found.base.length), signal);
      return;
    }
    const object = await lake.head(destinationKey(found, where, found.object), signal);
    if (object !== undefined) yield object;
  } catch (error) {
    const isNoFolder = writer.keysAreFiles && error instanceof UserError && error.code === "lake-missing";
    if (!isNoFolder) throw error;
  }
}

function impossibleKey(key: string, problem: string): PreparedCopy["impossible"][number] {
  const error = new UserError({
    code: "bad-file-name",
    message: `${key} cannot be copied: ${problem}.`,
    next: "Leave it out with --exclude, or copy to a lake of type s3, which takes any key.",
  });
  return { key, error };
}
