import { assertNever } from "../../../protocol/user-error.ts";
import { type Budget, checkItemCount, checkTextLength, nested, spend } from "./budget.ts";
import { bindArguments } from "./call-arguments.ts";
import { evaluate, evaluateKnown } from "./evaluate.ts";
import { loopValue } from "./loop.ts";
import { isTrue } from "./operators.ts";
import { textOf } from "./python-text.ts";
import { innerScope, lookUp, type Scope } from "./scope.ts";
import type { Statement } from "./syntax.ts";
import { located, missingError, TemplateError } from "./template-error.ts";
import { describeType, functionValue, isList, isMap, isMissing, isObject, type Value } from "./value.ts";

/** A part of what a template gives, and where in the template it comes from. */
export interface Piece {
  readonly text: string;
  /** Of the text itself when it stands there as it is; else of the expression that made it. */
  readonly offset: number;
  readonly isVerbatim: boolean;
}

/** What statements produce, in order. */
export function execute(statements: readonly Statement[], scope: Scope, budget: Budget): readonly Piece[] {
  const pieces: Piece[] = [];
  let length = 0;
  for (const statement of statements) {
    for (const piece of executeOne(statement, scope, budget)) {
      length += piece.text.length;
      checkTextLength(length);
      pieces.push(piece);
    }
  }
  return pieces;
}

/** The text that statements produce. */
function textFrom(statements: readonly Statement[], scope: Scope, budget: Budget): string {
  return joined(execute(statements, scope, budget));
}

export function joined(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join("");
}

const NOTHING: readonly Piece[] = [];

function executeOne(statement: Statement, scope: Scope, budget: Budget): readonly Piece[] {
  spend(budget, 1);
  switch (statement.kind) {
    case "text":
      spend(budget, statement.text.length >> 8);
      return [{ text: statement.text, offset: statement.offset, isVerbatim: true }];
    case "output": {
      const { offset, value } = statement;
      const text = located(offset, () => textOf(evaluateKnown(value, scope, budget)));
      return [{ text, offset, isVerbatim: false }];
    }
    case "do":
      evaluateKnown(statement.value, scope, budget);
      return NOTHING;
    case "if": {
      const branch = statement.branches.find(({ test }) => isTrue(evaluate(test, scope, budget)));
      return nested(budget, () => execute(branch?.body ?? statement.otherwise, scope, budget));
    }
    case "for":
      return nested(budget, () => executeFor(statement, scope, budget));
    case "set": {
      const value = evaluateKnown(statement.value, scope, budget);
      for (const [name, item] of assign(statement.targets, value, statement.offset))
        scope.names.set(name, item);
      return NOTHING;
    }
    case "set-attribute":
      setAttribute(statement, scope, budget);
      return NOTHING;
    case "set-block":
      scope.names.set(
        statement.name,
        nested(budget, () => textFrom(statement.body, innerScope(scope), budget)),
      );
      return NOTHING;
    case "with": {
      const inner = innerScope(scope);
      for (const { name, value } of statement.bindings)
        inner.names.set(name, evaluateKnown(value, inner, budget));
      return nested(budget, () => execute(statement.body, inner, budget));
    }
    case "macro":
      scope.names.set(statement.name, macroValue(statement, scope, budget));
      return NOTHING;
    default:
      return assertNever(statement);
  }
}

function executeFor(
  statement: Extract<Statement, { kind: "for" }>,
  scope: Scope,
  budget: Budget,
): readonly Piece[] {
  const over = evaluateKnown(statement.over, scope, budget);
  const { where, targets, offset } = statement;
  const items = located(statement.over.offset, () => iterate(over)).filter((item) => {
    if (where === undefined) return true;
    return isTrue(evaluate(where, innerScope(scope, assign(targets, item, offset)), budget));
  });
  if (items.length === 0) return execute(statement.otherwise, scope, budget);
  const pieces: Piece[] = [];
  let length = 0;
  for (const [index, item] of items.entries()) {
    const inner = innerScope(scope, [...assign(targets, item, offset), ["loop", loopValue(items, index)]]);
    for (const piece of execute(statement.body, inner, budget)) {
      length += piece.text.length;
      checkTextLength(length);
      pieces.push(piece);
    }
  }
  return pieces;
}

function iterate(value: Value): readonly Value[] {
  if (isList(value)) return value;
  if (isMap(value)) return [...value.keys()];
  if (typeof value === "string") {
    checkItemCount(value.length);
    return Array.from(value);
  }
  throw new TemplateError(`A loop goes over a list, not ${describeType(value)}.`);
}

function assign(
  targets: readonly string[],
  value: Value,
  offset: number,
): readonly (readonly [string, Value])[] {
  const [only] = targets;
  if (targets.length === 1 && only !== undefined) return [[only, value]];
  if (!isList(value) || value.length !== targets.length) {
    const given = isList(value) ? `${value.length} values` : describeType(value);
    throw new TemplateError(`${targets.join(", ")} needs ${targets.length} values, but it got ${given}.`, {
      offset,
    });
  }
  return targets.map((name, index) => [name, value[index] ?? null]);
}

function setAttribute(
  statement: Extract<Statement, { kind: "set-attribute" }>,
  scope: Scope,
  budget: Budget,
): void {
  const owner = lookUp(scope, statement.of);
  if (owner === undefined || !isObject(owner) || owner.assign === undefined) {
    throw new TemplateError(`"${statement.of}.${statement.name}" cannot be set.`, {
      offset: statement.offset,
      next: `Make it with {% set ${statement.of} = namespace() %} first.`,
    });
  }
  owner.assign(statement.name, evaluateKnown(statement.value, scope, budget));
}

function macroValue(statement: Extract<Statement, { kind: "macro" }>, scope: Scope, budget: Budget): Value {
  const names = statement.parameters.map((parameter) => parameter.name);
  return functionValue(statement.name, (args) => {
    const given = bindArguments(statement.name, args, names);
    const inner = innerScope(scope);
    for (const { name, otherwise } of statement.parameters) {
      const fallback = () => (otherwise === undefined ? undefined : evaluate(otherwise, inner, budget));
      const value = given[name] === undefined ? fallback() : given[name];
      if (value === undefined) throw new TemplateError(`${statement.name} needs the argument "${name}".`);
      if (isMissing(value)) throw missingError(value);
      inner.names.set(name, value);
    }
    return nested(budget, () => textFrom(statement.body, inner, budget));
  });
}
