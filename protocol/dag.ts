import type { Json, JsonObject } from "./json.ts";
import type { SourcePosition } from "./problem.ts";
import type { TriggerRule } from "./trigger-rule.ts";

/** A DAG as plain data: what the loader makes of a `dag({...})` call, valid in itself. */
export interface DagSpec {
  readonly id: string;
  readonly description?: string;
  readonly position: SourcePosition;
  /** A cron expression, a preset such as `@daily`, or null for a DAG that is only started by hand. */
  readonly schedule: string | null;
  /** IANA name; the schedule's wall clock. */
  readonly timezone: string;
  /** ISO 8601 with offset: no interval starts before it. */
  readonly startDate: string;
  /** ISO 8601 with offset: no interval starts at or after it. */
  readonly endDate?: string;
  readonly catchup: boolean;
  readonly maxActiveRuns: number;
  /** Task instances running at the same time, over all active runs of this DAG. */
  readonly maxActiveTasks: number;
  readonly params: Readonly<Record<string, ParamSpec>>;
  readonly tags: readonly string[];
  readonly tasks: readonly TaskSpec[];
  readonly groups: readonly GroupSpec[];
}

/** A run parameter with its type and default; `run --param name=value` overrides it. */
export interface ParamSpec {
  readonly type: "string" | "integer" | "number" | "boolean";
  readonly default: Json;
  readonly description?: string;
  readonly choices?: readonly Json[];
}

export interface GroupSpec {
  /** Full id: `outer.inner`. */
  readonly id: string;
  readonly parent?: string;
  readonly position: SourcePosition;
}

export interface TaskSpec {
  /** Full id; inside a group it carries the group's id as prefix, as in Airflow: `staging.events`. */
  readonly id: string;
  /** Name of a registered operator, or of a custom one of this file. */
  readonly operator: string;
  readonly group?: string;
  readonly description?: string;
  /** Ids of the tasks that this one waits for. */
  readonly upstream: readonly string[];
  readonly triggerRule: TriggerRule;
  /** Tries after the first one. */
  readonly retries: number;
  readonly retryDelayMs: number;
  readonly retryExponentialBackoff: boolean;
  readonly maxRetryDelayMs?: number;
  /** Limit of one try's running time. */
  readonly executionTimeoutMs?: number;
  readonly dependsOnPast: boolean;
  readonly pool: string;
  readonly poolSlots: number;
  /** The operator's own parameters, checked against its schema, templates not yet rendered. */
  readonly params: JsonObject;
  readonly checks: readonly CheckSpec[];
  /** Set when the task runs code of the DAG file (`runTask`, custom operators). */
  readonly code?: TaskCode;
  readonly position: SourcePosition;
}

/** A check as plain data. */
export interface CheckSpec {
  readonly kind: string;
  /** Unique within its task. */
  readonly name: string;
  /** The kind's own parameters (`table`, `where`, …), checked against its schema, templates not yet rendered. */
  readonly params: JsonObject;
  readonly severity: CheckSeverity;
  /** What happens when no row could break the rule: `skip` makes the outcome `skipped`. */
  readonly onEmpty: "evaluate" | "skip";
  /** Failing rows that are kept of a run. */
  readonly keepRows: number;
  readonly tags: readonly string[];
  /** Tables that it is about, as their author wrote them. */
  readonly tables: readonly string[];
  readonly position: SourcePosition;
}

/**
 * When a broken rule warns and when it fails: as soon as more than this breaks it. `severity: "error"` is
 * `{ error: { count: 0 } }`, `severity: "warn"` is `{ warn: { count: 0 } }`. A level that is not there is never reached.
 */
export interface CheckSeverity {
  readonly warn?: CheckThreshold;
  readonly error?: CheckThreshold;
}

/** A number (of rows, or what else the kind counts), or a percentage of all. */
export type CheckThreshold = { readonly count: number } | { readonly percent: number };

/** Where the code of a task is: the workspace-relative DAG file, to be evaluated again in a task worker. */
export interface TaskCode {
  readonly file: string;
  /** Index of the function among those that the file registered, in order of evaluation. */
  readonly functionIndex: number;
  /** Hash of the bundled text that was read: this very code runs, even if the file has changed since. */
  readonly bundle?: string;
  /** Parameters of a custom operator that take SQL: a `….sql` path relative to the DAG file, or the statement. */
  readonly sqlParams?: readonly string[];
}
