import { configJsonSchema } from "../../runner/config/config.ts";
import { code, markdownTable } from "./markdown.ts";

interface Schema {
  readonly type?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

/** The settings of `millrace.json`, those of each type of connection, and where a secret can be. */
export function configBlocks(): ReadonlyMap<string, () => string> {
  const schema = configJsonSchema() as Schema;
  const types = connectionTypes(schema);
  const secret = types.flatMap(({ schema: type }) => Object.values(type.properties ?? {})).find(isSecret);
  return new Map([
    ["millrace.json", () => markdownTable(["setting", "type", ""], rowsOf(schema, ""))],
    ...types.map(({ type, schema }) => [`connection ${type}`, () => connectionTable(schema)] as const),
    ["secret references", () => markdownTable(["written", ""], (secret?.anyOf ?? []).map(secretRow))],
  ]);
}

function connectionTypes({
  properties,
}: Schema): readonly { readonly type: string; readonly schema: Schema }[] {
  const entry = properties?.["connections"]?.additionalProperties;
  const variants = typeof entry === "object" ? (entry.oneOf ?? []) : [];
  return variants.map((schema) => ({ type: schema.properties?.["type"]?.const ?? "", schema }));
}

function connectionTable(schema: Schema): string {
  const { type: _, ...others } = schema.properties ?? {};
  return `${schema.description}\n\n${markdownTable(["setting", "type", ""], rowsOf({ properties: others }, ""))}`;
}

function rowsOf(schema: Schema, path: string): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    if (name === "$schema") return [];
    const own = path === "" ? name : `${path}.${name}`;
    return [[code(own), typeText(property), property.description ?? ""], ...inner(property, own)];
  });
}

/** Of objects: their settings, and what each entry of a map takes. Types of connections have tables of their own. */
function inner(schema: Schema, path: string): string[][] {
  const entry = schema.additionalProperties;
  if (typeof entry !== "object") return rowsOf(schema, path);
  const own = `${path}.<name>`;
  if (entry.oneOf !== undefined) {
    const types = entry.oneOf.map(({ properties }) => code(`"${properties?.["type"]?.const}"`)).join(", ");
    return [[code(`${own}.type`), types, "Its other settings are below."]];
  }
  const rows = rowsOf(entry, own);
  return rows.length > 0 ? rows : [[code(own), typeText(entry), entry.description ?? ""]];
}

/** `{ "env": "…" }`, with what else it takes in brackets. */
function secretRow(schema: Schema): string[] {
  const all = Object.entries(schema.properties ?? {});
  const [needed, optional] = [true, false].map((isNeeded) =>
    all.filter(([name]) => schema.required?.includes(name) === isNeeded),
  );
  const fields = (needed ?? []).map(
    ([name, { type }]) => `"${name}": ${type === "array" ? '["…", "…"]' : '"…"'}`,
  );
  const also = (optional ?? []).map(([name, { description }]) => `${code(name)}: ${description ?? ""}`);
  const about = [(needed ?? []).map(([, { description }]) => description ?? "").join(" "), ...also];
  return [code(`{ ${fields.join(", ")} }`), about.join(" ")];
}

function isSecret({ anyOf }: Schema): boolean {
  return anyOf?.some(({ properties }) => properties?.["env"] !== undefined) === true;
}

function typeText(schema: Schema): string {
  if (isSecret(schema)) return "[secret](#where-a-secret-is)";
  if (schema.enum !== undefined) return schema.enum.map((value) => code(value)).join(", ");
  return schema.type ?? "";
}
