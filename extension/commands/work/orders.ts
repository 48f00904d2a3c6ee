import type { JsonObject } from "../../../protocol/json.ts";
import type { RunView } from "../../../protocol/rpc/workspace.ts";
import type { ClearRequest, RetryRequest, RunRequest } from "../../../protocol/work.ts";
import type { IntervalChoice } from "../ask/ask-interval.ts";

/** With whom a task runs. */
export type Reach = "alone" | "upstream" | "downstream";

export function runOrder(dagId: string, interval: IntervalChoice, params: JsonObject): RunRequest {
  return { kind: "run", dagId, ...interval, params };
}

/** A part of a DAG, for the interval of a run, or for the latest one. */
export function taskOrder(dagId: string, taskId: string, reach: Reach, interval: IntervalChoice): RunRequest {
  return { kind: "run", dagId, ...interval, task: selectionOf(taskId, reach), params: {} };
}

/** The selection as users of the command line write it: `+load`, `load+`. */
export function selectionOf(taskId: string, reach: Reach): string {
  if (reach === "upstream") return `+${taskId}`;
  return reach === "downstream" ? `${taskId}+` : taskId;
}

export function retryOrder(dagId: string, run: RunView | { readonly backfillId: string }): RetryRequest {
  return "runId" in run
    ? { kind: "retry", dagId, date: run.interval.start }
    : { kind: "retry", dagId, backfillId: run.backfillId };
}

export function clearOrder(
  run: RunView,
  taskId: string,
  { downstream, isOnlyReset }: Pick<ClearRequest, "downstream" | "isOnlyReset">,
): ClearRequest {
  return { kind: "clear", dagId: run.dagId, task: taskId, date: run.interval.start, downstream, isOnlyReset };
}
