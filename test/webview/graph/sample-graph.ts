import type { TaskState } from "../../../protocol/run.ts";
import type {
  GraphDag,
  GraphDetail,
  GraphInstance,
  GraphRun,
  GraphSubject,
  GraphTask,
  ToGraphPage,
} from "../../../protocol/webview/graph.ts";

export const SUBJECT: GraphSubject = { folder: "file:///workspace", dagId: "sparkify", runId: null };

export const RUN: GraphRun = {
  runId: "r1",
  label: "2018-11-30",
  kind: "manual",
  shown: "running",
  startedAt: 1_000,
  endedAt: null,
};

export function task(id: string, upstream: readonly string[] = [], group?: string): GraphTask {
  const own = { id, upstream, operator: "runSql", hasSql: true, hasChecks: true };
  return group === undefined ? own : { ...own, group };
}

/** events, songs (a group) → load → users, artists (a group) → checks. */
export const SAMPLE: GraphDag = {
  id: "sparkify",
  groups: [{ id: "staging" }, { id: "dimensions" }],
  tasks: [
    task("staging.events", [], "staging"),
    task("staging.songs", [], "staging"),
    task("load", ["staging.events", "staging.songs"]),
    task("dimensions.users", ["load"], "dimensions"),
    task("dimensions.artists", ["load"], "dimensions"),
    task("checks", ["dimensions.users", "dimensions.artists"]),
  ],
};

export function instance(taskId: string, state: TaskState, more: Partial<GraphInstance> = {}): GraphInstance {
  return {
    taskId,
    state,
    retries: 0,
    startedAt: null,
    endedAt: null,
    rows: null,
    checks: { passed: 0, warned: 0, failed: 0, skipped: 0 },
    ...more,
  };
}

export function show(
  dag: GraphDag,
  instances: readonly GraphInstance[] = [],
  run: GraphRun | null = RUN,
): ToGraphPage {
  return { kind: "show", subject: SUBJECT, content: { kind: "graph", dag, run, instances } };
}

export function detailOf(taskId: string, more: Partial<GraphDetail> = {}): ToGraphPage {
  const detail: GraphDetail = {
    taskId,
    state: "success",
    note: null,
    params: {},
    sql: [],
    logTail: [],
    hasLog: false,
    tries: [],
    loads: [],
    checks: [],
    ...more,
  };
  return { kind: "detail", detail };
}

/** A root, and tasks that wait for one of the tasks before: as wide as it is deep. */
export function largeDag(count: number, groups = 0): GraphDag {
  const groupOf = (index: number): string | undefined =>
    groups === 0 ? undefined : `g${Math.floor((index * groups) / count)}`;
  const idOf = (index: number): string => {
    const group = groupOf(index);
    return group === undefined ? `t${index}` : `${group}.t${index}`;
  };
  return {
    id: "large",
    groups: Array.from({ length: groups }, (_, index) => ({ id: `g${index}` })),
    tasks: Array.from({ length: count }, (_, index) =>
      task(idOf(index), index === 0 ? [] : [idOf(Math.floor((index - 1) / 3))], groupOf(index)),
    ),
  };
}
