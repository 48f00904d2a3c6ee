import { assertNever } from "../../../protocol/user-error.ts";
import type { Arguments, Expression, Statement } from "./syntax.ts";

/** A name that a template does not make itself, with the attributes that it reads of it: `dag` and `dag_id`. */
export interface Reference {
  readonly root: Extract<Expression, { kind: "name" }>;
  readonly path: readonly Extract<Expression, { kind: "attribute" }>[];
}

/** Every expression in a template, outermost first. */
export function templateParts(statements: readonly Statement[]): readonly Expression[] {
  const parts: Expression[] = [];
  const visit = (expression: Expression): void => {
    parts.push(expression);
    childrenOf(expression).forEach(visit);
  };
  const walk = (body: readonly Statement[]): void => {
    for (const statement of body) {
      expressionsOf(statement).forEach(visit);
      bodiesOf(statement).forEach(walk);
    }
  };
  walk(statements);
  return parts;
}

/**
 * The references that have to exist. Left out are names that the template sets somewhere, and those under
 * `default` or `is defined`, which are there for names that may not exist.
 */
export function freeReferences(statements: readonly Statement[]): readonly Reference[] {
  const own = new Set(["loop", ...ownNames(statements)]);
  const references: Reference[] = [];
  const visit = (expression: Expression): void => {
    const reference = referenceOf(expression);
    if (reference !== undefined) {
      if (!own.has(reference.root.name)) references.push(reference);
      return;
    }
    if (mayBeMissing(expression)) argumentsOf(expression.args).forEach(visit);
    else childrenOf(expression).forEach(visit);
  };
  const walk = (body: readonly Statement[]): void => {
    for (const statement of body) {
      if (statement.kind === "if" && statement.branches.some(({ test }) => asksWhetherDefined(test)))
        continue;
      expressionsOf(statement).forEach(visit);
      bodiesOf(statement).forEach(walk);
    }
  };
  walk(statements);
  return references;
}

function referenceOf(expression: Expression): Reference | undefined {
  if (expression.kind === "name") return { root: expression, path: [] };
  if (expression.kind !== "attribute") return undefined;
  const owner = referenceOf(expression.of);
  return owner && { root: owner.root, path: [...owner.path, expression] };
}

function mayBeMissing(
  expression: Expression,
): expression is Extract<Expression, { kind: "filter" | "test" }> {
  if (expression.kind === "filter") return expression.name === "default" || expression.name === "d";
  return expression.kind === "test" && (expression.name === "defined" || expression.name === "undefined");
}

/** `{% if x is defined %}`: its branches may use what is not there. */
function asksWhetherDefined(expression: Expression): boolean {
  return (
    (expression.kind === "test" && mayBeMissing(expression)) ||
    childrenOf(expression).some(asksWhetherDefined)
  );
}

function ownNames(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap((statement) => [
    ...namesSetBy(statement),
    ...bodiesOf(statement).flatMap(ownNames),
  ]);
}

function namesSetBy(statement: Statement): readonly string[] {
  switch (statement.kind) {
    case "for":
    case "set":
      return statement.targets;
    case "set-block":
      return [statement.name];
    case "with":
      return statement.bindings.map(({ name }) => name);
    case "macro":
      return [statement.name, ...statement.parameters.map(({ name }) => name)];
    default:
      return [];
  }
}

function bodiesOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.kind) {
    case "if":
      return [...statement.branches.map(({ body }) => body), statement.otherwise];
    case "for":
      return [statement.body, statement.otherwise];
    case "set-block":
    case "with":
    case "macro":
      return [statement.body];
    default:
      return [];
  }
}

function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case "output":
    case "do":
    case "set":
    case "set-attribute":
      return [statement.value];
    case "if":
      return statement.branches.map(({ test }) => test);
    case "for":
      return present([statement.over, statement.where]);
    case "with":
      return statement.bindings.map(({ value }) => value);
    case "macro":
      return present(statement.parameters.map(({ otherwise }) => otherwise));
    case "text":
    case "set-block":
      return [];
    default:
      return assertNever(statement);
  }
}

function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "literal":
    case "name":
      return [];
    case "list":
    case "tuple":
      return expression.items;
    case "map":
      return expression.entries.flatMap(({ key, value }) => [key, value]);
    case "attribute":
      return [expression.of];
    case "item":
      return [expression.of, expression.index];
    case "slice":
      return present([expression.of, expression.start, expression.stop, expression.step]);
    case "call":
      return [expression.callee, ...argumentsOf(expression.args)];
    case "filter":
    case "test":
      return [expression.input, ...argumentsOf(expression.args)];
    case "not":
    case "sign":
      return [expression.operand];
    case "binary":
    case "logic":
      return [expression.left, expression.right];
    case "compare":
      return [expression.first, ...expression.rest.map(({ right }) => right)];
    case "condition":
      return asksWhetherDefined(expression.test)
        ? [expression.test]
        : present([expression.test, expression.then, expression.otherwise]);
    default:
      return assertNever(expression);
  }
}

function argumentsOf(args: Arguments): readonly Expression[] {
  return [...args.positional, ...args.named.map(({ value }) => value)];
}

function present(expressions: readonly (Expression | undefined)[]): readonly Expression[] {
  return expressions.filter((expression) => expression !== undefined);
}
