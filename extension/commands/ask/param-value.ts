import type { ParamSpec } from "../../../protocol/dag.ts";
import type { Json } from "../../../protocol/json.ts";

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
