import { type FindNeedles, type Found, findNeedles, type Needle, needlesOf } from "./needles.ts";
import type { Redactor } from "./secrets.ts";
import { SHORTEST_ANYWHERE } from "./whole-words.ts";

/** Shorter ones stand in too many texts, and are too easily guessed, for hiding them to help. */
const SHORTEST = 3;

/** A process can live for weeks, and tokens change every few minutes: the oldest are let go. */
const MOST = 500;

/** A chain of long keys has fewer lines. A program that prints its help in place of a secret has more. */
const MOST_LINES = 200;

const MARK = "***";

/** Remembers secrets and takes them out of texts. Where two overlap, nothing of either is left. */
export function createRedactor(): Redactor {
  const known = new Map<string, readonly Needle[]>();
  /** Made when it is needed: many secrets may come one after another. */
  const search: { find: FindNeedles | undefined } = { find: undefined };
  return {
    add(secret) {
      const before = known.get(secret);
      const needles = before ?? secretNeedles(secret);
      if (needles.length === 0) return;
      // The one that was asked for last is the youngest.
      known.delete(secret);
      known.set(secret, needles);
      if (before !== undefined) return;
      for (const oldest of known.keys()) if (known.size > MOST) known.delete(oldest);
      search.find = undefined;
    },
    redact(text) {
      if (known.size === 0 || text.length < SHORTEST) return text;
      search.find ??= findNeedles([...known.values()].flat());
      const found = search.find(text);
      return found.length === 0 ? text : without(text, found);
    },
  };
}

function secretNeedles(secret: string): readonly Needle[] {
  const texts = new Set([secret, secret.trim(), ...longLines(secret)]);
  const hidden = [...texts].filter((text) => text.length >= SHORTEST && !/^\**$/.test(text));
  return hidden.flatMap(needlesOf);
}

/** Logs take a key of several lines line by line. Its first and last one are no secret. */
function longLines(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/);
  return lines.length === 1
    ? []
    : lines.filter((line) => line.length >= SHORTEST_ANYWHERE && !/^-----/.test(line)).slice(0, MOST_LINES);
}

function without(text: string, found: readonly Found[]): string {
  let clean = "";
  let told = 0;
  let hidden = -1;
  for (const { start, end } of found.toSorted((a, b) => a.start - b.start)) {
    if (start > hidden) clean += `${text.slice(told, start)}${MARK}`;
    hidden = Math.max(hidden, end);
    told = hidden;
  }
  return clean + text.slice(told);
}
