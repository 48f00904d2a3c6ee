import { z } from "zod";
import type { TaskSpec } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { TRIGGER_RULES } from "../../protocol/trigger-rule.ts";
import type { Config } from "../config/config.ts";
import { didYouMeanText } from "../core/did-you-mean.ts";
import { DURATION_HELP, parseDuration } from "../core/duration.ts";
import { validFields } from "./schema-keys.ts";
import { schemaMistakes } from "./schema-mistakes.ts";
import type { Tell } from "./tell.ts";

/** Options that tasks have and that a DAG can set for all of its tasks. */
export const defaultableOptions = {
  triggerRule: z.enum(TRIGGER_RULES).exactOptional(),
  retries: z.int().nonnegative().exactOptional(),
  retryDelay: z.string().exactOptional(),
  retryExponentialBackoff: z.boolean().exactOptional(),
  maxRetryDelay: z.string().exactOptional(),
  executionTimeout: z.string().exactOptional(),
  dependsOnPast: z.boolean().exactOptional(),
  pool: z.string().exactOptional(),
};

const fields = {
  ...defaultableOptions,
  description: z.string().exactOptional(),
  poolSlots: z.int().positive().exactOptional(),
};

const options = z.strictObject(fields);

export type TaskDefaultValues = z.infer<z.ZodObject<typeof defaultableOptions>>;

const DURATIONS = ["retryDelay", "maxRetryDelay", "executionTimeout"] as const;

/** The part of a task's spec that comes from the options that every task has. */
export type TaskOptionValues = Omit<
  TaskSpec,
  "id" | "operator" | "group" | "upstream" | "params" | "checks" | "code" | "position"
>;

const FIVE_MINUTES = 300_000;

/** Reads a task's options over its DAG's defaults, telling what is wrong with its own. */
export function readTaskOptions(
  given: JsonObject,
  defaults: TaskDefaultValues,
  taskId: string,
  config: Config,
  tell: Tell,
): TaskOptionValues {
  const of = ` of task "${taskId}"`;
  const mistakes = schemaMistakes(options, given, { of, noun: "parameter", owner: "a task" });
  for (const { code, message, next, path } of mistakes) {
    const isDuration = (DURATIONS as readonly PropertyKey[]).includes(path[0] ?? "");
    tell(code, message, isDuration ? DURATION_HELP : next);
  }
  const own = validFields(fields, given);
  checkCommon(own, of, config, tell);
  const values = { ...defaults, ...own };
  const maxRetryDelay = milliseconds(values.maxRetryDelay);
  const executionTimeout = milliseconds(values.executionTimeout);
  return {
    ...(values.description === undefined ? {} : { description: values.description }),
    triggerRule: values.triggerRule ?? "all_success",
    retries: values.retries ?? 0,
    retryDelayMs: milliseconds(values.retryDelay) ?? FIVE_MINUTES,
    retryExponentialBackoff: values.retryExponentialBackoff ?? false,
    ...(maxRetryDelay === undefined ? {} : { maxRetryDelayMs: maxRetryDelay }),
    ...(executionTimeout === undefined ? {} : { executionTimeoutMs: executionTimeout }),
    dependsOnPast: values.dependsOnPast ?? false,
    pool: values.pool ?? "default",
    poolSlots: values.poolSlots ?? 1,
  };
}

/** What a schema does not see: lengths of time, and whether the pool exists. */
export function checkCommon(
  given: TaskDefaultValues & { readonly poolSlots?: number },
  of: string,
  config: Config,
  tell: Tell,
): void {
  for (const name of DURATIONS) {
    const text = given[name];
    if (text === undefined || parseDuration(text) !== undefined) continue;
    tell("bad-duration", `"${name}"${of} is "${text}", which is no length of time.`, DURATION_HELP);
  }
  const { pool, poolSlots = 1 } = given;
  if (pool !== undefined && pool !== "default" && !Object.hasOwn(config.pools, pool)) {
    const hint = didYouMeanText(pool, [...Object.keys(config.pools), "default"]);
    tell(
      "unknown-pool",
      `"pool"${of} names "${pool}", which is no pool of millrace.json.${hint}`,
      `Add it there: "pools": { "${pool}": 4 }.`,
    );
  }
  const slots = config.pools[pool ?? "default"];
  if (slots !== undefined && poolSlots > slots) {
    tell(
      "bad-parameter",
      `"poolSlots"${of} is ${poolSlots}, but its pool has ${slots}.`,
      "Take fewer slots, or give the pool more.",
    );
  }
}

function milliseconds(duration: string | undefined): number | undefined {
  return duration === undefined ? undefined : parseDuration(duration);
}
