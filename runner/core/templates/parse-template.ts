import { didYouMeanText } from "../did-you-mean.ts";
import { type Segment, splitTemplate } from "./lexer.ts";
import { parseExpression, parseExpressionList, parseOr } from "./parse-expression.ts";
import type { Statement } from "./syntax.ts";
import { TemplateError } from "./template-error.ts";
import { isWord, type TokenReader, tokenReader, unexpected } from "./token-reader.ts";

/** A block tag: its word, its place, and a reader that stands behind the word. */
interface Tag {
  readonly word: string;
  readonly offset: number;
  readonly reader: TokenReader;
}

interface Body {
  readonly statements: readonly Statement[];
  /** The tag that ended it; undefined at the end of the template. */
  readonly end: Tag | undefined;
}

const STATEMENTS = ["if", "for", "set", "with", "macro", "do", "raw"];
const MAX_BLOCKS = 60;

/** Jinja statements that join several files, or that need extensions which Airflow does not load. */
const UNSUPPORTED = new Set(
  "include extends import from block call filter autoescape trans break continue debug".split(" "),
);

/** Reads a template; throws a TemplateError with its place. */
export function parseTemplate(source: string): readonly Statement[] {
  const segments = splitTemplate(source);
  const state = { at: 0, depth: 0 };

  const readBody = (opener: Tag | undefined, ends: readonly string[]): Body => {
    const statements: Statement[] = [];
    while (state.at < segments.length) {
      const segment = segments[state.at] as Segment;
      state.at += 1;
      if (segment.kind === "text") {
        statements.push(segment);
        continue;
      }
      const reader = tokenReader(segment.tokens);
      if (segment.kind === "output") {
        const value = parseExpressionList(reader);
        reader.expectEnd();
        statements.push({ kind: "output", offset: value.offset, value });
        continue;
      }
      const tag = openTag(reader, segment.offset);
      if (ends.includes(tag.word)) return { statements, end: tag };
      statements.push(readStatement(tag, opener));
    }
    if (opener !== undefined) throw notClosed(opener);
    return { statements, end: undefined };
  };

  /** A body that has to be ended by one of these tags. */
  const readUntil = (opener: Tag, ...ends: readonly string[]) => {
    state.depth += 1;
    if (state.depth > MAX_BLOCKS)
      throw new TemplateError("Blocks nest too deeply.", { offset: opener.offset });
    const { statements, end } = readBody(opener, ends);
    state.depth -= 1;
    if (end === undefined) throw notClosed(opener);
    return { statements, end };
  };

  const readStatement = (tag: Tag, opener: Tag | undefined): Statement => {
    const { offset, reader } = tag;
    switch (tag.word) {
      case "if":
        return readIf(tag, readUntil);
      case "for":
        return readFor(tag, readUntil);
      case "set":
        return readSet(tag, readUntil);
      case "with":
        return readWith(tag, readUntil);
      case "macro":
        return readMacro(tag, readUntil);
      case "do": {
        const value = parseExpressionList(reader);
        reader.expectEnd();
        return { kind: "do", offset, value };
      }
      default:
        throw unknownTag(tag, opener);
    }
  };

  return readBody(undefined, []).statements;
}

type ReadUntil = (
  opener: Tag,
  ...ends: readonly string[]
) => { readonly statements: readonly Statement[]; readonly end: Tag };

function openTag(reader: TokenReader, offset: number): Tag {
  const { text } = reader.expectName("a statement");
  return { word: text, offset, reader };
}

function readIf(tag: Tag, readUntil: ReadUntil): Statement {
  const branches: { test: ReturnType<typeof parseExpression>; body: readonly Statement[] }[] = [];
  let at = tag;
  while (at.word !== "else") {
    const test = parseExpressionList(at.reader);
    at.reader.expectEnd();
    const { statements, end } = readUntil(tag, "elif", "else", "endif");
    branches.push({ test, body: statements });
    at = end;
    if (at.word === "endif") {
      at.reader.expectEnd();
      return { kind: "if", offset: tag.offset, branches, otherwise: [] };
    }
  }
  at.reader.expectEnd();
  const { statements, end } = readUntil(tag, "endif");
  end.reader.expectEnd();
  return { kind: "if", offset: tag.offset, branches, otherwise: statements };
}

