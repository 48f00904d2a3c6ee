import { bindArguments, integerArgument, numberArgument, textArgument } from "./call-arguments.ts";
import { LIST_FILTERS, mapAttribute } from "./list-filters.ts";
import { momentText } from "./moment-text.ts";
import { areEqual, isTrue } from "./operators.ts";
import { printf } from "./printf.ts";
import { textOf } from "./python-text.ts";
import { strftime } from "./strftime.ts";
import { missingError, TemplateError } from "./template-error.ts";
import { TEXT_FILTERS } from "./text-filters.ts";
import { toJson } from "./to-json.ts";
import { type CallArguments, describeType, isList, isMap, isMissing, isMoment, type Value } from "./value.ts";

/** A filter: `input | name(args)`. Only `default` is given unknown names. */
export type Filter = (input: Value, args: CallArguments) => Value;
/** A test: `input is name(args)`. */
export type Test = (input: Value, args: CallArguments) => boolean;

const GENERAL: Readonly<Record<string, Filter>> = {
  default: defaultTo,
  d: defaultTo,
  abs: (input) =>
    typeof input === "bigint" ? (input < 0n ? -input : input) : Math.abs(number("abs", input)),
  round(input, args) {
    const { precision, method } = bindArguments("round", args, ["precision", "method"]);
    if (typeof input === "bigint" && method === undefined) return input;
    const digits = integerArgument("round", "precision", precision, 0);
    const scale = 10 ** digits;
    const scaled = number("round", input) * scale;
    switch (textArgument("round", "method", method, "common")) {
      case "ceil":
        return Math.ceil(scaled) / scale;
      case "floor":
        return Math.floor(scaled) / scale;
      default:
        return halfToEven(scaled) / scale;
    }
  },
  int(input, args) {
    const otherwise = bindArguments("int", args, ["default", "base"]).default ?? 0n;
    if (typeof input === "bigint") return input;
    if (typeof input === "boolean") return input ? 1n : 0n;
    const value = typeof input === "number" ? input : typeof input === "string" ? numeric(input) : Number.NaN;
    if (typeof input === "string" && /^\s*[-+]?\d{1,1000}\s*$/.test(input))
      return BigInt(input.trim().replace(/^\+/, ""));
    return Number.isFinite(value) ? BigInt(Math.trunc(value)) : otherwise;
  },
  float(input, args) {
    const otherwise = bindArguments("float", args, ["default"]).default ?? 0;
    const value =
      typeof input === "string" ? numeric(input) : Number(typeof input === "object" ? Number.NaN : input);
    return Number.isNaN(value) ? otherwise : value;
  },
  string: (input) => textOf(input),
  safe: (input) => input,
  list: (input) => (typeof input === "string" ? Array.from(input) : [...list("list", input)]),
  length: lengthOf,
  count: lengthOf,
  format: (input, args) => printf(textOf(input), args.positional),
  tojson: (input, args) => toJson(input, bindArguments("tojson", args, ["indent"]).indent ?? null),
  // Airflow's own.
  ds: (input) => strftime(moment("ds", input), "%Y-%m-%d"),
  ds_nodash: (input) => strftime(moment("ds_nodash", input), "%Y%m%d"),
  ts: (input) => momentText(moment("ts", input)),
  ts_nodash: (input) => strftime(moment("ts_nodash", input), "%Y%m%dT%H%M%S"),
  ts_nodash_with_tz: (input) => strftime(moment("ts_nodash_with_tz", input), "%Y%m%dT%H%M%S%z"),
};

