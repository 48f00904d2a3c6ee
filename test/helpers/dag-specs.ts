import type { CheckSpec, DagSpec, TaskSpec } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";

const POSITION = { file: "test.dag.ts", line: 1, column: 1 };

/** A task with Airflow's defaults, for tests that say only what they are about. */
export function taskSpec(id: string, spec: Partial<TaskSpec> = {}): TaskSpec {
  return {
    id,
    operator: "noop",
    upstream: [],
    triggerRule: "all_success",
    retries: 0,
    retryDelayMs: 300_000,
    retryExponentialBackoff: false,
    dependsOnPast: false,
    pool: "default",
    poolSlots: 1,
    params: {},
    checks: [],
    position: POSITION,
    ...spec,
  };
}

/** A check that fails as soon as its rule is broken. */
export function checkSpec(kind: string, params: JsonObject, spec: Partial<CheckSpec> = {}): CheckSpec {
  return {
    kind,
    name: "c",
    params,
    severity: { error: { count: 0 } },
    onEmpty: "evaluate",
    keepRows: 20,
    tags: [],
    tables: typeof params["table"] === "string" ? [params["table"]] : [],
    position: POSITION,
    ...spec,
  };
}

export function dagSpec(id: string, tasks: readonly TaskSpec[], spec: Partial<DagSpec> = {}): DagSpec {
  return {
    id,
    position: POSITION,
    schedule: "@daily",
    timezone: "UTC",
    startDate: "2018-11-01T00:00:00.000Z",
    catchup: false,
    maxActiveRuns: 16,
    maxActiveTasks: 16,
    params: {},
    tags: [],
    groups: [],
    tasks,
    ...spec,
  };
}

/** The UTC day `index` days after 2018-11-01. */
export function day(index: number): { start: string; end: string } {
  const at = (days: number): string => new Date(Date.UTC(2018, 10, 1 + days)).toISOString();
  return { start: at(index), end: at(index + 1) };
}