function readFor(tag: Tag, readUntil: ReadUntil): Statement {
  const { reader, offset } = tag;
  const targets = readTargets(reader);
  reader.expect("in", "after the loop's names");
  const over = parseOr(reader);
  const where = reader.take("if") ? parseExpression(reader) : undefined;
  if (isWord(reader.peek(), "recursive")) {
    throw new TemplateError("Recursive loops are not supported.", { offset: reader.peek().offset });
  }
  reader.expectEnd();
  const body = readUntil(tag, "else", "endfor");
  body.end.reader.expectEnd();
  const last = body.end.word === "else" ? readUntil(tag, "endfor") : undefined;
  last?.end.reader.expectEnd();
  const otherwise = last?.statements ?? [];
  return { kind: "for", offset, targets, over, where, body: body.statements, otherwise };
}

function readSet(tag: Tag, readUntil: ReadUntil): Statement {
  const { reader, offset } = tag;
  const targets = readTargets(reader);
  const name = targets[0] ?? "";
  if (targets.length === 1 && reader.take(".")) {
    const attribute = reader.expectName("a name after the dot").text;
    reader.expect("=", "and the value");
    const value = parseExpressionList(reader);
    reader.expectEnd();
    return { kind: "set-attribute", offset, of: name, name: attribute, value };
  }
  if (reader.take("=")) {
    const value = parseExpressionList(reader);
    reader.expectEnd();
    return { kind: "set", offset, targets, value };
  }
  if (targets.length > 1 || reader.peek().kind !== "end") unexpected(reader.peek(), '"=" and the value');
  const { statements, end } = readUntil(tag, "endset");
  end.reader.expectEnd();
  return { kind: "set-block", offset, name, body: statements };
}

function readWith(tag: Tag, readUntil: ReadUntil): Statement {
  const { reader, offset } = tag;
  const bindings: { name: string; value: ReturnType<typeof parseExpression> }[] = [];
  while (reader.peek().kind !== "end") {
    if (bindings.length > 0) reader.expect(",", "between two names");
    const name = reader.expectName("a name").text;
    reader.expect("=", "and the value");
    bindings.push({ name, value: parseExpression(reader) });
  }
  const { statements, end } = readUntil(tag, "endwith");
  end.reader.expectEnd();
  return { kind: "with", offset, bindings, body: statements };
}

function readMacro(tag: Tag, readUntil: ReadUntil): Statement {
  const { reader, offset } = tag;
  const name = reader.expectName("the macro's name").text;
  reader.expect("(", "after the macro's name");
  const parameters: { name: string; otherwise?: ReturnType<typeof parseExpression> | undefined }[] = [];
  while (!reader.take(")")) {
    if (parameters.length > 0) reader.expect(",", 'or ")"');
    const parameter = reader.expectName("the name of a parameter").text;
    parameters.push({ name: parameter, otherwise: reader.take("=") ? parseExpression(reader) : undefined });
  }
  reader.expectEnd();
  const { statements, end } = readUntil(tag, "endmacro");
  // `{% endmacro name %}` is allowed.
  if (end.reader.peek().text === name) end.reader.next();
  end.reader.expectEnd();
  return { kind: "macro", offset, name, parameters, body: statements };
}

/** `a`, `a, b` or `(a, b)`. */
function readTargets(reader: TokenReader): readonly string[] {
  const bracket = reader.take("(");
  const targets = [reader.expectName("a name").text];
  while (reader.take(",")) targets.push(reader.expectName("a name").text);
  if (bracket !== undefined) reader.expect(")", "to close the bracket");
  return targets;
}

function notClosed(opener: Tag): TemplateError {
  return new TemplateError(`{% ${opener.word} %} is not closed.`, {
    offset: opener.offset,
    next: `End it with {% end${opener.word} %}.`,
  });
}

function unknownTag(tag: Tag, opener: Tag | undefined): TemplateError {
  const { word, offset } = tag;
  if (UNSUPPORTED.has(word)) {
    return new TemplateError(`{% ${word} %} is not supported.`, {
      offset,
      next: "A template is one text by itself; use set, if, for, with, macro and do.",
    });
  }
  if (word.startsWith("end") || word === "else" || word === "elif") {
    const where = opener === undefined ? "no block is open" : `the open block is {% ${opener.word} %}`;
    return new TemplateError(`{% ${word} %} does not belong here: ${where}.`, { offset });
  }
  return new TemplateError(`There is no statement {% ${word} %}.${didYouMeanText(word, STATEMENTS)}`, {
    offset,
    next: `Statements are ${STATEMENTS.join(", ")}.`,
  });
}
