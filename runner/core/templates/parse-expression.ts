import type { Arguments, BinaryOperator, CompareOperator, Expression } from "./syntax.ts";
import { TemplateError } from "./template-error.ts";
import { isWord, type TokenReader, unexpected } from "./token-reader.ts";

/*
 * Jinja's grammar, from loose to tight: if-else, or, and, not, comparisons and in, + -, ~, * / // %, **, sign,
 * then attributes, items, calls, filters and tests.
 */

/** An expression; `a, b` is a tuple of both. */
export function parseExpressionList(reader: TokenReader): Expression {
  const first = parseExpression(reader);
  if (!isWord(reader.peek(), ",")) return first;
  const items = [first];
  while (reader.take(",") && reader.peek().kind !== "end" && !isWord(reader.peek(), ")"))
    items.push(parseExpression(reader));
  return { kind: "tuple", offset: first.offset, items };
}

export function parseExpression(reader: TokenReader): Expression {
  return reader.deeper(() => {
    let then = parseOr(reader);
    while (isWord(reader.peek(), "if")) {
      const { offset } = reader.next();
      const test = parseOr(reader);
      const otherwise = reader.take("else") ? parseExpression(reader) : undefined;
      then = { kind: "condition", offset, test, then, otherwise };
    }
    return then;
  });
}

/** Without `if … else`: what `for … in` takes, where `if` begins the loop's filter. */
export function parseOr(reader: TokenReader): Expression {
  return leftToRight(reader, ["or"], parseAnd, (left, { offset }, right) => ({
    kind: "logic",
    operator: "or",
    offset,
    left,
    right,
  }));
}

function parseAnd(reader: TokenReader): Expression {
  return leftToRight(reader, ["and"], parseNot, (left, { offset }, right) => ({
    kind: "logic",
    operator: "and",
    offset,
    left,
    right,
  }));
}

function parseNot(reader: TokenReader): Expression {
  const not = reader.take("not");
  if (not === undefined) return parseCompare(reader);
  return { kind: "not", offset: not.offset, operand: reader.deeper(() => parseNot(reader)) };
}

const COMPARISONS: readonly CompareOperator[] = ["==", "!=", "<=", ">=", "<", ">", "in"];

function parseCompare(reader: TokenReader): Expression {
  const first = parseSum(reader);
  const rest: { operator: CompareOperator; right: Expression; offset: number }[] = [];
  for (;;) {
    const token = reader.peek();
    if (isWord(token, "not") && isWord(reader.peek(1), "in")) {
      reader.next();
      reader.next();
      rest.push({ operator: "not in", offset: token.offset, right: parseSum(reader) });
      continue;
    }
    const operator = COMPARISONS.find((known) => isWord(token, known));
    if (operator === undefined) break;
    reader.next();
    rest.push({ operator, offset: token.offset, right: parseSum(reader) });
  }
  return rest.length === 0 ? first : { kind: "compare", offset: first.offset, first, rest };
}

function parseSum(reader: TokenReader): Expression {
  return binary(reader, ["+", "-"], parseConcatenation);
}

function parseConcatenation(reader: TokenReader): Expression {
  return binary(reader, ["~"], parseProduct);
}

function parseProduct(reader: TokenReader): Expression {
  return binary(reader, ["*", "//", "/", "%"], parsePower);
}

function parsePower(reader: TokenReader): Expression {
  return binary(reader, ["**"], (inner) => parseSigned(inner, true));
}

function parseSigned(reader: TokenReader, withFilters: boolean): Expression {
  const token = reader.take("-") ?? reader.take("+");
  const operand =
    token === undefined ? parsePrimary(reader) : reader.deeper(() => parseSigned(reader, false));
  const signed: Expression =
    token === undefined
      ? operand
      : { kind: "sign", offset: token.offset, sign: token.text === "-" ? "-" : "+", operand };
  const whole = parsePostfix(reader, signed);
  return withFilters ? parseFiltersAndTests(reader, whole) : whole;
}

function binary(
  reader: TokenReader,
  operators: readonly BinaryOperator[],
  operand: (reader: TokenReader) => Expression,
): Expression {
  return leftToRight(reader, operators, operand, (left, { operator, offset }, right) => ({
    kind: "binary",
    operator,
    offset,
    left,
    right,
  }));
}

function leftToRight<Operator extends string>(
  reader: TokenReader,
  operators: readonly Operator[],
  operand: (reader: TokenReader) => Expression,
  join: (left: Expression, at: { operator: Operator; offset: number }, right: Expression) => Expression,
): Expression {
  let left = operand(reader);
  for (let links = 0; ; links++) {
    reader.countLink(links);
    const token = reader.peek();
    const operator = operators.find((known) => isWord(token, known));
    if (operator === undefined) return left;
    reader.next();
    left = join(left, { operator, offset: token.offset }, operand(reader));
  }
}

const CONSTANTS: ReadonlyMap<string, null | boolean> = new Map([
  ["true", true],
  ["True", true],
  ["false", false],
  ["False", false],
  ["none", null],
  ["None", null],
]);

/** Words that cannot be names. */
const KEYWORDS = new Set(["and", "or", "not", "in", "is", "if", "else", "elif"]);

