import type { Redactor } from "./secrets.ts";
import { isWholeWord, isWholeWordOnly, SHORTEST_ANYWHERE } from "./whole-words.ts";

/** Shorter ones stand in too many texts, and are too easily guessed, for hiding them to help. */
const SHORTEST = 3;

/** A process can live for weeks, and tokens change every few minutes: the oldest are let go. */
const MOST = 500;

/** A chain of long keys has fewer lines. A program that prints its help in place of a secret has more. */
const MOST_LINES = 200;

const MARK = "***";

interface Found {
  readonly start: number;
  readonly end: number;
}

/** Remembers secrets and takes them out of texts. Where two overlap, nothing of either is left. */
export function createRedactor(): Redactor {
  const forms = new Map<string, readonly string[]>();
  return {
    add(secret) {
      const texts = new Set([secret, secret.trim(), ...longLines(secret)]);
      const hidden = [...texts].filter((text) => text.length >= SHORTEST && !/^\**$/.test(text));
      if (hidden.length === 0) return;
      // The one that was asked for last is the youngest.
      forms.delete(secret);
      forms.set(secret, [...new Set(hidden.flatMap(formsOf))]);
      for (const oldest of forms.keys()) if (forms.size > MOST) forms.delete(oldest);
    },
    redact(text) {
      if (forms.size === 0 || text === "") return text;
      const found: Found[] = [];
      for (const all of forms.values()) for (const form of all) findAll(text, form, found);
      return found.length === 0 ? text : without(text, found);
    },
  };
}

/** Logs take a key of several lines line by line. Its first and last one are no secret. */
function longLines(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/);
  return lines.length === 1
    ? []
    : lines.filter((line) => line.length >= SHORTEST_ANYWHERE && !/^-----/.test(line)).slice(0, MOST_LINES);
}

/** As it is, and as URLs, JSON, SQL and headers write it. */
function formsOf(secret: string): readonly string[] {
  const url = encodeURIComponent(secret.toWellFormed());
  const bytes = Buffer.from(secret, "utf8");
  return [
    ...new Set([
      secret,
      url,
      url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
      JSON.stringify(secret).slice(1, -1),
      secret.replaceAll("'", "''"),
      bytes.toString("base64"),
      bytes.toString("base64url"),
    ]),
  ];
}

function findAll(text: string, form: string, found: Found[]): void {
  const wholeOnly = isWholeWordOnly(form);
  for (let start = text.indexOf(form); start >= 0; start = text.indexOf(form, start + 1)) {
    const end = start + form.length;
    if (!wholeOnly || isWholeWord(text, start, end)) found.push({ start, end });
  }
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
