import { UserError } from "../../protocol/user-error.ts";

/** Which keys of a lake are meant. */
export type KeyPattern =
  | { readonly kind: "key"; readonly text: string }
  | {
      readonly kind: "prefix" | "wildcard" | "regex";
      readonly text: string;
      /** Every matching key starts with it: no more than that needs to be listed. */
      readonly prefix: string;
      matches(key: string): boolean;
    };

/**
 * Reads an entry of `from`: a prefix when it ends with `/`, a wildcard pattern when it has `*`, `?` or `[`, else a
 * key.
 */
export function parseKeyPattern(text: string): KeyPattern {
  if (/[*?[]/.test(text)) return wildcardPattern(text);
  if (!text.endsWith("/")) return { kind: "key", text };
  return { kind: "prefix", text, prefix: text, matches: (key) => key.startsWith(text) };
}

/**
 * A pattern with the rules of Python's fnmatch, which Airflow uses: `*` is any characters, also `/`; `?` is one
 * character; `[abc]`, `[a-z]` and `[!abc]` are sets; there is no escape but `[*]`. Whole keys are matched, with
 * regard to case, and names that begin with a dot are like any other.
 *
 * Written out, because picomatch (4.0, with `bash: true`) differs: there `?` and `[!a]` never match `/`, `[!a]` is not a
 * negation, a backslash escapes, `?` is half of a character beyond U+FFFF, and `./` and parentheses are special.
 */
export function wildcardPattern(text: string): KeyPattern {
  const expression = new RegExp(`^${translate(text)}$`, "su");
  return {
    kind: "wildcard",
    text,
    prefix: text.slice(0, Math.max(text.search(/[*?[]|$/), 0)),
    matches: (key) => expression.test(key),
  };
}

/** A regular expression that must match the whole key. Throws a UserError when it is none. */
export function regexPattern(text: string): KeyPattern {
  let expression: RegExp;
  try {
    expression = new RegExp(`^(?:${text})$`, "su");
  } catch (error) {
    throw badRegex(text, error);
  }
  return { kind: "regex", text, prefix: literalStart(text), matches: (key) => expression.test(key) };
}

function translate(pattern: string): string {
  let expression = "";
  for (let i = 0; i < pattern.length; ) {
    const c = String.fromCodePoint(pattern.codePointAt(i) ?? 0);
    i += c.length;
    if (c === "*") {
      while (pattern[i] === "*") i++;
      expression += ".*";
    } else if (c === "?") expression += ".";
    else if (c === "[") {
      const end = endOfSet(pattern, i);
      if (end === -1) expression += "\\[";
      else {
        expression += translateSet(pattern.slice(i, end));
        i = end + 1;
      }
    } else expression += literal(c);
  }
  return expression;
}

/** Index of the set's closing bracket; one that comes first is a member. -1: the `[` stands for itself. */
function endOfSet(pattern: string, from: number): number {
  const first = pattern[from] === "!" ? from + 1 : from;
  return pattern.indexOf("]", first + 1);
}

/** Members and ranges; a range that goes backwards has no members, as in Python. */
function translateSet(content: string): string {
  const negated = content.startsWith("!");
  const members = Array.from(negated ? content.slice(1) : content);
  let set = "";
  for (let i = 0; i < members.length; i++) {
    const from = members[i] as string;
    const to = members[i + 2];
    if (members[i + 1] === "-" && to !== undefined) {
      if (compareCodePoints(from, to) <= 0) set += `${literal(from)}-${literal(to)}`;
      i += 2;
    } else set += literal(from);
  }
  if (set === "") return negated ? "." : "(?!)";
  return `[${negated ? "^" : ""}${set}]`;
}

function compareCodePoints(a: string, b: string): number {
  return (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0);
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(character)
    ? `\\u{${character.codePointAt(0)?.toString(16)}}`
    : character;
}

/** The characters that a regular expression begins with and that stand for themselves, each exactly once. */
function literalStart(text: string): string {
  // Alternatives may begin differently; where they end is not worth finding out.
  if (text.includes("|")) return "";
  let prefix = "";
  let rest = text.replace(/^\^/, "");
  for (;;) {
    const match = /^(?:([^\\^$.*+?()[\]{}])|\\([^a-zA-Z0-9]))(?![*?+{])/u.exec(rest);
    if (match === null) return prefix;
    prefix += match[1] ?? match[2];
    rest = rest.slice(match[0].length);
  }
}

function badRegex(text: string, error: unknown): UserError {
  const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, "") : "";
  return new UserError({
    code: "bad-regex",
    message: `"${text}" is not a regular expression: ${reason}.`,
    next: "Correct the pattern. The syntax is JavaScript's: a named group is written (?<name>…).",
  });
}