function parsePrimary(reader: TokenReader): Expression {
  const token = reader.next();
  const { offset, text } = token;
  switch (token.kind) {
    case "integer":
      return { kind: "literal", offset, value: BigInt(text.replaceAll("_", "")) };
    case "float":
      return { kind: "literal", offset, value: Number(text.replaceAll("_", "")) };
    case "string": {
      let value = text;
      while (reader.peek().kind === "string") value += reader.next().text;
      return { kind: "literal", offset, value };
    }
    case "name": {
      const constant = CONSTANTS.get(text);
      if (constant !== undefined) return { kind: "literal", offset, value: constant };
      if (KEYWORDS.has(text)) return unexpected(token, "a value");
      return { kind: "name", offset, name: text };
    }
    default:
      if (text === "(") return parseParenthesis(reader, offset);
      if (text === "[") return { kind: "list", offset, items: parseItems(reader, "]") };
      if (text === "{") return { kind: "map", offset, entries: parseEntries(reader) };
      return unexpected(token, "a value");
  }
}

function parseParenthesis(reader: TokenReader, offset: number): Expression {
  if (reader.take(")")) return { kind: "tuple", offset, items: [] };
  const inside = reader.deeper(() => parseExpressionList(reader));
  reader.expect(")", "to close the bracket");
  return inside;
}

function parseItems(reader: TokenReader, closing: string): readonly Expression[] {
  const items: Expression[] = [];
  while (!reader.take(closing)) {
    if (items.length > 0) reader.expect(",", `or "${closing}"`);
    if (reader.take(closing)) break;
    items.push(parseExpression(reader));
  }
  return items;
}

function parseEntries(reader: TokenReader): readonly { key: Expression; value: Expression }[] {
  const entries: { key: Expression; value: Expression }[] = [];
  while (!reader.take("}")) {
    if (entries.length > 0) reader.expect(",", 'or "}"');
    if (reader.take("}")) break;
    const key = parseExpression(reader);
    reader.expect(":", "after the key");
    entries.push({ key, value: parseExpression(reader) });
  }
  return entries;
}

function parsePostfix(reader: TokenReader, of: Expression): Expression {
  let value = of;
  for (let links = 0; ; links++) {
    reader.countLink(links);
    if (reader.take(".")) value = parseAttribute(reader, value);
    else if (reader.take("[")) value = parseSubscript(reader, value);
    else if (reader.take("("))
      value = { kind: "call", offset: value.offset, callee: value, args: parseArguments(reader) };
    else return value;
  }
}

function parseAttribute(reader: TokenReader, of: Expression): Expression {
  const token = reader.next();
  if (token.kind === "name") return { kind: "attribute", offset: token.offset, of, name: token.text };
  if (token.kind !== "integer") return unexpected(token, "a name after the dot");
  const index: Expression = { kind: "literal", offset: token.offset, value: BigInt(token.text) };
  return { kind: "item", offset: token.offset, of, index };
}

function parseSubscript(reader: TokenReader, of: Expression): Expression {
  const { offset } = reader.peek();
  const part = () =>
    isWord(reader.peek(), ":") || isWord(reader.peek(), "]") ? undefined : parseExpression(reader);
  const start = part();
  if (!reader.take(":")) {
    reader.expect("]", "to close the bracket");
    if (start === undefined) throw new TemplateError("The brackets are empty.", { offset });
    return { kind: "item", offset, of, index: start };
  }
  const stop = part();
  const step = reader.take(":") ? part() : undefined;
  reader.expect("]", "to close the bracket");
  return { kind: "slice", offset, of, start, stop, step };
}

/** What follows an opening bracket, up to the closing one. */
function parseArguments(reader: TokenReader): Arguments {
  const positional: Expression[] = [];
  const named: { name: string; value: Expression }[] = [];
  while (!reader.take(")")) {
    if (positional.length + named.length > 0) reader.expect(",", 'or ")"');
    if (reader.take(")")) break;
    if (isWord(reader.peek(), "*") || isWord(reader.peek(), "**")) {
      throw new TemplateError("Arguments with * and ** are not supported.", { offset: reader.peek().offset });
    }
    if (reader.peek().kind === "name" && isWord(reader.peek(1), "=")) {
      const name = reader.next().text;
      reader.next();
      named.push({ name, value: parseExpression(reader) });
    } else if (named.length > 0) {
      throw new TemplateError("An argument without a name follows one with a name.", {
        offset: reader.peek().offset,
      });
    } else {
      positional.push(parseExpression(reader));
    }
  }
  return { positional, named };
}

const NO_ARGUMENTS: Arguments = { positional: [], named: [] };

function parseFiltersAndTests(reader: TokenReader, of: Expression): Expression {
  let value = of;
  for (let links = 0; ; links++) {
    reader.countLink(links);
    if (reader.take("|")) {
      const name = reader.expectName('the name of a filter after "|"');
      const args = reader.take("(") ? parseArguments(reader) : NO_ARGUMENTS;
      value = { kind: "filter", offset: name.offset, input: value, name: name.text, args };
      value = parsePostfix(reader, value);
    } else if (reader.take("is")) {
      value = parseTest(reader, value);
    } else {
      return value;
    }
  }
}

function parseTest(reader: TokenReader, input: Expression): Expression {
  const negated = reader.take("not") !== undefined;
  const name = reader.expectName('the name of a test after "is"');
  const test = { kind: "test", offset: name.offset, input, name: name.text, negated } as const;
  if (reader.take("(")) return { ...test, args: parseArguments(reader) };
  const next = reader.peek();
  const startsValue =
    ["string", "integer", "float"].includes(next.kind) ||
    (next.kind === "name" && !KEYWORDS.has(next.text)) ||
    isWord(next, "[") ||
    isWord(next, "{");
  if (!startsValue) return { ...test, args: NO_ARGUMENTS };
  return { ...test, args: { positional: [parsePostfix(reader, parsePrimary(reader))], named: [] } };
}
