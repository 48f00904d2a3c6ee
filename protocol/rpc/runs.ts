import type { TryRecord } from "../history.ts";
import type { Json } from "../json.ts";
import type { FailingRows, RunState } from "../run.ts";
import { rpcRequest } from "./message.ts";
import type { BackfillView, CheckView, RunDetail, RunView } from "./workspace.ts";

export interface ListRunsParams {
  readonly dagId?: string;
  readonly backfillId?: string;
  readonly states?: readonly RunState[];
  /** Only runs that start before this interval start: the page after one that ended there. */
  readonly before?: string;
  readonly limit: number;
}

/** Newest interval first. */
export const listRuns = rpcRequest<
  ListRunsParams,
  { readonly runs: readonly RunView[]; readonly hasMore: boolean }
>("runs/list");

/** Newest first. */
export const listBackfills = rpcRequest<
  { readonly dagId?: string; readonly offset: number; readonly limit: number },
  { readonly backfills: readonly BackfillView[]; readonly hasMore: boolean }
>("runs/backfills");

/** Refuses with `unknown-run`. */
export const runDetail = rpcRequest<{ readonly runId: string }, RunDetail>("runs/detail");

export interface TaskDetail {
  readonly tries: readonly TryRecord[];
  /** The operator's parameters as the DAG file gives them. */
  readonly params: Json;
  /** SQL of the task as it runs for this run's interval, templates filled. */
  readonly sql: readonly RenderedSql[];
  /** The last lines of the last try's log, control characters made harmless. */
  readonly logTail: readonly string[];
  /** Absolute path of that log; null before the first try. */
  readonly logFile: string | null;
}

export interface RenderedSql {
  /** The operator's parameter that it is of: `sql`, `create`. */
  readonly param: string;
  /** Relative to the workspace; null for SQL that stands in the DAG file. */
  readonly file: string | null;
  readonly text: string;
  /** Why it could not be rendered, instead of `text`. */
  readonly problem?: string;
}

/** Of one task in one run; without a run as it would be in the DAG's latest interval. */
export const taskDetail = rpcRequest<
  {
    readonly dagId: string;
    readonly taskId: string;
    readonly runId: string | null;
    readonly logLines: number;
  },
  TaskDetail
>("runs/taskDetail");

/** A task's SQL as `interval` (a date as users write it; default: the latest run's) would have it. */
export const renderTask = rpcRequest<
  { readonly dagId: string; readonly taskId: string; readonly date?: string },
  { readonly label: string; readonly sql: readonly RenderedSql[] }
>("runs/renderTask");

/** The file of a task's log. Refuses with `no-log`. Default: the last try. */
export const taskLog = rpcRequest<
  { readonly runId: string; readonly taskId: string; readonly tryNumber?: number },
  { readonly file: string; readonly text: string }
>("runs/taskLog");

export interface CheckKey {
  readonly dagId: string;
  readonly taskId: string;
  readonly name: string;
}

/** A check's last result of each interval, newest interval first. */
export const checkHistory = rpcRequest<
  CheckKey & { readonly before?: string; readonly limit: number },
  readonly CheckView[]
>("checks/history");

/** Rows that break a check, as the history keeps them; of its latest result without `intervalStart`. */
export const failingRows = rpcRequest<
  CheckKey & { readonly intervalStart?: string },
  { readonly check: CheckView; readonly rows: FailingRows | null }
>("checks/failingRows");

/** What one table is like after the loads that the history knows. */
export interface TableView {
  /** As its author wrote it: `songplays`, `mart.songplays`. */
  readonly table: string;
  /** Rows after its last load; null where they were not counted. */
  readonly rows: number | null;
  /** Rows after the load of the run before. */
  readonly previousRows: number | null;
  /** When it was loaded last, milliseconds since the epoch; null for a table that is only checked. */
  readonly loadedAt: number | null;
  readonly dagId: string | null;
  readonly taskId: string | null;
  readonly runId: string | null;
}

/** Every table that a load made or a check is about, by name. Only reads the history. */
export const listTables = rpcRequest<Record<string, never>, readonly TableView[]>("tables/list");

/** The DAG as Mermaid text, with all names. Refuses with `unknown-dag`. */
export const dagMermaid = rpcRequest<
  { readonly dagId: string; readonly direction: "LR" | "TD" },
  { readonly text: string }
>("graph/mermaid");
