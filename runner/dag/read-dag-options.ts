import { z } from "zod";
import type { DagSpec } from "../../protocol/dag.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import type { Config } from "../config/config.ts";
import { parseDateArgument } from "../core/date-argument.ts";
import { parseSchedule } from "../core/schedule.ts";
import { timeZone } from "../core/zoned-time.ts";
import { checkConnection } from "./check-connection.ts";
import { checkId } from "./ids.ts";
import { readRunParams } from "./read-run-params.ts";
import { checkCommon, defaultableOptions, type TaskDefaultValues } from "./read-task-options.ts";
import { validFields } from "./schema-keys.ts";
import { schemaMistakes } from "./schema-mistakes.ts";
import type { Tell } from "./tell.ts";

const defaults = {
  ...defaultableOptions,
  warehouse: z.string().exactOptional(),
  lake: z.string().exactOptional(),
};

const fields = {
  id: z.string(),
  description: z.string().exactOptional(),
  schedule: z.string().nullable().exactOptional(),
  timezone: z.string().exactOptional(),
  startDate: z.string().exactOptional(),
  endDate: z.string().exactOptional(),
  catchup: z.boolean().exactOptional(),
  maxActiveRuns: z.int().positive().exactOptional(),
  maxActiveTasks: z.int().positive().exactOptional(),
  params: z.record(z.string(), z.json()).exactOptional(),
  tags: z.array(z.string()).exactOptional(),
  defaults: z.strictObject(defaults).exactOptional(),
};

const options = z.strictObject(fields);

/** The part of a DAG's spec that its options give, and what its tasks take over. */
export interface DagHead {
  readonly spec: Omit<DagSpec, "position" | "tasks" | "groups">;
  readonly defaults: TaskDefaultValues & { readonly warehouse?: string; readonly lake?: string };
}

const EPOCH = "1970-01-01T00:00:00.000Z";

/** Reads a DAG's options, telling all that is wrong; what is wrong is left at its default. */
export function readDagOptions(given: JsonObject, config: Config, tell: Tell): DagHead {
  const subject = { of: " of the DAG", noun: "option", owner: "dag(…)" };
  for (const { code, message, next } of schemaMistakes(options, given, subject)) tell(code, message, next);
  const good = validFields(fields, given);
  const id = good.id ?? "";
  if (good.id !== undefined) checkId("DAG", id, id, tell);
  const schedule = good.schedule ?? null;
  const timezone = good.timezone ?? "UTC";
  const parsed = parseSchedule(schedule, timezone);
  if (!parsed.ok) {
    tell(timeZone(timezone) === undefined ? "bad-timezone" : "bad-schedule", parsed.message, parsed.next);
  }
  const zone = timeZone(timezone)?.name ?? "UTC";
  const startDate = readDate("startDate", good.startDate, zone, tell);
  const endDate = readDate("endDate", good.endDate, zone, tell);
  if (schedule !== null && given["startDate"] === undefined) {
    tell(
      "missing-option",
      '"startDate" of the DAG is missing; a schedule needs one.',
      'Write the day of the first interval: startDate: "2018-11-01".',
    );
  }
  if (startDate !== undefined && endDate !== undefined && endDate <= startDate) {
    tell(
      "bad-date",
      '"endDate" of the DAG is not after its "startDate".',
      "No interval would lie between them.",
    );
  }
  const taskDefaults = validFields(defaults, (given["defaults"] ?? {}) as JsonObject);
  checkCommon(taskDefaults, ' in "defaults" of the DAG', config, tell);
  for (const kind of ["warehouse", "lake"] as const) {
    const name = taskDefaults[kind];
    if (name !== undefined) checkConnection(name, kind, `"${kind}" in "defaults" of the DAG`, config, tell);
  }
  return {
    defaults: taskDefaults,
    spec: {
      id,
      ...(good.description === undefined ? {} : { description: good.description }),
      schedule,
      timezone,
      startDate: startDate ?? EPOCH,
      ...(endDate === undefined ? {} : { endDate }),
      catchup: good.catchup ?? false,
      maxActiveRuns: good.maxActiveRuns ?? 16,
      maxActiveTasks: good.maxActiveTasks ?? 16,
      params: readRunParams((good.params ?? {}) as Readonly<Record<string, Json>>, tell),
      tags: good.tags ?? [],
    },
  };
}

/** ISO 8601 in UTC. */
function readDate(name: string, text: string | undefined, zone: string, tell: Tell): string | undefined {
  if (text === undefined) return undefined;
  const result = parseDateArgument(text, zone);
  if (result.ok) return new Date(result.date.time).toISOString();
  tell("bad-date", `"${name}" of the DAG: ${result.message}`, result.next);
  return undefined;
}
