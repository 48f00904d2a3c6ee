const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

// Control characters (C0, DEL, C1), line and paragraph separators, characters that are not seen or that turn
// the direction of the text around them, and halves of surrogate pairs. The zero-width joiner stays: emoji need it.
const UNSAFE = /[\p{Cc}\u2028\u2029\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]|\p{Cs}/gu;

/**
 * Text from data, made safe for a terminal: nothing in it can move the cursor, colour what follows, or look
 * like something that it is not. What is replaced is shown as an escape: `\n`, `\x1b`, `\u202e`.
 */
export function safeText(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/** As `safeText`, with each run of white space as one blank: for one-line messages. */
export function oneLine(text: string): string {
  return safeText(text.replace(/\s+/g, " ").trim());
}

/** As `safeText`, but line breaks stay, and lines after the first are indented: for messages of servers. */
export function safeLines(text: string, indent: string): string {
  return text.trimEnd().split(/\r?\n/).map(safeText).join(`\n${indent}`);
}

function escapeCharacter(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  const hex = character.charCodeAt(0).toString(16);
  return hex.length <= 2 ? `\\x${hex.padStart(2, "0")}` : `\\u${hex.padStart(4, "0")}`;
}
