import type { Columns } from "./problem-word.ts";

export interface SuggestedWord extends Columns {
  readonly text: string;
}

const SUGGESTION = /Did you mean "([^"\\]+)"\?/;

/**
 * The word of a line that a problem's message would have replaced, and by what. Only when one of the words that the
 * message quotes is a misspelling of what it suggests, and stands once in the line: anything else would be a guess.
 */
export function suggestedWord(message: string, line: string): SuggestedWord | undefined {
  const suggestion = SUGGESTION.exec(message);
  const text = suggestion?.[1];
  if (suggestion === null || text === undefined || !/^[\w .-]+$/.test(text)) return undefined;
  const before = message.slice(0, suggestion.index);
  const quoted = new Set([...before.matchAll(/"([^"\\]+)"/g)].map((match) => match[1] ?? ""));
  const places = [...quoted]
    .filter((word) => isMisspelling(word, text))
    .flatMap((word) => placesOf(word, line))
    .map(({ from, to }) => ({ from, to, text }));
  return places.length === 1 ? places[0] : undefined;
}

function isMisspelling(word: string, text: string): boolean {
  const edits = editDistance(word, text);
  return edits > 0 && edits <= Math.max(1, Math.floor(Math.max(word.length, text.length) / 3));
}

/** Letters to insert, delete or replace. */
function editDistance(a: string, b: string): number {
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    last = row;
  }
  return last[b.length] ?? 0;
}

function placesOf(word: string, line: string): readonly Columns[] {
  const places: Columns[] = [];
  for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1)) {
    const isWhole = !isNamePart(line[at - 1]) && !isNamePart(line[at + word.length]);
    if (isWhole) places.push({ from: at + 1, to: at + 1 + word.length });
  }
  return places;
}

function isNamePart(character: string | undefined): boolean {
  return character !== undefined && /[\w$.-]/.test(character);
}
