import { attributeOf } from "./attributes.ts";
import { checkItemCount } from "./budget.ts";
import { bindArguments, integerArgument, textArgument } from "./call-arguments.ts";
import type { Filter } from "./filters.ts";
import { applyBinary, areEqual, isTrue, orderOf } from "./operators.ts";
import { textOf } from "./python-text.ts";
import { TemplateError } from "./template-error.ts";
import { joinTexts } from "./text-methods.ts";
import { type CallArguments, describeType, isList, isMap, tupleOf, type Value } from "./value.ts";

/** Filters over lists; a dict counts as the list of its keys and a string as that of its characters. */
export const LIST_FILTERS: Readonly<Record<string, Filter>> = {
  join(input, args) {
    const { d, attribute = null } = bindArguments("join", args, ["d", "attribute"]);
    return joinTexts(textArgument("join", "d", d, ""), itemsOf("join", input).map(picker("join", attribute)));
  },
  first: (input) => edge("first", itemsOf("first", input)[0]),
  last: (input) => edge("last", itemsOf("last", input).at(-1)),
  reverse: (input) =>
    typeof input === "string"
      ? Array.from(input).reverse().join("")
      : [...itemsOf("reverse", input)].reverse(),
  sort(input, args) {
    const given = bindArguments("sort", args, ["reverse", "case_sensitive", "attribute"]);
    return sorted("sort", itemsOf("sort", input), given);
  },
  unique(input, args) {
    const { case_sensitive = false, attribute = null } = bindArguments("unique", args, [
      "case_sensitive",
      "attribute",
    ]);
    const key = folded(picker("unique", attribute), isTrue(case_sensitive));
    const seen: Value[] = [];
    return itemsOf("unique", input).filter((item) => {
      const own = key(item);
      if (seen.some((other) => areEqual(other, own))) return false;
      seen.push(own);
      return true;
    });
  },
  min: (input, args) => extreme("min", input, bindArguments("min", args, ["case_sensitive", "attribute"])),
  max: (input, args) => extreme("max", input, bindArguments("max", args, ["case_sensitive", "attribute"])),
  sum(input, args) {
    const { attribute = null, start = 0n } = bindArguments("sum", args, ["attribute", "start"]);
    return itemsOf("sum", input)
      .map(picker("sum", attribute))
      .reduce((sum, item) => applyBinary("+", sum, item), start);
  },
  items: (input) => (isMap(input) ? [...input].map(tupleOf) : wrongInput("items", "a dict", input)),
  dictsort(input, args) {
    const given = bindArguments("dictsort", args, ["case_sensitive", "by", "reverse"]);
    if (!isMap(input)) return wrongInput("dictsort", "a dict", input);
    const index = textArgument("dictsort", "by", given.by, "key") === "value" ? 1 : 0;
    const key = folded(
      (pair) => (isList(pair) ? (pair[index] ?? null) : null),
      isTrue(given.case_sensitive ?? false),
    );
    const pairs = [...input].map(tupleOf).sort((a, b) => orderOf(key(a), key(b)));
    return isTrue(given.reverse ?? false) ? pairs.reverse() : pairs;
  },
  batch(input, args) {
    const { linecount, fill_with: fill = null } = bindArguments("batch", args, ["linecount", "fill_with"]);
    const size = integerArgument("batch", "linecount", linecount);
    if (size < 1) throw new TemplateError("batch needs a size of at least 1.");
    checkItemCount(size);
    const items = itemsOf("batch", input);
    return Array.from({ length: Math.ceil(items.length / size) }, (_, row) => {
      const line = items.slice(row * size, (row + 1) * size);
      return fill === null ? line : [...line, ...Array.from({ length: size - line.length }, () => fill)];
    });
  },
  selectattr: (input, args) =>
    itemsOf("selectattr", input).filter((item) => attributeHolds("selectattr", item, args.positional)),
  rejectattr: (input, args) =>
    itemsOf("rejectattr", input).filter((item) => !attributeHolds("rejectattr", item, args.positional)),
};

/** `items | map(attribute='name', default=0)`. */
export function mapAttribute(input: Value, args: CallArguments): Value {
  const { attribute = null, default: otherwise } = bindArguments("map", args, ["attribute", "default"]);
  return itemsOf("map", input).map(picker("map", attribute, otherwise));
}

function itemsOf(filter: string, input: Value): readonly Value[] {
  if (isList(input)) return input;
  if (typeof input === "string") return Array.from(input);
  return isMap(input) ? [...input.keys()] : wrongInput(filter, "a list", input);
}

function wrongInput(filter: string, wanted: string, input: Value): never {
  throw new TemplateError(`The filter "${filter}" is for ${wanted}, not ${describeType(input)}.`);
}

function edge(filter: string, item: Value | undefined): Value {
  if (item === undefined) throw new TemplateError(`The filter "${filter}" found nothing in an empty list.`);
  return item;
}

/** Reads `attribute` (with dots) of each item; the item itself when there is none. */
function picker(filter: string, attribute: Value, otherwise?: Value): (item: Value) => Value {
  if (attribute === null) return (item) => item;
  const path = textOf(attribute).split(".");
  return (item) => {
    let value: Value | undefined = item;
    for (const name of path) value = value === undefined ? undefined : attributeOf(value, name);
    const found = value === undefined ? otherwise : value;
    if (found === undefined)
      throw new TemplateError(`The filter "${filter}" found an item without "${path.join(".")}".`);
    return found;
  };
}

/** Jinja sorts and compares texts without regard to case unless told otherwise. */
function folded(key: (item: Value) => Value, caseSensitive: boolean): (item: Value) => Value {
  return (item) => {
    const value = key(item);
    return typeof value === "string" && !caseSensitive ? value.toLowerCase() : value;
  };
}

interface Order {
  readonly reverse?: Value;
  readonly case_sensitive?: Value;
  readonly attribute?: Value;
}

function sorted(filter: string, items: readonly Value[], order: Order): readonly Value[] {
  const key = folded(picker(filter, order.attribute ?? null), isTrue(order.case_sensitive ?? false));
  const sign = isTrue(order.reverse ?? false) ? -1 : 1;
  return [...items].sort((a, b) => sign * orderOf(key(a), key(b)));
}

function extreme(filter: "min" | "max", input: Value, order: Order): Value {
  const items = sorted(filter, itemsOf(filter, input), order);
  return edge(filter, filter === "min" ? items[0] : items.at(-1));
}

/** `selectattr('name')` and `selectattr('name', 'eq', value)`, with the comparisons that make sense there. */
function attributeHolds(filter: string, item: Value, args: readonly Value[]): boolean {
  const [attribute = null, test = null, other = null] = args;
  const value = picker(filter, attribute)(item);
  switch (test) {
    case null:
      return isTrue(value);
    case "eq":
    case "equalto":
    case "==":
      return areEqual(value, other);
    case "ne":
    case "!=":
      return !areEqual(value, other);
    case "in":
      return isList(other) && other.some((one) => areEqual(one, value));
    default:
      throw new TemplateError(`The filter "${filter}" does not know the test "${textOf(test)}".`, {
        next: "It takes eq, ne and in.",
      });
  }
}
