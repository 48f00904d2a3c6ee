import { type TemplateSpan, templateSpans } from "./template-spans.ts";

/** Stands for `{{ … }}` in a masked text. Characters of nobody's alphabet, which SQL reads as signs. */
export const OUTPUT = "\uE000";
/** Stands for `{% … %}`. */
export const TAG = "\uE001";

/** A text whose templates were replaced, sign by sign, by what cannot be taken for SQL. */
export interface MaskedText {
  readonly text: string;
  /** From the first sign of `{% if %}`, `{% for %}`, … to the last of its end, in order, the outermost only. */
  readonly blocks: readonly { readonly start: number; readonly end: number }[];
}

/** Same length, same places, newlines where they were. */
export function maskTemplates(text: string): MaskedText {
  const spans = templateSpans(text);
  const parts: string[] = [];
  let at = 0;
  for (const span of spans) {
    parts.push(text.slice(at, span.start), text.slice(span.start, span.end).replace(/[^\n]/g, signOf(span)));
    at = span.end;
  }
  parts.push(text.slice(at));
  return { text: parts.join(""), blocks: outermost(pairsOf(spans)) };
}

function signOf({ kind }: TemplateSpan): string {
  if (kind === "comment") return " ";
  return kind === "tag" ? TAG : OUTPUT;
}

type Range = MaskedText["blocks"][number];

/** Tags that have no partner are left alone: somebody is still typing. */
function pairsOf(spans: readonly TemplateSpan[]): readonly Range[] {
  const pairs: Range[] = [];
  const open: TemplateSpan[] = [];
  for (const span of spans) {
    if (span.kind !== "tag") continue;
    if (!span.word.startsWith("end")) {
      open.push(span);
      continue;
    }
    const opener = open.findLastIndex(({ word }) => `end${word}` === span.word);
    if (opener < 0) continue;
    pairs.push({ start: open[opener]?.start ?? span.start, end: span.end });
    open.length = opener;
  }
  return pairs;
}

function outermost(pairs: readonly Range[]): readonly Range[] {
  const found: Range[] = [];
  for (const pair of pairs.toSorted((a, b) => a.start - b.start)) {
    if (pair.start >= (found.at(-1)?.end ?? 0)) found.push(pair);
  }
  return found;
}
