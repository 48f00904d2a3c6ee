import type { Redactor } from "./secrets.ts";

/** Shorter ones stand in too many texts, and are too easily guessed, for hiding them to help. */
const SHORTEST = 3;

/** Shorter ones are hidden only where they stand as a whole word: `student` must not make `***db` of `studentdb`. */
const SHORTEST_ANYWHERE = 8;

/** A process can live for weeks, and tokens change every few minutes: the oldest are let go. */
const MOST = 500;

const MARK = "***";

const WORD = /[\p{L}\p{N}_]/u;

interface Found {
  readonly start: number;
  readonly end: number;
}

/** Remembers secrets and takes them out of texts. Where two overlap, nothing of either is left. */
export function createRedactor(): Redactor {
  const forms = new Map<string, readonly string[]>();
  return {
    add(secret) {
      for (const text of new Set([secret, secret.trim(), ...longLines(secret)])) {
        if (text.length < SHORTEST || /^\**$/.test(text)) continue;
        // The one that was asked for last is the youngest.
        forms.delete(text);
        forms.set(text, formsOf(text));
      }
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
    : lines.filter((line) => line.length >= SHORTEST_ANYWHERE && !/^-----/.test(line));
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
  for (let start = text.indexOf(form); start >= 0; start = text.indexOf(form, start + 1)) {
    const end = start + form.length;
    if (form.length >= SHORTEST_ANYWHERE || isWhole(text, start, end)) found.push({ start, end });
  }
}

function isWhole(text: string, start: number, end: number): boolean {
  return !WORD.test(text.charAt(start - 1)) && !WORD.test(text.charAt(end));
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
