import type { ParamSpec } from "../../../protocol/dag.ts";
import type { Json, JsonObject } from "../../../protocol/json.ts";

/** A parameter's value as a person reads and types it. */
export function paramText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What a person typed, as a value of the parameter's type; undefined when it is none. */
export function paramValue(type: ParamSpec["type"], text: string): Json | undefined {
  switch (type) {
    case "string":
      return text;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "integer":
      return /^[+-]?\d+$/.test(text.trim()) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
    case "number":
      return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
  }
}

/** Of the values that were kept as text those that their parameters still take, where they are not the defaults. */
export function rememberedParams(
  params: Readonly<Record<string, ParamSpec>>,
  kept: string | undefined,
): Record<string, Json> {
  const values: JsonObject = kept === undefined ? {} : JSON.parse(kept);
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => {
      const param = Object.hasOwn(params, name) ? params[name] : undefined;
      if (param === undefined || JSON.stringify(value) === JSON.stringify(param.default)) return false;
      if (param.choices !== undefined) return param.choices.some((choice) => choice === value);
      return paramValue(param.type, paramText(value)) === value;
    }),
  );
}
