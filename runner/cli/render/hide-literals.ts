/** Names whose values are secrets where somebody has written them into a file. */
const NAMES =
  "password|passwd|secretAccessKey|accessKeyId|sessionToken|externalId|credentials|api_?key|token";

/** `"password": "…"`, also without its end, and where a language needs no quotes around names. */
const VALUE = new RegExp(
  `(\\b(?:${NAMES})["']?\\s*[:=]\\s*)(["'\`])(?:(?!\\2)[^\\\\]|\\\\.)*(?:\\2|$)`,
  "gi",
);

/** `postgresql://user:…@host`. */
const IN_URL = /(\w:\/\/[^\s:/@"']*:)[^\s@"']+@/g;

/** A line of source, to be shown: what was written where only its place belongs is not repeated. */
export function hideLiterals(line: string): string {
  return line.replace(VALUE, "$1$2***$2").replace(IN_URL, "$1***@");
}
