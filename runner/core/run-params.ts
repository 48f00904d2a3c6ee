import type { ParamSpec } from "../../protocol/dag.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import { UserError } from "../../protocol/user-error.ts";
import { didYouMeanText } from "./did-you-mean.ts";

/**
 * A run's parameters: the DAG's defaults, overridden by `name=value` texts. Throws a UserError for a name the
 * DAG does not have, a value that is not of its type, or one that is not among its choices.
 */
export function runParams(specs: Readonly<Record<string, ParamSpec>>, given: readonly string[]): JsonObject {
  const params: Record<string, Json> = {};
  for (const [name, spec] of Object.entries(specs)) params[name] = spec.default;
  for (const text of given) {
    const equals = text.indexOf("=");
    const name = equals < 0 ? text : text.slice(0, equals);
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (equals < 0) throw badParam(`"${text}" is not of the form name=value.`, specs);
    if (spec === undefined)
      throw badParam(`The DAG has no parameter "${name}".${didYouMeanText(name, Object.keys(specs))}`, specs);
    params[name] = readValue(name, spec, text.slice(equals + 1), specs);
  }
  return params;
}

function readValue(
  name: string,
  spec: ParamSpec,
  text: string,
  specs: Readonly<Record<string, ParamSpec>>,
): Json {
  const value = convert(spec, text);
  if (value === undefined) throw badParam(`${name}: "${text}" is not of type ${spec.type}.`, specs);
  if (spec.choices !== undefined && !spec.choices.includes(value))
    throw badParam(`${name}: ${JSON.stringify(value)} is not one of ${JSON.stringify(spec.choices)}.`, specs);
  return value;
}

function convert(spec: ParamSpec, text: string): Json | undefined {
  switch (spec.type) {
    case "string":
      return text;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "integer":
    case "number": {
      const value = Number(text);
      if (text.trim() === "" || !Number.isFinite(value)) return undefined;
      return spec.type === "integer" && !Number.isSafeInteger(value) ? undefined : value;
    }
  }
}

function badParam(message: string, specs: Readonly<Record<string, ParamSpec>>): UserError {
  const known = Object.entries(specs).map(([name, { type }]) => `${name} (${type})`);
  return new UserError({
    code: "bad-param",
    message,
    next: known.length === 0 ? "This DAG has no parameters." : `Its parameters: ${known.join(", ")}.`,
  });
}
