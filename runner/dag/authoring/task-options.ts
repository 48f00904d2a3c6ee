import type { Duration } from "../../../protocol/duration.ts";
import type { TriggerRule } from "../../../protocol/trigger-rule.ts";

/** A task, as its operator function returns it: for `after` of later tasks and for `chain`. */
export interface TaskHandle {
  /** Full id, with the ids of its groups before it: `staging.events`. */
  readonly id: string;
  readonly kind: "task";
}

/** A group of tasks. In `after` it stands for its last tasks. */
export interface GroupHandle {
  readonly id: string;
  readonly kind: "group";
}

/** A check, for the `checks` of a task. */
export interface CheckHandle {
  readonly kind: "check";
}

/** What to wait for: a task, a group, or the id of one (inside a group its own ids come first). */
export type Upstream = TaskHandle | GroupHandle | string;

/** Options of every task, whatever its operator. What is left out comes from the DAG's `defaults`. */
export interface TaskOptions extends TaskDefaults {
  /** Tasks or groups that must end before this task starts: one or a list. */
  readonly after?: Upstream | readonly Upstream[];
  readonly description?: string;
  /** Slots of its pool that the task takes while it runs. Default 1. */
  readonly poolSlots?: number;
  /** Checks of the data that follow the task's work. One that fails makes the task fail. */
  readonly checks?: readonly CheckHandle[];
}

/** Options that a DAG can set for all its tasks at once. */
export interface TaskDefaults {
  /** When the task may start, given the states of its upstream tasks. Default `all_success`. */
  readonly triggerRule?: TriggerRule;
  /** Tries after the first one. Default 0. */
  readonly retries?: number;
  /** Time between two tries. Default `5m`. */
  readonly retryDelay?: Duration;
  /** Double the delay after every try, up to `maxRetryDelay`. */
  readonly retryExponentialBackoff?: boolean;
  readonly maxRetryDelay?: Duration;
  /** Longest running time of one try; then it fails. Default: no limit. */
  readonly executionTimeout?: Duration;
  /** Wait until the same task of the run before has succeeded. */
  readonly dependsOnPast?: boolean;
  /** The pool whose slots the task takes, from `pools` in `millrace.json`. Default `default`. */
  readonly pool?: string;
}

/** The options that are not parameters of the operator. `after` and `checks` are taken apart before. */
export const TASK_OPTION_NAMES = [
  "description",
  "triggerRule",
  "retries",
  "retryDelay",
  "retryExponentialBackoff",
  "maxRetryDelay",
  "executionTimeout",
  "dependsOnPast",
  "pool",
  "poolSlots",
] as const satisfies readonly (keyof TaskOptions)[];
