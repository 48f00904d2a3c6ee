import type { DagSpec, GroupSpec, TaskSpec } from "../../protocol/dag.ts";

const position = { file: "dags/test.dag.ts", line: 1, column: 1 };

/** A task as the loader makes it, with defaults for all that the test does not care about. */
export function task(id: string, upstream: readonly string[] = [], more: Partial<TaskSpec> = {}): TaskSpec {
  return {
    id,
    operator: "runSql",
    upstream,
    triggerRule: "all_success",
    retries: 0,
    retryDelayMs: 0,
    retryExponentialBackoff: false,
    dependsOnPast: false,
    pool: "default",
    poolSlots: 1,
    params: {},
    checks: [],
    position,
    ...more,
  };
}

export function group(id: string, parent?: string): GroupSpec {
  return { id, position, ...(parent === undefined ? {} : { parent }) };
}

export function dagOf(tasks: readonly TaskSpec[], groups: readonly GroupSpec[] = []): DagSpec {
  return {
    id: "test",
    position,
    schedule: "@daily",
    timezone: "UTC",
    startDate: "2018-11-01T00:00:00Z",
    catchup: false,
    maxActiveRuns: 1,
    maxActiveTasks: 4,
    params: {},
    tags: [],
    tasks,
    groups,
  };
}

/** The shape of the Sparkify sample. */
export function sparkify(): DagSpec {
  const dimensions = ["users", "songs", "artists", "time"].map((name) =>
    task(`dimensions.${name}`, ["load_songplays"], { operator: "loadDimension", group: "dimensions" }),
  );
  return {
    ...dagOf(
      [
        task("events_ready", [], { operator: "s3KeySensor" }),
        task("staging.events", ["events_ready"], { operator: "stageFromS3", group: "staging" }),
        task("staging.songs", [], { operator: "stageFromS3", group: "staging" }),
        task("load_songplays", ["staging.events", "staging.songs"], { operator: "loadFact" }),
        ...dimensions,
        task(
          "quality_checks",
          dimensions.map(({ id }) => id),
          { operator: "dataQuality" },
        ),
      ],
      [group("staging"), group("dimensions")],
    ),
    id: "sparkify",
  };
}
