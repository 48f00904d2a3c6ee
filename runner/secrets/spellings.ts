/** One way to read what stands at a place of a text: this character (a code point), up to `end`. */
export interface Reading {
  readonly char: string;
  readonly end: number;
}

/** How often one writing is looked for within itself: JSON in JSON doubles its backslashes each time. */
const DEEPEST = 6;

/**
 * Finds, one unit each, where another spelling of one of these characters may begin. What can only be of others is passed
 * over: most texts have quotes, blanks in URLs and newlines in JSON, and few secrets do.
 */
export function openers(chars: ReadonlySet<string>): RegExp {
  const quotes = ["'", '"'].filter((quote) => chars.has(quote));
  const codes = ["%", "\\", ...chars].flatMap((char) => (char < "\x80" ? hexCode(char) : []));
  const meant = [...ESCAPED].flatMap(([letter, char]) => (chars.has(char) ? letter : []));
  const signs = [...chars]
    .filter((char) => !/\w/.test(char))
    .map((char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
  return new RegExp(
    [
      `%(?=${[...new Set(codes)].join("|")}|[89a-fA-F][\\da-fA-F])`,
      "&(?=#|[a-zA-Z]{2,4};)",
      `\\\\(?=[uxU%&_\\\\${[...meant, ...signs].join("")}])`,
      ...(quotes.length > 0 ? [`[${quotes.join("")}](?=['"%&\\\\])`] : []),
      ...(chars.has(" ") ? ["\\+"] : []),
    ].join("|"),
    "gu",
  );
}

/** `2f` and `2F`. */
function hexCode(char: string): readonly string[] {
  const code = char.charCodeAt(0).toString(16).padStart(2, "0");
  return [code, code.toUpperCase()];
}

/** Of these a backslash makes something else, or nothing. */
const LETTER_OR_DIGIT = /[A-Za-z\d]/;

const ESCAPED: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
  ["0", "\0"],
]);

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/**
 * Each character that URLs, JSON, SQL, HTML and shells may mean by what stands there, beside the one that does: `%40` and
 * `%2540`, `\"` and `\\\"`, `\u0022`, `&quot;`, `+`, `''`, `'\''`. Also of one inside another, such as JSON in a URL: `%5C%22`.
 */
export function readings(text: string, at: number): readonly Reading[] {
  const sign = text.charAt(at);
  if (isQuote(sign)) return quoted(text, at + 1, sign);
  const single = singles(text, at);
  const twice = single.flatMap(({ char, end }) => (isQuote(char) ? quoted(text, end, char) : NONE));
  return twice.length === 0 ? single : [...single, ...twice];
}

const NONE: readonly Reading[] = [];

function isQuote(char: string): boolean {
  return char === "'" || char === '"';
}

/** Without quotes that are written more than once. */
function singles(text: string, at: number): readonly Reading[] {
  if (text.charAt(at) === "\\") return escaped(text, at);
  const found = encoded(text, at);
  return found.some(isBackslash) ? [...found, ...escaped(text, at)] : found;
}

/** Without backslashes before it as well. */
function encoded(text: string, at: number): readonly Reading[] {
  switch (text.charAt(at)) {
    case "%":
      return inPercent(text, at);
    case "&":
      return inHtml(text, at);
    case "+":
      return [{ char: " ", end: at + 1 }];
    default:
      return NONE;
  }
}

/** `%40`, in upper and lower case, `%2540`, and `%C3%A9` for what has several bytes. */
function inPercent(text: string, at: number): readonly Reading[] {
  const found: Reading[] = [];
  for (let depth = 0; depth <= DEEPEST; depth++) {
    const end = at + 1 + 2 * (depth + 1);
    const byte = hexByte(text, end - 2);
    if (byte === undefined) return found;
    if (byte >= 0x80) {
      const many = manyBytes(text, at, byte, `%${"25".repeat(depth)}`);
      return many === undefined ? found : [...found, many];
    }
    found.push({ char: String.fromCharCode(byte), end });
    if (byte !== 0x25) return found;
  }
  return found;
}

/** A character of two to four bytes of UTF-8, each of which has the mark before it. */
function manyBytes(text: string, at: number, first: number, mark: string): Reading | undefined {
  const count = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const each = mark.length + 2;
  const bytes = [first];
  for (let n = 1; n < count; n++) {
    const start = at + n * each;
    const byte = text.startsWith(mark, start) ? hexByte(text, start + mark.length) : undefined;
    if (byte === undefined) return undefined;
    bytes.push(byte);
  }
  return { char: Buffer.from(bytes).toString("utf8"), end: at + count * each };
}

function hexByte(text: string, at: number): number | undefined {
  return hexNumber(text, at, 2);
}

function hexNumber(text: string, at: number, digits: number): number | undefined {
  let number = 0;
  for (let place = at; place < at + digits; place++) {
    const digit = hexDigit(text.charCodeAt(place));
    if (digit === undefined) return undefined;
    number = number * 16 + digit;
  }
  return number;
}

