import type { TimeZone } from "../zoned-time.ts";

/*
 * The values that templates compute with. They are plain data and functions of ours: an expression can reach
 * nothing else, neither prototypes nor constructors.
 *
 * Whole numbers are bigint and others are number, because Python tells 2 from 2.0.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | readonly Value[]
  | TemplateMap
  | Moment
  | Delta
  | TemplateObject
  | TemplateFunction
  | Missing;

export type MapKey = null | boolean | bigint | number | string;
export type TemplateMap = ReadonlyMap<MapKey, Value>;

/** A date and time in a zone, or (`isDate`) a calendar day, as its midnight in UTC. */
export interface Moment {
  readonly type: "moment";
  /** Milliseconds since the epoch. */
  readonly instant: number;
  readonly zone: TimeZone;
  readonly isDate: boolean;
}

/** A length of time: Python's timedelta. */
export interface Delta {
  readonly type: "delta";
  readonly milliseconds: number;
}

/** Something with attributes, such as `dag` or `loop`. */
export interface TemplateObject {
  readonly type: "object";
  /** What `{{ it }}` prints. */
  readonly text: string;
  readonly attributes: ReadonlyMap<string, Value>;
  readonly call?: (args: CallArguments) => Value;
  /** Attributes that Airflow has and Millrace does not: what to do instead. */
  readonly unsupported?: ReadonlyMap<string, string>;
  /** Set for `namespace()` alone, whose attributes templates may set. */
  readonly assign?: (name: string, value: Value) => void;
}

export interface TemplateFunction {
  readonly type: "function";
  readonly name: string;
  readonly call: (args: CallArguments) => Value;
}

export interface CallArguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

/** What an unknown name stands for. Only `default`, `is defined` and `is undefined` may touch it. */
export interface Missing {
  readonly type: "missing";
  readonly message: string;
  readonly next?: string;
  /** Place in the source. */
  readonly offset: number;
}

/** A list that prints as `(1, 2)`, which is how SQL wants it after IN. What is made of it is a plain list. */
export class Tuple extends Array<Value> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

export function tupleOf(items: Iterable<Value>): Tuple {
  const tuple = new Tuple();
  for (const item of items) tuple.push(item);
  return tuple;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMap(value: Value): value is TemplateMap {
  return value instanceof Map;
}

/** The tagged kinds, or undefined for plain data. */
export function tagOf(value: Value): "moment" | "delta" | "object" | "function" | "missing" | undefined {
  return typeof value === "object" && value !== null && "type" in value ? value.type : undefined;
}

export function isMoment(value: Value): value is Moment {
  return tagOf(value) === "moment";
}

export function isDelta(value: Value): value is Delta {
  return tagOf(value) === "delta";
}

export function isObject(value: Value): value is TemplateObject {
  return tagOf(value) === "object";
}

export function isFunction(value: Value): value is TemplateFunction {
  return tagOf(value) === "function";
}

export function isMissing(value: Value): value is Missing {
  return tagOf(value) === "missing";
}

export function isNumber(value: Value): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** For messages: `a string`, `a datetime`. */
export function describeType(value: Value): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return "a boolean";
  if (typeof value === "bigint") return "an integer";
  if (typeof value === "number") return "a number";
  if (typeof value === "string") return "a string";
  if (isList(value)) return "a list";
  if (isMap(value)) return "a dict";
  if (isMoment(value)) return value.isDate ? "a date" : "a datetime";
  if (isDelta(value)) return "a timedelta";
  if (isFunction(value)) return "a function";
  return isMissing(value) ? "undefined" : "an object";
}

export function functionValue(name: string, call: (args: CallArguments) => Value): TemplateFunction {
  return { type: "function", name, call };
}

export function objectValue(
  text: string,
  attributes: Readonly<Record<string, Value>>,
  more: Pick<TemplateObject, "call" | "unsupported"> = {},
): TemplateObject {
  return { type: "object", text, attributes: new Map(Object.entries(attributes)), ...more };
}
