import type { ZodType, z } from "zod";

/** The part of zod's own description of a schema that is needed to walk it. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, ZodType>>;
  readonly innerType?: ZodType;
  readonly in?: ZodType;
  readonly element?: ZodType;
  readonly valueType?: ZodType;
  readonly options?: readonly ZodType[];
  readonly discriminator?: string;
}

/** The names that an object schema knows, or undefined when it is no object or takes any name. */
export function schemaKeys(schema: ZodType | undefined): readonly string[] | undefined {
  if (schema === undefined) return undefined;
  const definition = unwrapped(schema);
  if (definition.type === "object") return Object.keys(definition.shape ?? {});
  if (definition.type !== "union") return undefined;
  return [...new Set((definition.options ?? []).flatMap((option) => schemaKeys(option) ?? []))];
}

/** The schema of the value at a path; `value` tells which branch of a union is meant. */
export function schemaAt(schema: ZodType, path: readonly PropertyKey[], value: unknown): ZodType | undefined {
  const [key, ...rest] = path;
  const chosen = chooseBranch(schema, value);
  if (key === undefined) return chosen;
  const definition = unwrapped(chosen);
  const inner =
    typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  const next =
    definition.type === "object"
      ? definition.shape?.[String(key)]
      : definition.type === "array"
        ? definition.element
        : definition.valueType;
  return next === undefined ? undefined : schemaAt(next, rest, inner);
}

function chooseBranch(schema: ZodType, value: unknown): ZodType {
  const { type, options = [], discriminator } = unwrapped(schema);
  if (type !== "union") return schema;
  if (discriminator === undefined) return onlyBranchFor(value, options) ?? schema;
  const tag =
    typeof value === "object" && value !== null
      ? (value as Record<string, unknown>)[discriminator]
      : undefined;
  return (
    options.find((option) => unwrapped(option).shape?.[discriminator]?.safeParse(tag).success === true) ??
    schema
  );
}

/** The branch for lists, or for objects, when there is one. */
function onlyBranchFor(value: unknown, options: readonly ZodType[]): ZodType | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const types = Array.isArray(value) ? ["array"] : ["object", "record"];
  const [branch, ...others] = options.filter((option) => types.includes(unwrapped(option).type));
  return others.length === 0 ? branch : undefined;
}

function unwrapped(schema: ZodType): Definition {
  const definition = schema._zod.def as unknown as Definition;
  const inner = definition.innerType ?? (definition.type === "pipe" ? definition.in : undefined);
  return inner === undefined ? definition : unwrapped(inner);
}

/** The properties that fit their schemas one by one, so that one that is wrong hides no mistake in another. */
export function validFields<Fields extends Readonly<Record<string, ZodType>>>(
  fields: Fields,
  given: Readonly<Record<string, unknown>>,
): { readonly [Name in keyof Fields]?: Exclude<z.infer<Fields[Name]>, undefined> } {
  const entries = Object.entries(fields).flatMap(([name, schema]) => {
    const result = schema.safeParse(given[name]);
    return result.success && given[name] !== undefined ? [[name, result.data] as const] : [];
  });
  return Object.fromEntries(entries) as never;
}
