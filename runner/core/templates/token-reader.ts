import type { Token } from "./lexer.ts";
import { TemplateError } from "./template-error.ts";

/** Walks over the tokens of one `{{ … }}` or `{% … %}`. */
export interface TokenReader {
  /** The token at the given distance; the closing one stays the last. */
  peek(ahead?: number): Token;
  next(): Token;
  /** Takes the token if it is this operator or keyword. */
  take(text: string): Token | undefined;
  expect(text: string, why: string): Token;
  expectName(what: string): Token;
  expectEnd(): void;
  /** To be told of each further part of a chain such as `a + b + c`, whose tree is as deep as the chain is long. */
  countLink(links: number): void;
  /** Runs `work` one bracket deeper; too many brackets are an error rather than a stack overflow. */
  deeper<T>(work: () => T): T;
}

const MAX_NESTING = 80;
const MAX_LINKS = 200;

export function tokenReader(tokens: readonly Token[]): TokenReader {
  const state = { at: 0, depth: 0 };
  const last = tokens.at(-1);
  if (last === undefined) throw new Error("A token list ends with its closing delimiter.");

  const peek = (ahead = 0): Token => tokens[state.at + ahead] ?? last;
  const next = (): Token => {
    const token = peek();
    state.at += 1;
    return token;
  };
  const take = (text: string): Token | undefined => (isWord(peek(), text) ? next() : undefined);
  return {
    peek,
    next,
    take,
    expect: (text, why) => take(text) ?? unexpected(peek(), `"${text}" ${why}`),
    expectName: (what) => (peek().kind === "name" ? next() : unexpected(peek(), what)),
    expectEnd() {
      if (peek().kind !== "end") unexpected(peek(), `"${last.text.replace(/^[-+]/, "")}"`);
    },
    countLink(links) {
      if (links > MAX_LINKS) {
        throw new TemplateError("The expression is too long.", {
          offset: peek().offset,
          next: "Split it with {% set %}.",
        });
      }
    },
    deeper(work) {
      state.depth += 1;
      if (state.depth > MAX_NESTING) {
        throw new TemplateError("The expression nests too deeply.", { offset: peek().offset });
      }
      const result = work();
      state.depth -= 1;
      return result;
    },
  };
}

/** True for an operator or a keyword; a string of the same text is neither. */
export function isWord(token: Token, text: string): boolean {
  return (token.kind === "operator" || token.kind === "name") && token.text === text;
}

export function unexpected(token: Token, wanted: string): never {
  const found = token.kind === "end" ? `the end (${token.text})` : `"${token.text}"`;
  throw new TemplateError(`Expected ${wanted}, but found ${found}.`, { offset: token.offset });
}
