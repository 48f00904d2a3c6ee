import type { LakeObject } from "../connections/lake.ts";
import { compareUtf8 } from "../core/utf8-order.ts";

/** Why an object is copied. */
export type CopyReason =
  /** Nothing is there under its key. */
  | "new"
  /** What is there has another size. */
  | "another size"
  /** What is there is older than it. */
  | "newer"
  | "forced";

/** An object that is going to be copied, and the key that it gets. */
export interface CopyItem {
  readonly object: LakeObject;
  readonly key: string;
  readonly reason: CopyReason;
}

/** What is done with an object of the source. */
export type Decision =
  | ({ readonly kind: "copy" } & CopyItem)
  /** The destination has it. */
  | { readonly kind: "there"; readonly object: LakeObject }
  /** An empty object whose key ends with a slash: what S3's console shows as a folder. */
  | { readonly kind: "marker" }
  /** By the patterns that were given. */
  | { readonly kind: "left out" }
  /** `problem` is a clause: `it has two slashes in a row`. */
  | {
      readonly kind: "impossible";
      readonly object: LakeObject;
      readonly key: string;
      readonly problem: string;
    };

export interface CopyRules {
  /** The key that an object gets. */
  readonly keyOf: (object: LakeObject) => string;
  /** Of the part of the key that is kept. */
  readonly isWanted: (object: LakeObject) => boolean;
  /** Copy also what is there. */
  readonly force: boolean;
  readonly keyProblem: (key: string) => string | undefined;
  readonly keysAreFiles: boolean;
  /** Whether keys that differ in nothing but case are one. Asked once, when there is a second key; never where they are no files. */
  readonly foldsCase: () => Promise<boolean>;
}

/**
 * Goes through both listings side by side, each in UTF-8 order of the keys, in which what the objects of `source` get
 * is too. What is there already is left alone when it has the same size and is not older: `aws s3 sync`'s rule.
 */
export async function* planCopy(
  source: AsyncIterable<LakeObject>,
  existing: AsyncIterable<LakeObject>,
  rules: CopyRules,
): AsyncGenerator<Decision> {
  const there = follow(existing);
  const names = rules.keysAreFiles ? fileNames(rules.foldsCase) : undefined;
  try {
    for await (const object of source) {
      if (object.key.endsWith("/") && object.size === 0) {
        yield { kind: "marker" };
        continue;
      }
      if (!rules.isWanted(object)) {
        yield { kind: "left out" };
        continue;
      }
      const key = rules.keyOf(object);
      const problem = rules.keyProblem(key) ?? (await names?.problemOf(key));
      if (problem !== undefined) {
        yield { kind: "impossible", object, key, problem };
        continue;
      }
      const reason = reasonToCopy(object, rules.force ? "forced" : await there.at(key));
      yield reason === undefined ? { kind: "there", object } : { kind: "copy", object, key, reason };
    }
  } finally {
    await there.close();
  }
}

function reasonToCopy(
  { size, lastModified }: LakeObject,
  found: LakeObject | "forced" | undefined,
): CopyReason | undefined {
  if (found === "forced") return "forced";
  if (found === undefined) return "new";
  if (found.size !== size) return "another size";
  return found.lastModified.getTime() < lastModified.getTime() ? "newer" : undefined;
}

/** Looks keys up in a listing, each greater than the one before. */
function follow(listing: AsyncIterable<LakeObject>): {
  at(key: string): Promise<LakeObject | undefined>;
  close(): Promise<void>;
} {
  const iterator = listing[Symbol.asyncIterator]();
  let current: LakeObject | undefined;
  let isStarted = false;
  const advance = async (): Promise<void> => {
    const next = await iterator.next();
    current = next.done === true ? undefined : next.value;
  };
  return {
    async at(key) {
      if (!isStarted) await advance();
      isStarted = true;
      while (current !== undefined && compareUtf8(current.key, key) < 0) await advance();
      return current?.key === key ? current : undefined;
    },
    async close() {
      await iterator.return?.();
    },
  };
}

/** Finds keys that cannot be files beside those before them: `a` and `a/b`; `A` and `a` where these are one. */
function fileNames(foldsCase: () => Promise<boolean>): {
  problemOf(key: string): Promise<string | undefined>;
} {
  // Of keys in UTF-8 order, all that begin with `a` follow `a`: those on the stack are the starts of the last one.
  const starts: string[] = [];
  // Where names are as many as keys, none of them is kept.
  const folded = new Map<string, string>();
  let folds: Promise<boolean> | undefined;
  const twinOf = async (key: string): Promise<string | undefined> => {
    if (folded.size > 0) folds ??= foldsCase();
    if (folds !== undefined && !(await folds)) return undefined;
    const name = key.normalize("NFC").toLowerCase();
    const twin = folded.get(name);
    if (twin === undefined) folded.set(name, key);
    return twin;
  };
  return {
    async problemOf(key) {
      while (starts.length > 0 && !key.startsWith(starts.at(-1) ?? "")) starts.pop();
      const file = starts.find((start) => key.startsWith(`${start}/`));
      if (file !== undefined) return `${file} is an object too, and a file cannot be a folder`;
      const twin = await twinOf(key);
      if (twin !== undefined) return `it differs from ${twin} in case only, and these are one file there`;
      starts.push(key);
      return undefined;
    },
  };
}
