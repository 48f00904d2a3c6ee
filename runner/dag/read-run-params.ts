import { z } from "zod";
import type { DagSpec, ParamSpec } from "../../protocol/dag.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import { describeValue } from "./authoring/plain.ts";
import { schemaMistakes } from "./schema-mistakes.ts";
import type { Tell } from "./tell.ts";

const TYPES = ["string", "integer", "number", "boolean"] as const;

const long = z.strictObject({
  type: z.enum(TYPES).exactOptional(),
  default: z.json(),
  description: z.string().exactOptional(),
  choices: z.array(z.json()).min(1).exactOptional(),
});

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Reads the parameters of a DAG's runs: default values, or objects with `type`, `default` and `choices`. */
export function readRunParams(given: Readonly<Record<string, Json>>, tell: Tell): DagSpec["params"] {
  const entries = Object.entries(given).flatMap(([name, value]) => {
    if (!NAME.test(name)) {
      const message = `"${name}" is no valid name of a parameter.`;
      tell("invalid-id", message, "Templates read it as params.name: use letters, digits and _.");
      return [];
    }
    const spec = readParam(name, value, tell);
    return spec === undefined ? [] : [[name, spec] as const];
  });
  return Object.fromEntries(entries);
}

function readParam(name: string, value: Json, tell: Tell): ParamSpec | undefined {
  if (!isObject(value)) return checkedParam(name, { default: value }, tell);
  const subject = { of: ` of params.${name}`, noun: "option", owner: "a parameter" };
  const mistakes = schemaMistakes(long, value, subject);
  for (const { code, message, next } of mistakes) tell(code, message, next);
  return mistakes.length > 0 ? undefined : checkedParam(name, long.parse(value) as Declared, tell);
}

interface Declared {
  readonly type?: ParamSpec["type"];
  readonly default: Json;
  readonly description?: string;
  readonly choices?: readonly Json[];
}

function checkedParam(name: string, declared: Declared, tell: Tell): ParamSpec | undefined {
  const { default: value, choices } = declared;
  const type = declared.type ?? typeOf(value ?? choices?.[0] ?? null);
  if (type === undefined) {
    tell(
      "bad-param",
      `params.${name} is ${describeValue(value)}, which gives it no type.`,
      'A parameter is a text, a number, true or false; or write { type: "string", default: null }.',
    );
    return undefined;
  }
  if (value !== null && !fits(value, type)) {
    const message = `The default of params.${name} is ${describeValue(value)}, but its type is ${type}.`;
    tell("bad-param", message, "Change the default or the type.");
  }
  for (const choice of choices ?? []) {
    if (fits(choice, type)) continue;
    const message = `A choice of params.${name} is ${describeValue(choice)}, but its type is ${type}.`;
    tell("bad-param", message, "Change the choices or the type.");
  }
  if (choices !== undefined && value !== null && !choices.includes(value)) {
    const message = `The default of params.${name} is ${describeValue(value)}, which is none of its choices.`;
    tell(
      "bad-param",
      message,
      `The choices are ${choices.map((choice) => JSON.stringify(choice)).join(", ")}.`,
    );
  }
  return { ...declared, type };
}

function typeOf(value: Json): ParamSpec["type"] | undefined {
  if (Number.isInteger(value)) return "integer";
  const type = typeof value;
  return type === "string" || type === "number" || type === "boolean" ? type : undefined;
}

function fits(value: Json, type: ParamSpec["type"]): boolean {
  return type === "integer" ? Number.isInteger(value) : typeof value === type;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
