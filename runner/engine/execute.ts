import type { DagSpec, TaskSpec } from "../../protocol/dag.ts";
import type { TaskError } from "../../protocol/event.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { CheckResult, DataInterval, RowCounts, RunKind } from "../../protocol/run.ts";

/** One try (or one look of a sensor) to be made. */
export interface TryRequest {
  readonly dag: DagSpec;
  readonly task: TaskSpec;
  readonly run: {
    readonly id: string;
    readonly kind: RunKind;
    readonly interval: DataInterval;
    readonly params: JsonObject;
  };
  readonly tryNumber: number;
  readonly tryId: string;
  /** The work of an earlier try is committed: only the task's checks are to be evaluated. */
  readonly isLoaded: boolean;
  readonly waiting: { readonly pokes: number; readonly since: number };
  readonly signal: AbortSignal;
}

/** How it went. Never a rejection: every failure is an outcome. */
export type Outcome =
  | {
      readonly kind: "success";
      readonly loads: readonly RowCounts[];
      readonly checks: readonly CheckResult[];
      readonly note?: string;
    }
  | { readonly kind: "skipped"; readonly reason: string }
  | { readonly kind: "waiting"; readonly until: number; readonly note: string }
  | {
      readonly kind: "failed";
      readonly error: TaskError;
      readonly loads: readonly RowCounts[];
      readonly checks: readonly CheckResult[];
      /** The task's own work was done and is committed; what failed came after it. */
      readonly isLoaded?: boolean;
      /** Doing that work once more does no harm. */
      readonly mayRepeat?: boolean;
    };

/** Makes tries real. The engine knows nothing else of operators, warehouses and files. */
export interface Executor {
  execute(request: TryRequest): Promise<Outcome>;
  /** After a run of all its DAG's tasks has ended in success: what belonged to it alone goes. Must not reject. */
  cleanUp(dag: DagSpec, run: TryRequest["run"]): Promise<void>;
}
