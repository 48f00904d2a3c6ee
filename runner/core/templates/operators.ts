import { assertNever } from "../../../protocol/user-error.ts";
import { checkItemCount, checkTextLength } from "./budget.ts";
import { moveBy } from "./moment-attributes.ts";
import { delta } from "./moment-text.ts";
import { printf } from "./printf.ts";
import { reprOf, textOf } from "./python-text.ts";
import type { BinaryOperator, CompareOperator } from "./syntax.ts";
import { missingError, TemplateError } from "./template-error.ts";
import {
  describeType,
  isDelta,
  isList,
  isMap,
  isMissing,
  isMoment,
  isNumber,
  type MapKey,
  type Value,
} from "./value.ts";

/** Bits that a whole number may have: enough for any key, too few to keep a processor busy. */
const MAX_BITS = 4096;

/** Python's truth: empty and zero are false. An unknown name has none. */
export function isTrue(value: Value): boolean {
  if (isMissing(value)) throw missingError(value);
  if (value === null || value === false || value === "" || value === 0 || value === 0n) return false;
  if (isList(value)) return value.length > 0;
  if (isMap(value)) return value.size > 0;
  return !(isDelta(value) && value.milliseconds === 0);
}

export function applyBinary(operator: BinaryOperator, left: Value, right: Value): Value {
  if (operator === "~") return concatenate(textOf(left), textOf(right));
  const numbers = isNumber(left) && isNumber(right);
  switch (operator) {
    case "+":
      if (numbers)
        return arithmetic(
          left,
          right,
          (a, b) => a + b,
          (a, b) => a + b,
        );
      if (typeof left === "string" && typeof right === "string") return concatenate(left, right);
      if (isList(left) && isList(right)) {
        checkItemCount(left.length + right.length);
        return [...left, ...right];
      }
      if (isMoment(left) && isDelta(right)) return moveBy(left, right);
      if (isDelta(left) && isMoment(right)) return moveBy(right, left);
      if (isDelta(left) && isDelta(right)) return delta(left.milliseconds + right.milliseconds);
      break;
    case "-":
      if (numbers)
        return arithmetic(
          left,
          right,
          (a, b) => a - b,
          (a, b) => a - b,
        );
      if (isMoment(left) && isDelta(right)) return moveBy(left, delta(-right.milliseconds));
      if (isMoment(left) && isMoment(right) && left.isDate === right.isDate)
        return delta(left.instant - right.instant);
      if (isDelta(left) && isDelta(right)) return delta(left.milliseconds - right.milliseconds);
      break;
    case "*":
      if (numbers) return arithmetic(left, right, (a, b) => a * b, multiply);
      if (isDelta(left) && isNumber(right)) return delta(Math.round(left.milliseconds * Number(right)));
      if (isNumber(left) && isDelta(right)) return delta(Math.round(Number(left) * right.milliseconds));
      if (typeof right === "bigint") return repeat(left, right) ?? refuse(operator, left, right);
      if (typeof left === "bigint") return repeat(right, left) ?? refuse(operator, left, right);
      break;
    case "/":
      if (numbers) return Number(left) / notZero(Number(right));
      if (isDelta(left) && isDelta(right)) return left.milliseconds / notZero(right.milliseconds);
      if (isDelta(left) && isNumber(right))
        return delta(Math.round(left.milliseconds / notZero(Number(right))));
      break;
    case "//":
      if (numbers)
        return arithmetic(
          left,
          right,
          (a, b) => Math.floor(a / notZero(b)),
          (a, b) => floorDivide(a, b).quotient,
        );
      break;
    case "%":
      if (typeof left === "string") return printf(left, isList(right) ? right : [right]);
      if (numbers)
        return arithmetic(
          left,
          right,
          (a, b) => a - Math.floor(a / notZero(b)) * b,
          (a, b) => floorDivide(a, b).rest,
        );
      break;
    case "**":
      if (numbers) return power(left, right);
      break;
    default:
      assertNever(operator);
  }
  return refuse(operator, left, right);
}

export function applySign(sign: "+" | "-", operand: Value): Value {
  if (typeof operand === "bigint") return sign === "-" ? -operand : operand;
  if (typeof operand === "number") return sign === "-" ? -operand : operand;
  if (isDelta(operand)) return delta(sign === "-" ? -operand.milliseconds : operand.milliseconds);
  throw notMissing(operand) ?? new TemplateError(`"${sign}" cannot be put before ${describeType(operand)}.`);
}

export function compare(operator: CompareOperator, left: Value, right: Value): boolean {
  const missing = notMissing(left) ?? notMissing(right);
  if (missing !== undefined) throw missing;
  switch (operator) {
    case "==":
      return areEqual(left, right);
    case "!=":
      return !areEqual(left, right);
    case "in":
      return contains(right, left);
    case "not in":
      return !contains(right, left);
    case "<":
      return orderOf(left, right, operator) < 0;
    case "<=":
      return orderOf(left, right, operator) <= 0;
    case ">":
      return orderOf(left, right, operator) > 0;
    case ">=":
      return orderOf(left, right, operator) >= 0;
    default:
      return assertNever(operator);
  }
}

