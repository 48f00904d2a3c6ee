/** A part of a text that Jinja takes for itself, from its first brace to its last. */
export interface TemplateSpan {
  readonly kind: "output" | "tag" | "comment";
  readonly start: number;
  readonly end: number;
  /** A tag's first word: `set`, `if`, `endif`. Empty for others. */
  readonly word: string;
}

const OPENING = /\{[{%#]/g;
const FIRST_WORD = /\{%[-+]?\s*([\p{L}_][\p{L}\p{N}_]*)/uy;
const RAW = /\{%[-+]?\s*raw\s*[-+]?%\}/y;
const ENDRAW = /\{%[-+]?\s*endraw\s*[-+]?%\}/g;
/** What may stand inside of `{{ }}` and `{% %}`. Anything else, such as `;`, and the text is no template. */
const TOKEN = /\s+|[\p{L}\p{N}_]+|['"]|!=|[-+*/%~<>=.:|,]|[([{]|[)\]}]/uy;

/**
 * Where a text has templates, before anybody reads it as SQL: Jinja sees neither strings nor comments of SQL. What it
 * could not read (`{{` without an end, as somebody types it) is no template here. Linear in the text's length but for
 * texts made to be slow, of which only a part is looked at.
 */
export function templateSpans(text: string): readonly TemplateSpan[] {
  const spans: TemplateSpan[] = [];
  const budget = { left: 4 * text.length + 100_000 };
  let at = 0;
  for (let open = find(OPENING, text, at); open !== null; open = find(OPENING, text, at)) {
    const start = open.index;
    const end = budget.left > 0 ? endOf(text, start, budget) : undefined;
    at = end ?? start + 1;
    if (end === undefined) continue;
    const word = wordAt(text, start);
    spans.push({ kind: kindOf(text, start), start, end, word });
    const close = isRaw(text, start) ? find(ENDRAW, text, end) : null;
    if (close === null) continue;
    at = close.index + close[0].length;
    spans.push({ kind: "tag", start: close.index, end: at, word: "endraw" });
  }
  return spans;
}

function isRaw(text: string, start: number): boolean {
  RAW.lastIndex = start;
  return RAW.test(text);
}

function kindOf(text: string, start: number): TemplateSpan["kind"] {
  if (text[start + 1] === "{") return "output";
  return text[start + 1] === "%" ? "tag" : "comment";
}

function wordAt(text: string, start: number): string {
  FIRST_WORD.lastIndex = start;
  return FIRST_WORD.exec(text)?.[1] ?? "";
}

function endOf(text: string, start: number, budget: { left: number }): number | undefined {
  if (text[start + 1] === "#") {
    const close = text.indexOf("#}", start + 2);
    if (close < 0) budget.left -= text.length - start;
    return close < 0 ? undefined : close + 2;
  }
  const closing = text[start + 1] === "{" ? "}}" : "%}";
  const open: string[] = [];
  let at = start + 2;
  // A sign right behind the opening belongs to it.
  if (text[at] === "-" || text[at] === "+") at += 1;
  while (at < text.length && budget.left > 0) {
    if (open.length === 0 && text.startsWith(closing, at)) return at + 2;
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined || !fitsBrackets(token, open)) break;
    const end = token === "'" || token === '"' ? endOfString(text, at + 1, token) : at + token.length;
    budget.left -= end - at;
    at = end;
  }
  return undefined;
}

/** Past the text when it has no end. */
function endOfString(text: string, inside: number, quote: string): number {
  const mark = quote === "'" ? /['\\]/g : /["\\]/g;
  mark.lastIndex = inside;
  for (let match = mark.exec(text); match !== null; match = mark.exec(text)) {
    if (match[0] === quote) return mark.lastIndex;
    mark.lastIndex += 1;
  }
  return text.length;
}

const CLOSES: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

function fitsBrackets(token: string, open: string[]): boolean {
  if ("([{".includes(token)) open.push(token);
  const opener = CLOSES[token];
  return opener === undefined || open.pop() === opener;
}

function find(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  const search = new RegExp(pattern);
  search.lastIndex = from;
  return search.exec(text);
}
