import type { DagSpec, TaskSpec } from "../../../protocol/dag.ts";
import type { BackfillAnswers } from "../../../protocol/webview/backfill.ts";

const POSITION = { file: "sparkify.dag.ts", line: 1, column: 1 };

export function task(id: string): TaskSpec {
  return {
    id,
    operator: "runSql",
    upstream: [],
    triggerRule: "all_success",
    retries: 0,
    retryDelayMs: 0,
    retryExponentialBackoff: false,
    dependsOnPast: false,
    pool: "default",
    poolSlots: 1,
    params: {},
    checks: [],
    position: POSITION,
  };
}

export function spec(more: Partial<DagSpec> = {}): DagSpec {
  return {
    id: "sparkify",
    position: POSITION,
    schedule: "@daily",
    timezone: "UTC",
    startDate: "2018-11-01T00:00:00.000Z",
    catchup: false,
    maxActiveRuns: 8,
    maxActiveTasks: 16,
    params: {},
    tags: [],
    tasks: [task("stage"), task("load")],
    groups: [],
    ...more,
  };
}

export const ANSWERS: BackfillAnswers = {
  from: "2018-11-01",
  to: "2018-11-30",
  policy: "missing",
  subset: "all",
  selection: "",
  order: "asc",
  maxActiveRuns: "",
  stopOnFailure: false,
  params: {},
};
