import { UserError } from "../../protocol/user-error.ts";
import type { Lake, LakeObject } from "../connections/lake.ts";
import { wildcardPattern } from "../staging/key-pattern.ts";

/** What a key stands for in a lake. */
export type Source =
  | { readonly kind: "object"; readonly object: LakeObject }
  | {
      readonly kind: "objects";
      /** What is before the part of the keys that a copy keeps; empty, or with a slash at its end. */
      readonly base: string;
      /** What all keys begin with: `base`, or more of a pattern. */
      readonly prefix: string;
      readonly isPattern: boolean;
      /** In UTF-8 order of the keys. */
      list(signal?: AbortSignal): AsyncIterable<LakeObject>;
    };

/**
 * An object of exactly this key; else, for a key with `*`, `?` or `[`, the objects that match it (`*` is any
 * characters, also `/`); else all objects below it, as if it had a slash at its end.
 */
export async function findSource(lake: Lake, key: string, signal?: AbortSignal): Promise<Source> {
  if (key !== "" && !key.endsWith("/")) {
    const object = await lake.head(key, signal);
    if (object !== undefined) return { kind: "object", object };
    if (/[*?[]/.test(key)) return matching(lake, key);
  }
  const base = key === "" || key.endsWith("/") ? key : `${key}/`;
  return { kind: "objects", base, prefix: base, isPattern: false, list: (until) => lake.list(base, until) };
}

function matching(lake: Lake, text: string): Source {
  const pattern = wildcardPattern(text);
  const prefix = pattern.kind === "wildcard" ? pattern.prefix : "";
  return {
    kind: "objects",
    base: prefix.slice(0, prefix.lastIndexOf("/") + 1),
    prefix,
    isPattern: true,
    async *list(signal) {
      for await (const object of lake.list(prefix, signal))
        if (pattern.kind === "key" || pattern.matches(object.key)) yield object;
    },
  };
}

/** Nothing is there by that name. */
export function nothingThere(place: string, near: readonly string[] = []): UserError {
  return new UserError({
    code: "no-objects",
    message: `There is nothing under ${place}.`,
    next:
      near.length > 0
        ? `Near it there ${near.length === 1 ? "is" : "are"} ${near.join(", ")}.`
        : "Look with `millrace lake ls`; keys are compared with regard to case.",
  });
}
