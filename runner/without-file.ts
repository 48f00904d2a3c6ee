import type { DagSpec } from "../protocol/dag.ts";

/** It stands in for what the file would say of a DAG of which only the history is known: times are UTC then. */
export function withoutFile(id: string): DagSpec {
  return {
    id,
    position: { file: "", line: 1, column: 1 },
    schedule: null,
    timezone: "UTC",
    startDate: "1970-01-01T00:00:00Z",
    catchup: false,
    maxActiveRuns: 1,
    maxActiveTasks: 1,
    params: {},
    tags: [],
    tasks: [],
    groups: [],
  };
}
