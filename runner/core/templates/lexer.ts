import { TemplateError } from "./template-error.ts";

/** A piece of a template: literal text, `{{ … }}` or `{% … %}`, with the tokens inside. */
export type Segment =
  | { readonly kind: "text"; readonly offset: number; readonly text: string }
  | { readonly kind: "output" | "block"; readonly offset: number; readonly tokens: readonly Token[] };

export interface Token {
  readonly kind: "name" | "integer" | "float" | "string" | "operator" | "end";
  /** A string's value; otherwise the token as written. Of `end`, the closing delimiter. */
  readonly text: string;
  readonly offset: number;
}

const OPENING = /\{([{%#])([-+]?)/g;
const ENDRAW = /\{%[-+]?\s*endraw\s*([-+]?)%\}/g;
const TOKEN =
  /(?<space>\s+)|(?<float>\d[\d_]*(?:\.\d[\d_]*(?:[eE][-+]?\d+)?|[eE][-+]?\d+))|(?<integer>0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d[\d_]*)|(?<name>[\p{L}_][\p{L}\p{N}_]*)|(?<string>'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*")|(?<operator>\*\*|\/\/|==|!=|<=|>=|[-+*/%~<>=.:|,()[\]{}])/uy;

/** Splits a template. `-` inside a delimiter takes away the white space on its side, as in Jinja. */
export function splitTemplate(source: string): readonly Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  let trimStart = false;
  const addText = (end: number, trimEnd: boolean) => {
    const whole = source.slice(at, end);
    let text = trimStart ? whole.trimStart() : whole;
    const offset = at + whole.length - text.length;
    if (trimEnd) text = text.trimEnd();
    if (text !== "") segments.push({ kind: "text", offset, text });
  };
  for (let open = find(OPENING, source, at); open !== null; open = find(OPENING, source, at)) {
    const offset = open.index;
    addText(offset, open[2] === "-");
    const inside = offset + open[0].length;
    if (open[1] === "#") {
      const end = source.indexOf("#}", inside);
      if (end < 0) throw new TemplateError("The comment is not closed.", { offset, next: "End it with #}." });
      trimStart = source[end - 1] === "-" && end > inside;
      at = end + 2;
      continue;
    }
    const kind = open[1] === "{" ? "output" : "block";
    const { tokens, end } = readTokens(source, inside, offset, kind === "output" ? "}}" : "%}");
    at = end;
    trimStart = tokens.at(-1)?.text.startsWith("-") === true;
    if (kind === "block" && tokens.length === 2 && tokens[0]?.text === "raw") {
      const close = find(ENDRAW, source, at);
      if (close === null)
        throw new TemplateError("The raw block is not closed.", {
          offset,
          next: "End it with {% endraw %}.",
        });
      addText(close.index, source[close.index + 2] === "-");
      at = close.index + close[0].length;
      trimStart = close[1] === "-";
    } else {
      segments.push({ kind, offset, tokens });
    }
  }
  addText(source.length, false);
  return segments;
}

function find(pattern: RegExp, source: string, from: number): RegExpExecArray | null {
  const search = new RegExp(pattern);
  search.lastIndex = from;
  return search.exec(source);
}

function readTokens(
  source: string,
  from: number,
  opened: number,
  closing: string,
): { readonly tokens: readonly Token[]; readonly end: number } {
  const tokens: Token[] = [];
  const open: Token[] = [];
  let at = from;
  while (at < source.length) {
    // Inside brackets `}}` closes two dicts, not the output.
    const dash =
      open.length === 0 && /[-+]/.test(source[at] ?? "") && source.startsWith(closing, at + 1) ? 1 : 0;
    if (open.length === 0 && source.startsWith(closing, at + dash)) {
      const text = source.slice(at, at + dash + closing.length);
      tokens.push({ kind: "end", text, offset: at });
      return { tokens, end: at + text.length };
    }
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (match === null) throw unreadable(source, at, opened, closing);
    const token = tokenOf(match, at);
    if (token !== undefined) tokens.push(token);
    if (token !== undefined) followBrackets(token, open);
    at += match[0].length;
  }
  throw notClosed(opened, closing);
}

const CLOSES: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

function followBrackets(token: Token, open: Token[]): void {
  if (token.kind !== "operator") return;
  if ("([{".includes(token.text)) open.push(token);
  const opener = CLOSES[token.text];
  if (opener === undefined) return;
  const last = open.pop();
  if (last === undefined)
    throw new TemplateError(`"${token.text}" closes nothing.`, {
      offset: token.offset,
      ...(token.text === "}" && { next: "A value ends with }}, a statement with %}." }),
    });
  if (last.text !== opener) throw new TemplateError(`"${last.text}" is not closed.`, { offset: last.offset });
}

function tokenOf(match: RegExpExecArray, offset: number): Token | undefined {
  const text = match[0];
  for (const kind of ["name", "integer", "float", "operator"] as const) {
    if (match.groups?.[kind] !== undefined) return { kind, text, offset };
  }
  return match.groups?.["string"] === undefined
    ? undefined
    : { kind: "string", text: unescapeString(text), offset };
}

function unescapeString(quoted: string): string {
  const known: Readonly<Record<string, string>> = {
    n: "\n",
    t: "\t",
    r: "\r",
    b: "\b",
    f: "\f",
    v: "\v",
    "0": "\0",
  };
  return quoted
    .slice(1, -1)
    .replace(
      /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|(\r?\n)|([\s\S]))/g,
      (whole, hex, unicode, newline, other) => {
        if (newline !== undefined) return "";
        if (hex !== undefined || unicode !== undefined)
          return String.fromCharCode(Number.parseInt(hex ?? unicode, 16));
        return "\\'\"".includes(other) ? other : (known[other] ?? whole);
      },
    );
}

function unreadable(source: string, at: number, opened: number, closing: string): TemplateError {
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
  if (character === "'" || character === '"') {
    return new TemplateError("The string is not closed.", { offset: at, next: `End it with ${character}.` });
  }
  if (source.startsWith(closing, at)) return notClosed(opened, closing);
  return new TemplateError(`"${character}" does not belong in an expression.`, { offset: at });
}

function notClosed(offset: number, closing: string): TemplateError {
  const opening = closing === "}}" ? "{{" : "{%";
  return new TemplateError(`"${opening}" is not closed.`, { offset, next: `End it with ${closing}.` });
}
