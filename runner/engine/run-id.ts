import type { DataInterval, RunKind } from "../../protocol/run.ts";

/**
 * `sparkify__backfill__2018-11-01T00:00:00+00:00`: Airflow's form behind the DAG's id, so that it is unique
 * over all DAGs.
 */
export function makeRunId(dagId: string, kind: RunKind, interval: DataInterval): string {
  return `${dagId}__${kind}__${interval.start.replace(/(\.000)?Z$/, "+00:00")}`;
}
