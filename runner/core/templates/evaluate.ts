import { assertNever } from "../../../protocol/user-error.ts";
import { attributeOf, itemOf, sliceOf } from "./attributes.ts";
import { type Budget, nested, spend } from "./budget.ts";
import { FILTERS, TESTS } from "./filters.ts";
import { missingAttribute, missingName, nameOf } from "./missing.ts";
import { applyBinary, applySign, compare, isTrue, toKey } from "./operators.ts";
import { textOf } from "./python-text.ts";
import { lookUp, namesIn, type Scope } from "./scope.ts";
import type { Arguments, Expression } from "./syntax.ts";
import { located, missingError, TemplateError } from "./template-error.ts";
import { unknownFilter, unknownTest } from "./unknown-filter.ts";
import {
  type CallArguments,
  describeType,
  isFunction,
  isList,
  isMissing,
  isObject,
  tupleOf,
  type Value,
} from "./value.ts";

/** The value of an expression; a Missing stands for an unknown name, which only some may touch. */
export function evaluate(expression: Expression, scope: Scope, budget: Budget): Value {
  spend(budget, 1);
  return nested(budget, () =>
    located(expression.offset, () => {
      const value = evaluateKind(expression, scope, budget);
      // Long texts and lists are work, too.
      if (typeof value === "string") spend(budget, value.length >> 8);
      else if (isList(value)) spend(budget, value.length >> 3);
      return value;
    }),
  );
}

/** As evaluate, but an unknown name is an error. */
export function evaluateKnown(expression: Expression, scope: Scope, budget: Budget): Value {
  const value = evaluate(expression, scope, budget);
  if (isMissing(value)) throw missingError(value);
  return value;
}

function evaluateKind(expression: Expression, scope: Scope, budget: Budget): Value {
  const known = (part: Expression) => evaluateKnown(part, scope, budget);
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "name": {
      const value = lookUp(scope, expression.name);
      return value === undefined ? missingName(expression.name, expression.offset, namesIn(scope)) : value;
    }
    case "list":
      return expression.items.map(known);
    case "tuple":
      return tupleOf(expression.items.map(known));
    case "map":
      return new Map(expression.entries.map(({ key, value }) => [toKey(known(key)), known(value)]));
    case "attribute": {
      const { of, name, offset } = expression;
      const owner = known(of);
      const value = attributeOf(owner, name);
      return value === undefined ? missingAttribute(owner, of, name, offset) : value;
    }
    case "item": {
      const { of, offset } = expression;
      const owner = known(of);
      const key = known(expression.index);
      const value = itemOf(owner, key);
      return value === undefined ? missingAttribute(owner, of, textOf(key), offset) : value;
    }
    case "slice": {
      const part = (bound: Expression | undefined) => (bound === undefined ? null : known(bound));
      return sliceOf(
        known(expression.of),
        part(expression.start),
        part(expression.stop),
        part(expression.step),
      );
    }
    case "call":
      return callValue(expression, scope, budget);
    case "filter":
      return applyFilter(expression, scope, budget);
    case "test":
      return applyTest(expression, scope, budget) !== expression.negated;
    case "not":
      return !isTrue(known(expression.operand));
    case "sign":
      return applySign(expression.sign, known(expression.operand));
    case "binary": {
      const left = known(expression.left);
      return applyBinary(expression.operator, left, known(expression.right));
    }
    case "logic": {
      const left = known(expression.left);
      return isTrue(left) === (expression.operator === "or") ? left : known(expression.right);
    }
    case "compare":
      return compareAll(expression, known);
    case "condition":
      if (isTrue(known(expression.test))) return evaluate(expression.then, scope, budget);
      if (expression.otherwise !== undefined) return evaluate(expression.otherwise, scope, budget);
      // As in Jinja, also in a strict one: `{{ "," if not loop.last }}`.
      return "";
    default:
      return assertNever(expression);
  }
}

function compareAll(
  expression: Extract<Expression, { kind: "compare" }>,
  known: (part: Expression) => Value,
): boolean {
  let left = known(expression.first);
  for (const { operator, right, offset } of expression.rest) {
    const value = known(right);
    if (!located(offset, () => compare(operator, left, value))) return false;
    left = value;
  }
  return true;
}

function callValue(expression: Extract<Expression, { kind: "call" }>, scope: Scope, budget: Budget): Value {
  const callee = evaluateKnown(expression.callee, scope, budget);
  const call = isFunction(callee) || isObject(callee) ? callee.call : undefined;
  if (call === undefined) {
    throw new TemplateError(
      `${nameOf(expression.callee) ?? "This"} is ${describeType(callee)} and cannot be called.`,
    );
  }
  const place = expression.callee.offset;
  const args = evaluateArguments(expression.args, scope, budget);
  return located(place, () => call(args));
}

function applyFilter(
  expression: Extract<Expression, { kind: "filter" }>,
  scope: Scope,
  budget: Budget,
): Value {
  const filter = FILTERS.get(expression.name);
  if (filter === undefined) throw unknownFilter(expression.name, expression.offset);
  const takesMissing = expression.name === "default" || expression.name === "d";
  const input = (takesMissing ? evaluate : evaluateKnown)(expression.input, scope, budget);
  return filter(input, evaluateArguments(expression.args, scope, budget));
}

function applyTest(expression: Extract<Expression, { kind: "test" }>, scope: Scope, budget: Budget): boolean {
  const test = TESTS.get(expression.name);
  if (test === undefined) throw unknownTest(expression.name, expression.offset);
  const takesMissing = expression.name === "defined" || expression.name === "undefined";
  const input = (takesMissing ? evaluate : evaluateKnown)(expression.input, scope, budget);
  return test(input, evaluateArguments(expression.args, scope, budget));
}

function evaluateArguments(args: Arguments, scope: Scope, budget: Budget): CallArguments {
  return {
    positional: args.positional.map((value) => evaluateKnown(value, scope, budget)),
    named: new Map(args.named.map(({ name, value }) => [name, evaluateKnown(value, scope, budget)])),
  };
}