export const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>(
  Object.entries<Test>({
    defined: (input) => !isMissing(input),
    undefined: (input) => isMissing(input),
    none: (input) => input === null,
    boolean: (input) => typeof input === "boolean",
    true: (input) => input === true,
    false: (input) => input === false,
    integer: (input) => typeof input === "bigint",
    float: (input) => typeof input === "number",
    number: (input) => typeof input === "bigint" || typeof input === "number",
    string: (input) => typeof input === "string",
    mapping: (input) => isMap(input),
    sequence: (input) => isList(input) || typeof input === "string" || isMap(input),
    iterable: (input) => isList(input) || typeof input === "string" || isMap(input),
    odd: (input) => modulo("odd", input, 2n) === 1n,
    even: (input) => modulo("even", input, 2n) === 0n,
    divisibleby: (input, args) =>
      modulo("divisibleby", input, bindArguments("divisibleby", args, ["num"]).num) === 0n,
    lower: (input) => textOf(input) === textOf(input).toLowerCase() && /\p{Ll}/u.test(textOf(input)),
    upper: (input) => textOf(input) === textOf(input).toUpperCase() && /\p{Lu}/u.test(textOf(input)),
    eq: isEqual,
    equalto: isEqual,
    sameas: isEqual,
    ne: (input, args) => !isEqual(input, args),
    in(input, args) {
      const { seq = null } = bindArguments("in", args, ["seq"]);
      if (typeof seq === "string" && typeof input === "string") return seq.includes(input);
      if (isMap(seq)) return [...seq.keys()].some((key) => areEqual(key, input));
      return isList(seq) && seq.some((item) => areEqual(item, input));
    },
  }),
);

export const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ...Object.entries(GENERAL),
  ...Object.entries(TEXT_FILTERS),
  ...Object.entries(LIST_FILTERS),
  ["map", mapItems],
  ...(["select", "reject"] as const).map((name) => [name, chooseItems(name === "select")] as const),
]);

function defaultTo(input: Value, args: CallArguments): Value {
  const given = bindArguments("default", args, ["default_value", "boolean"]);
  const { default_value: otherwise = "", boolean = false } = given;
  if (isMissing(input)) return otherwise;
  return isTrue(boolean) && !isTrue(input) ? otherwise : input;
}

/** `items | map('upper')` and `items | map(attribute='name')`. */
function mapItems(input: Value, args: CallArguments): Value {
  if (args.positional.length === 0) return mapAttribute(input, args);
  const [name = null, ...positional] = args.positional;
  const filter = FILTERS.get(textArgument("map", "filter", name));
  if (filter === undefined) throw new TemplateError(`There is no filter "${textOf(name)}".`);
  return list("map", input).map((item) => filter(item, { positional, named: args.named }));
}

function chooseItems(keep: boolean): Filter {
  return (input, args) => {
    const [name = null, ...positional] = args.positional;
    const test = name === null ? isTrue : TESTS.get(textOf(name));
    if (test === undefined) throw new TemplateError(`There is no test "${textOf(name)}".`);
    return list("select", input).filter((item) => test(item, { positional, named: args.named }) === keep);
  };
}

function lengthOf(input: Value): Value {
  if (typeof input === "string") return BigInt(Array.from(input).length);
  if (isList(input)) return BigInt(input.length);
  if (isMap(input)) return BigInt(input.size);
  throw new TemplateError(`${describeType(input)} has no length.`);
}

function isEqual(input: Value, args: CallArguments): boolean {
  const { other = null } = bindArguments("eq", args, ["other"]);
  return areEqual(input, other);
}

/** Python rounds halves to the even neighbour: round(0.5) is 0.0 and round(1.5) is 2.0. */
function halfToEven(value: number): number {
  const floor = Math.floor(value);
  const half = value - floor === 0.5;
  return half ? (floor % 2 === 0 ? floor : floor + 1) : Math.round(value);
}

function numeric(text: string): number {
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(text) ? Number(text) : Number.NaN;
}

function number(filter: string, input: Value): number {
  return numberArgument(filter, "value", input);
}

function modulo(test: string, input: Value, by: Value | undefined): bigint {
  if (typeof input !== "bigint" || typeof by !== "bigint" || by === 0n) {
    throw new TemplateError(`The test "${test}" is for integers, not ${describeType(input)}.`);
  }
  return ((input % by) + by) % by;
}

function moment(filter: string, input: Value) {
  if (isMissing(input)) throw missingError(input);
  if (isMoment(input)) return input;
  throw new TemplateError(`The filter "${filter}" is for datetimes, not ${describeType(input)}.`);
}

function list(filter: string, input: Value): readonly Value[] {
  if (isList(input)) return input;
  if (isMap(input)) return [...input.keys()];
  throw new TemplateError(`The filter "${filter}" is for lists, not ${describeType(input)}.`);
}
