import type { Json } from "../json.ts";
import type { RenderedSql } from "../rpc/runs.ts";
import type { RunKind, TaskState } from "../run.ts";
import type { IntervalState } from "../work.ts";

/** What the graph page draws. It knows nothing of a DAG but this. */
export interface GraphDag {
  readonly id: string;
  /** In the order of the file. */
  readonly tasks: readonly GraphTask[];
  readonly groups: readonly { readonly id: string; readonly parent?: string }[];
}

export interface GraphTask {
  readonly id: string;
  readonly group?: string;
  readonly operator: string;
  readonly description?: string;
  readonly upstream: readonly string[];
  readonly hasSql: boolean;
  readonly hasChecks: boolean;
}

export interface GraphRun {
  readonly runId: string;
  /** The interval in words: `2018-11-02`. */
  readonly label: string;
  readonly kind: RunKind;
  readonly shown: IntervalState;
  /** Milliseconds since the epoch, as all times here. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

/** A task in the run that is shown, as far as its node tells it. A task without one took no part. */
export interface GraphInstance {
  readonly taskId: string;
  readonly state: TaskState;
  /** Tries that failed before this one, and that the task's retries allowed. */
  readonly retries: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Inserted or updated by its loads; null when it loaded nothing. */
  readonly rows: number | null;
  /** Results of its last try. */
  readonly checks: CheckCounts;
}

export interface CheckCounts {
  readonly passed: number;
  readonly warned: number;
  /** Failed, or could not be evaluated. */
  readonly failed: number;
  readonly skipped: number;
}

/** What the page is about; kept by the editor, so that the panel comes back with it after a reload. */
export interface GraphSubject {
  /** The text of the workspace folder's URI. */
  readonly folder: string;
  readonly dagId: string;
  /** Null follows the latest run. */
  readonly runId: string | null;
}

export type GraphContent =
  | {
      readonly kind: "graph";
      readonly dag: GraphDag;
      readonly run: GraphRun | null;
      readonly instances: readonly GraphInstance[];
    }
  /** Nothing can be drawn: why, and what there is to do about it. */
  | {
      readonly kind: "message";
      readonly tone: "wait" | "info" | "error";
      readonly text: string;
      readonly action?: "problems" | "latest";
    };

/** Everything about one task that the detail pane shows beside its node's facts. */
export interface GraphDetail {
  readonly taskId: string;
  /** Null when the run does not have the task, or there is no run. */
  readonly state: TaskState | null;
  /** Why it is in its state, if the history says so: `all_success: a task before it failed`. */
  readonly note: string | null;
  readonly params: Json;
  readonly sql: readonly RenderedSql[];
  readonly logTail: readonly string[];
  readonly hasLog: boolean;
  readonly tries: readonly GraphTry[];
  readonly loads: readonly GraphLoad[];
  readonly checks: readonly GraphCheck[];
}

export interface GraphTry {
  readonly tryNumber: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly outcome: string | null;
  readonly error: string | null;
}

export interface GraphLoad {
  readonly table: string;
  readonly read: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly rejected: number;
  readonly total: number | null;
}

export interface GraphCheck {
  readonly name: string;
  /** Null: not evaluated in this run. */
  readonly outcome: "pass" | "warn" | "fail" | "error" | "skipped" | null;
  readonly observed: string;
  readonly expected: string;
  readonly hasFailingRows: boolean;
}

/** Commands that the page offers for a task; the extension runs them with the task as their subject. */
export const GRAPH_COMMANDS = [
  "millrace.runTask",
  "millrace.runTaskWithUpstream",
  "millrace.runTaskWithDownstream",
  "millrace.clear",
  "millrace.openLogs",
  "millrace.previewSql",
  "millrace.openSource",
  "millrace.runChecks",
  "millrace.showFailingRows",
] as const;
export type GraphCommand = (typeof GRAPH_COMMANDS)[number];

export type ToGraphPage =
  | { readonly kind: "show"; readonly subject: GraphSubject; readonly content: GraphContent }
  /** Only what changed of the run that is shown. `at`: when the extension heard of it. */
  | {
      readonly kind: "update";
      readonly at: number;
      readonly run: GraphRun;
      readonly instances: readonly GraphInstance[];
    }
  | {
      readonly kind: "runs";
      readonly runs: readonly GraphRun[];
      readonly hasMore: boolean;
      /** They come after those that the page has. */
      readonly isMore: boolean;
    }
  | { readonly kind: "runsFailed"; readonly message: string }
  | { readonly kind: "detail"; readonly detail: GraphDetail }
  | { readonly kind: "detailFailed"; readonly taskId: string; readonly message: string }
  /** Somebody wants to see this task. */
  | { readonly kind: "reveal"; readonly taskId: string }
  /** Something that was asked for is done, or could not be. */
  | { readonly kind: "said"; readonly text: string; readonly isError: boolean }
  /** Measures from now on how long updates take to be drawn, for whoever drives the page. */
  | { readonly kind: "measure" };

export type GraphExport =
  | { readonly format: "svg"; readonly text: string }
  | { readonly format: "png"; readonly base64: string }
  /** The runner's own text. */
  | { readonly format: "mermaid"; readonly direction: GraphDirection };

export type GraphDirection = "LR" | "TD";

export type FromGraphPage =
  | { readonly kind: "ready" }
  /** The detail pane shows this task from now on, or none. */
  | { readonly kind: "select"; readonly taskId: string | null }
  | {
      readonly kind: "command";
      readonly command: GraphCommand;
      readonly taskId: string;
      readonly check?: string;
    }
  | { readonly kind: "runDag" }
  | { readonly kind: "pickRun"; readonly runId: string | null }
  | { readonly kind: "listRuns"; readonly isMore: boolean }
  | { readonly kind: "openFile"; readonly file: string }
  | { readonly kind: "copyText"; readonly text: string }
  | { readonly kind: "save"; readonly export: GraphExport }
  | { readonly kind: "copy"; readonly export: Exclude<GraphExport, { readonly format: "png" }> }
  | { readonly kind: "showProblems" };
