import type { ZodType } from "zod";
import type { CheckSpec } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { RepeatEffect } from "../../protocol/plan-facts.ts";
import type { SourcePosition } from "../../protocol/problem.ts";
import type { CheckResult, DataInterval, RowCounts } from "../../protocol/run.ts";
import type { Lake } from "../connections/lake.ts";
import type { Warehouse } from "../connections/warehouse.ts";

/** A SQL text ready to run, with the file it came from when it came from one. */
export interface RenderedSql {
  readonly text: string;
  readonly file?: string;
}

/** Identity of one try of a task instance. */
export interface TryIdentity {
  readonly dagId: string;
  readonly taskId: string;
  readonly runId: string;
  readonly tryNumber: number;
  /** Unique over all tries of all runs; the ledger's key. */
  readonly tryId: string;
}

/** What an operator is given. Everything that reaches the outside goes through it. */
export interface TaskContext {
  readonly identity: TryIdentity;
  readonly interval: DataInterval;
  readonly position: SourcePosition;
  readonly checks: readonly CheckSpec[];
  /** Aborts on cancel and on the task's time-out. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  now(): number;
  /** One line in the task's log. */
  log(message: string): void;
  /** Renders a Jinja template strictly, with Airflow's names. `where` names the parameter in errors. */
  render(template: string, where: string): string;
  /** The text of a SQL parameter, read from its file if it names one (`….sql`), rendered. */
  sql(param: string, where: string): Promise<RenderedSql>;
  /** A file beside the DAG file, such as a JSONPaths file, as text, not rendered. */
  readFile(path: string, where: string): Promise<string>;
  /** A warehouse connection by its name; the default one when omitted. */
  warehouse(name?: string): Promise<Warehouse>;
  lake(name?: string): Promise<Lake>;
  /** The schema that holds this run's staging tables; created on first use, dropped when the run succeeds. */
  runSchema(warehouse: Warehouse): Promise<string>;
  /** Search path for the run's statements: its staging schema first when it has one, then the defaults. */
  searchPath(warehouse: Warehouse): Promise<readonly string[]>;
  /** For a sensor: how often it has looked in this try, and since when. */
  readonly waiting: { readonly pokes: number; readonly since: number };
  /** Runs the code of `runTask` and of custom operators in a task worker. */
  callUserCode(params: JsonObject): Promise<UserCodeResult>;
  /**
   * Evaluates checks against a warehouse, all of them even when one has failed; results in their order. Each goes into
   * the task's log as soon as it is known.
   */
  evaluateChecks(checks: readonly CheckSpec[], warehouse: Warehouse): Promise<readonly CheckResult[]>;
}

export interface UserCodeResult {
  readonly skipped?: string;
  readonly loads: readonly RowCounts[];
}

export type TaskResult =
  | {
      readonly kind: "success";
      readonly loads?: readonly RowCounts[];
      /** Of an operator whose work is to evaluate the task's checks. All others' are evaluated after their work. */
      readonly checks?: readonly CheckResult[];
      readonly note?: string;
    }
  | { readonly kind: "skipped"; readonly reason: string }
  /** A sensor that has not found yet: look again at `until` (milliseconds since the epoch). */
  | { readonly kind: "waiting"; readonly until: number; readonly note: string }
  /** As a thrown UserError. */
  | {
      readonly kind: "failed";
      readonly code: string;
      readonly message: string;
      readonly next?: string;
      readonly retryable: boolean;
    };

/** Objects of a lake that a task needs, as its parameters name them, rendered. */
export interface SourcePattern {
  /** The lake connection; the default one when omitted. */
  readonly lake?: string;
  readonly kind: "key" | "prefix" | "wildcard" | "regex";
  readonly text: string;
  /** So many objects must match. Default 1. */
  readonly minCount?: number;
  /** Smaller objects do not count. Bytes. */
  readonly minSize?: number;
  /** The task does not fail without them. */
  readonly isOptional?: boolean;
}

/**
 * A reusable kind of task. Adding one is a new file in this folder and a line in the registry.
 * `P` is the type of its parameters after validation.
 */
export interface Operator<P> {
  readonly name: string;
  /** Validates what the author wrote (templates unrendered). Also the source of the reference docs. */
  readonly params: ZodType<P>;
  /** Parameters that take SQL: a `….sql` path relative to the DAG file, or the statement itself. */
  readonly sqlParams: readonly (keyof P & string)[];
  /** Parameters that name other files relative to the DAG file, which must exist when the DAG is read. */
  readonly fileParams?: readonly (keyof P & string)[];
  /** Parameters that name connections, by the kind that each must be. */
  readonly connectionParams: { readonly warehouse?: keyof P & string; readonly lake?: keyof P & string };
  /** Pure: says it of parameters as the author wrote them. */
  onRepeat(params: P): RepeatEffect;
  /** Pure: tables that it makes for its run alone, which go when the run succeeds, as the author wrote them. */
  runTables?(params: P): readonly string[];
  /** Pure: the objects that it will look for, for whoever asks before the run. Throws what `render` throws. */
  sources?(params: P, render: TaskContext["render"]): readonly SourcePattern[];
  /** Throws UserErrors; any other exception is reported as a defect. */
  execute(params: P, context: TaskContext): Promise<TaskResult>;
}
