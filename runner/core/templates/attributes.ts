import { bindArguments } from "./call-arguments.ts";
import {
  DELTA_ATTRIBUTES,
  deltaAttribute,
  momentAttribute,
  momentAttributeNames,
} from "./moment-attributes.ts";
import { toKey } from "./operators.ts";
import { TemplateError } from "./template-error.ts";
import { TEXT_METHOD_NAMES, textMethod } from "./text-methods.ts";
import {
  describeType,
  functionValue,
  isDelta,
  isList,
  isMap,
  isMoment,
  isObject,
  type TemplateFunction,
  type TemplateMap,
  tupleOf,
  type Value,
} from "./value.ts";

/** `value.name`: methods and fields first, then the item of that key. Undefined when there is none. */
export function attributeOf(value: Value, name: string): Value | undefined {
  if (typeof value === "string") return textMethod(value, name);
  if (isMoment(value)) return momentAttribute(value, name);
  if (isDelta(value)) return deltaAttribute(value, name);
  if (isObject(value)) return value.attributes.get(name);
  if (isMap(value)) return mapMethod(value, name) ?? value.get(name);
  return undefined;
}

/** `value[key]`: the item first, then an attribute of that name. Undefined when there is none. */
export function itemOf(value: Value, key: Value): Value | undefined {
  if (isMap(value)) {
    const item = value.get(toKey(key));
    if (item !== undefined) return item;
  }
  if (isList(value) || typeof value === "string") {
    if (typeof key !== "bigint") {
      if (typeof key === "string") return attributeOf(value, key);
      throw new TemplateError(`The index of ${describeType(value)} is an integer, not ${describeType(key)}.`);
    }
    const items = typeof value === "string" ? Array.from(value) : value;
    return items.at(Number(key));
  }
  return typeof key === "string" ? attributeOf(value, key) : undefined;
}

/** `value[start:stop:step]`, as in Python. */
export function sliceOf(value: Value, start: Value, stop: Value, step: Value): Value {
  if (typeof value !== "string" && !isList(value))
    throw new TemplateError(`${describeType(value)} has no slices.`);
  const items: readonly Value[] = typeof value === "string" ? Array.from(value) : value;
  const by = bound(step) ?? 1;
  if (by === 0) throw new TemplateError("The step of a slice cannot be zero.");
  const size = items.length;
  const clamp = (index: number | undefined, otherwise: number) => {
    if (index === undefined) return otherwise;
    return Math.min(Math.max(index < 0 ? index + size : index, by > 0 ? 0 : -1), by > 0 ? size : size - 1);
  };
  const first = clamp(bound(start), by > 0 ? 0 : size - 1);
  const end = clamp(bound(stop), by > 0 ? size : -1);
  const taken: Value[] = [];
  for (let at = first; by > 0 ? at < end : at > end; at += by) taken.push(items[at] ?? null);
  return typeof value === "string" ? taken.join("") : taken;
}

/** What can follow the dot, for messages. */
export function attributeNames(value: Value): readonly string[] {
  if (typeof value === "string") return TEXT_METHOD_NAMES;
  if (isMoment(value)) return momentAttributeNames(value);
  if (isDelta(value)) return DELTA_ATTRIBUTES;
  if (isObject(value)) return [...value.attributes.keys()];
  if (isMap(value)) return [...value.keys()].filter((key) => typeof key === "string");
  return [];
}

function bound(value: Value): number | undefined {
  if (value === null) return undefined;
  if (typeof value === "bigint") return Math.max(Math.min(Number(value), 1e15), -1e15);
  throw new TemplateError(`A slice is between integers, not ${describeType(value)}.`);
}

function mapMethod(map: TemplateMap, name: string): TemplateFunction | undefined {
  switch (name) {
    case "keys":
      return functionValue(name, () => [...map.keys()]);
    case "values":
      return functionValue(name, () => [...map.values()]);
    case "items":
      return functionValue(name, () => [...map].map(tupleOf));
    case "get":
      return functionValue(name, (args) => {
        const { key = null, default: otherwise = null } = bindArguments("get", args, ["key", "default"]);
        const item = map.get(toKey(key));
        return item === undefined ? otherwise : item;
      });
    default:
      return undefined;
  }
}
