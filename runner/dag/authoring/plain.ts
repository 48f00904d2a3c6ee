import type { Json, JsonObject } from "../../../protocol/json.ts";

/** Told for each value that cannot be kept: where it is (`params.from[1]`) and what it is (`a function`). */
export type Unusable = (path: string, what: string) => void;

const MAX_DEPTH = 64;

/** A copy as plain data. Properties that are undefined are left out; what cannot be kept is told and left out. */
export function plainObject(value: object, path: string, unusable: Unusable): JsonObject {
  return objectCopy(value, path, unusable, []);
}

/** What a value is, with its article, for messages. */
export function describeValue(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "undefined";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "string":
      return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
    case "number":
    case "boolean":
      return String(value);
    case "function":
      return "a function";
    case "symbol":
      return "a symbol";
    case "bigint":
      return "a bigint";
    default:
      return isPlainObject(value) ? "an object" : `an instance of ${className(value)}`;
  }
}

function copy(
  value: unknown,
  path: string,
  unusable: Unusable,
  parents: readonly object[],
): Json | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") {
    if (Number.isFinite(value)) return value;
    unusable(path, `the number ${value}`);
    return undefined;
  }
  if (value === undefined) return undefined;
  if (typeof value !== "object" || !(Array.isArray(value) || isPlainObject(value))) {
    unusable(path, describeValue(value));
    return undefined;
  }
  if (parents.includes(value) || parents.length >= MAX_DEPTH) {
    unusable(path, "an object that contains itself");
    return undefined;
  }
  if (Array.isArray(value)) {
    const inside = [...parents, value];
    return Array.from(value, (item: unknown, index) => {
      if (item === undefined) unusable(`${path}[${index}]`, "undefined");
      return copy(item, `${path}[${index}]`, unusable, inside) ?? null;
    });
  }
  return objectCopy(value, path, unusable, parents);
}

function objectCopy(value: object, path: string, unusable: Unusable, parents: readonly object[]): JsonObject {
  const inside = [...parents, value];
  const entries: [string, Json][] = [];
  for (const key of Reflect.ownKeys(value)) {
    const place = path === "" ? String(key) : `${path}.${String(key)}`;
    if (typeof key === "symbol") {
      unusable(place, "a property named by a symbol");
      continue;
    }
    const item = copy((value as Record<string, unknown>)[key], place, unusable, inside);
    if (item !== undefined) entries.push([key, item]);
  }
  return Object.fromEntries(entries);
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Module namespaces of imported JSON files have no prototype; the last link covers other realms' objects.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function className(value: object): string {
  const name: unknown = value.constructor?.name;
  return typeof name === "string" && name !== "" ? name : "a class";
}