/** `left` allows for that many comparisons of items: lists can hold themselves many times over. */
export function areEqual(a: Value, b: Value, budget = { left: 1_000_000 }): boolean {
  budget.left -= 1;
  if (budget.left < 0) throw new TemplateError("The values are too large to compare.");
  if (a === b) return true;
  // Python: True == 1, and 2 == 2.0.
  const x = typeof a === "boolean" ? (a ? 1n : 0n) : a;
  const y = typeof b === "boolean" ? (b ? 1n : 0n) : b;
  // biome-ignore lint/suspicious/noDoubleEquals: the only way to compare a bigint and a number exactly.
  if (isNumber(x) && isNumber(y)) return x == y;
  if (isList(a) && isList(b)) {
    return a.length === b.length && a.every((item, index) => areEqual(item, b[index] ?? null, budget));
  }
  if (isMap(a) && isMap(b)) {
    return (
      a.size === b.size &&
      [...a].every(([key, item]) => b.has(key) && areEqual(item, b.get(key) ?? null, budget))
    );
  }
  if (isMoment(a) && isMoment(b)) return a.isDate === b.isDate && a.instant === b.instant;
  return isDelta(a) && isDelta(b) && a.milliseconds === b.milliseconds;
}

/** Negative, zero or positive; an error for values that have no order. */
export function orderOf(left: Value, right: Value, operator = "<"): number {
  if (isNumber(left) && isNumber(right)) return left < right ? -1 : left > right ? 1 : 0;
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : left > right ? 1 : 0;
  if (isMoment(left) && isMoment(right) && left.isDate === right.isDate) return left.instant - right.instant;
  if (isDelta(left) && isDelta(right)) return left.milliseconds - right.milliseconds;
  if (isList(left) && isList(right)) {
    for (const [index, item] of left.entries()) {
      const other = right[index];
      if (other === undefined) return 1;
      if (!areEqual(item, other)) return orderOf(item, other, operator);
    }
    return left.length - right.length;
  }
  return refuse(operator, left, right);
}

export function toKey(value: Value): MapKey {
  if (value === null || ["string", "bigint", "number", "boolean"].includes(typeof value))
    return value as MapKey;
  throw notMissing(value) ?? new TemplateError(`${describeType(value)} cannot be the key of a dict.`);
}

function contains(container: Value, item: Value): boolean {
  if (typeof container === "string" && typeof item === "string") return container.includes(item);
  if (isList(container)) return container.some((one) => areEqual(one, item));
  if (isMap(container)) return container.has(toKey(item));
  return refuse("in", item, container);
}

function arithmetic(
  left: number | bigint,
  right: number | bigint,
  floats: (a: number, b: number) => number,
  integers: (a: bigint, b: bigint) => bigint,
): Value {
  return typeof left === "bigint" && typeof right === "bigint"
    ? integers(left, right)
    : floats(Number(left), Number(right));
}

function multiply(a: bigint, b: bigint): bigint {
  checkBits(bits(a) + bits(b));
  return a * b;
}

function power(left: number | bigint, right: number | bigint): Value {
  if (typeof left === "bigint" && typeof right === "bigint" && right >= 0n) {
    const isUnit = left === 0n || left === 1n || left === -1n;
    checkBits(isUnit ? 1 : bits(left) * Number(right));
    return left ** right;
  }
  const result = Number(left) ** Number(right);
  if (!Number.isFinite(result)) throw new TemplateError("The power is not a number.");
  return result;
}

function bits(value: bigint): number {
  return value.toString(16).length * 4;
}

function checkBits(count: number): void {
  if (count > MAX_BITS) throw new TemplateError("The number is too large.");
}

/** Rounds down, as Python does: -7 // 2 is -4 and -7 % 2 is 1. */
function floorDivide(a: bigint, b: bigint): { readonly quotient: bigint; readonly rest: bigint } {
  notZero(b);
  const rest = a % b;
  const adjust = rest !== 0n && rest < 0n !== b < 0n;
  return adjust ? { quotient: a / b - 1n, rest: rest + b } : { quotient: a / b, rest };
}

function notZero<N extends number | bigint>(divisor: N): N {
  if (divisor === 0 || divisor === 0n) throw new TemplateError("Division by zero.");
  return divisor;
}

function concatenate(left: string, right: string): string {
  checkTextLength(left.length + right.length);
  return left + right;
}

function repeat(value: Value, times: bigint): Value | undefined {
  const count = Number(times < 0n ? 0n : times);
  if (typeof value === "string") {
    checkTextLength(value.length * count);
    return value.repeat(count);
  }
  if (!isList(value)) return undefined;
  checkItemCount(value.length * count);
  return Array.from({ length: count }, () => value).flat();
}

function notMissing(value: Value): TemplateError | undefined {
  return isMissing(value) ? missingError(value) : undefined;
}

function refuse(operator: string, left: Value, right: Value): never {
  const missing = notMissing(left) ?? notMissing(right);
  if (missing !== undefined) throw missing;
  const shown = (value: Value) =>
    typeof value === "string"
      ? `${describeType(value)} (${reprOf(value).slice(0, 40)})`
      : describeType(value);
  throw new TemplateError(`"${operator}" does not work between ${shown(left)} and ${shown(right)}.`, {
    next:
      operator === "+" && (typeof left === "string" || typeof right === "string")
        ? 'Use "~" to join values as text.'
        : undefined,
  });
}
