import { type ZodType, z } from "zod";
import type { Json, JsonObject } from "../../protocol/json.ts";
import type { Operator, TaskContext, TaskResult } from "./operator.ts";

/** Runs a function of the DAG file. It takes no parameters: the function has what it closes over. */
export const runTask: Operator<JsonObject> = userCodeOperator("runTask", [], z.strictObject({}));

/** An operator that an author defined: its texts are rendered, its SQL parameters read, and its code called. */
export function userCodeOperator(
  name: string,
  sqlParams: readonly string[],
  params: ZodType<JsonObject> = z.record(z.string(), z.json()) as ZodType<JsonObject>,
): Operator<JsonObject> {
  return {
    name,
    params,
    sqlParams,
    connectionParams: {},
    onRepeat: () => "unknown",
    async execute(given, context): Promise<TaskResult> {
      const rendered: [string, Json][] = [];
      for (const [key, value] of Object.entries(given)) {
        const isSql = typeof value === "string" && sqlParams.includes(key);
        rendered.push([key, isSql ? (await context.sql(value, key)).text : render(value, key, context)]);
      }
      const { skipped, loads } = await context.callUserCode(Object.fromEntries(rendered));
      return skipped === undefined ? { kind: "success", loads } : { kind: "skipped", reason: skipped };
    },
  };
}

/** Renders every text of a value, however deep. */
function render(value: Json, where: string, context: TaskContext): Json {
  if (typeof value === "string") return context.render(value, where);
  if (Array.isArray(value))
    return value.map((item: Json, index) => render(item, `${where}[${index}]`, context));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, render(item, `${where}.${key}`, context)]),
  );
}
