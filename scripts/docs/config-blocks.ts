import { configJsonSchema } from "../../runner/config/config.ts";
import { code, markdownTable } from "./markdown.ts";

interface Schema {
  readonly type?: string;
  readonly const?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

/** The settings of `millrace.json`, with a dotted path for each. */
export function configBlocks(): ReadonlyMap<string, () => string> {
  const schema = configJsonSchema() as Schema;
  return new Map([["millrace.json", () => markdownTable(["setting", "type", ""], rowsOf(schema, ""))]]);
}

function rowsOf(schema: Schema, path: string): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    if (name === "$schema") return [];
    const own = path === "" ? name : `${path}.${name}`;
    return [[code(own), typeText(property), property.description ?? ""], ...inner(property, own)];
  });
}

/** Of objects: their settings, and what each entry of a map takes. */
function inner(schema: Schema, path: string): string[][] {
  const entry = schema.additionalProperties;
  if (typeof entry !== "object") return rowsOf(schema, path);
  const variants = entry.oneOf ?? entry.anyOf;
  const own = `${path}.<name>`;
  if (variants === undefined) {
    const rows = rowsOf(entry, own);
    return rows.length > 0 ? rows : [[code(own), typeText(entry), entry.description ?? ""]];
  }
  return variants.flatMap((variant) => {
    const type = variant.properties?.["type"]?.const ?? "";
    const others = { ...variant.properties };
    delete others["type"];
    return [
      [code(`${own}.type`), code(JSON.stringify(type)), variant.description ?? ""],
      ...rowsOf({ properties: others }, own),
    ];
  });
}

function typeText(schema: Schema): string {
  return schema.type ?? "";
}