/** NaN, which stands after the end, is none. */
function hexDigit(code: number): number | undefined {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : undefined;
}

const ENTITY = /(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/iy;

/** `&quot;`, `&#34;`, `&#x22;` and `&amp;quot;`. */
function inHtml(text: string, at: number): readonly Reading[] {
  const found: Reading[] = [];
  ENTITY.lastIndex = at + 1;
  for (let depth = 0; depth <= DEEPEST; depth++) {
    const match = ENTITY.exec(text);
    if (match === null) return found;
    const [, decimal, hex, name = ""] = match;
    const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : -1;
    const char = code >= 0 ? codePoint(code) : ENTITIES[name.toLowerCase()];
    if (char === undefined) break;
    found.push({ char, end: ENTITY.lastIndex });
    if (char !== "&") break;
  }
  return found;
}

function codePoint(code: number): string | undefined {
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** What backslashes make of it. */
function escaped(text: string, at: number): readonly Reading[] {
  // Most are single ones.
  if (text.charAt(at) === "\\" && !isOpener(text.charAt(at + 1))) return afterBackslash(text, at + 1);
  const ends = backslashes(text, at);
  const found: Reading[] = [];
  for (let count = 2; count <= ends.length; count *= 2)
    found.push({ char: "\\", end: ends[count - 1] ?? at });
  return [...found, ...afterBackslash(text, ends.at(-1) ?? at)];
}

/** Where each backslash of a row ends that begins there, however it is written. */
function backslashes(text: string, at: number): readonly number[] {
  const ends: number[] = [];
  let next: number | undefined = at;
  while (ends.length < 2 ** DEEPEST) {
    next = text.charAt(next) === "\\" ? next + 1 : encoded(text, next).find(isBackslash)?.end;
    if (next === undefined) break;
    ends.push(next);
  }
  return ends;
}

/** With what more than a quote can begin. */
function isOpener(char: string): boolean {
  return char === "\\" || char === "%" || char === "&";
}

const isBackslash = ({ char }: Reading): boolean => char === "\\";

function afterBackslash(text: string, at: number): readonly Reading[] {
  const code = text.codePointAt(at);
  if (code === undefined) return NONE;
  const char = String.fromCodePoint(code);
  const meant = ESCAPED.get(char);
  if (meant !== undefined) return [{ char: meant, end: at + 1 }];
  if (char === "u" || char === "x" || char === "U") return numbered(text, at);
  if (LETTER_OR_DIGIT.test(char)) return NONE;
  const plain = { char, end: at + char.length };
  return isOpener(char) ? [plain, ...encoded(text, at).filter(isSign)] : [plain];
}

const isSign = ({ char }: Reading): boolean => !LETTER_OR_DIGIT.test(char);

const IN_BRACES = /\{([\da-f]{1,6})\}/iy;

/** `u00e9`, `ud83d\ude00`, `u{e9}`, `x22`, `U000000e9` after a backslash. */
function numbered(text: string, at: number): readonly Reading[] {
  IN_BRACES.lastIndex = at + 1;
  const braces = IN_BRACES.exec(text);
  const digits = { u: 4, x: 2, U: 8 }[text.charAt(at)] ?? 4;
  const end = braces === null ? at + 1 + digits : IN_BRACES.lastIndex;
  const code = braces === null ? hexNumber(text, at + 1, digits) : Number.parseInt(braces[1] ?? "", 16);
  if (code === undefined) return [];
  const char = codePoint(code);
  if (char === undefined) return [];
  if (code < 0xd800 || code > 0xdbff) return [{ char, end }];
  // The second half of a pair has backslashes of its own.
  const second = backslashes(text, end).at(-1);
  const low =
    second !== undefined && text.charAt(second) === "u" ? hexNumber(text, second + 1, 4) : undefined;
  if (second === undefined || low === undefined || low < 0xdc00 || low > 0xdfff) return [{ char, end }];
  return [{ char: String.fromCharCode(code, low), end: second + 5 }];
}

/** Written twice, as SQL and CSV do, and as shells get a single one into single quotes: `'\''` and `'"'"'`. `at`: after the first. */
function quoted(text: string, at: number, quote: string): readonly Reading[] {
  const next = text.charAt(at);
  if (!isQuote(next) && !isOpener(next)) return NONE;
  const found: Reading[] = [];
  for (const rest of quote === "'" ? ["'", "''", `"'"'`] : ['"']) {
    const end = past(text, at, rest);
    if (end !== undefined) found.push({ char: quote, end });
  }
  return found;
}

/** Where these signs end that begin there, each by itself, encoded, or after backslashes. */
function past(text: string, at: number, signs: string): number | undefined {
  let next: number | undefined = at;
  for (const sign of signs) {
    const here: number = next;
    next = text.charAt(here) === sign ? here + 1 : singles(text, here).find(({ char }) => char === sign)?.end;
    if (next === undefined) return undefined;
  }
  return next;
}
