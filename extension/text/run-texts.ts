import type { DagView, RunView, TaskView } from "../../protocol/rpc/workspace.ts";
import { counted } from "../../protocol/text/counted.ts";
import { formatDuration } from "../../protocol/text/duration.ts";
import { joined } from "./joined.ts";

/** `success · 2018-11-30 · 12.3 s` */
export function runText(run: RunView): string {
  return joined([run.shown, run.label, tookText(run)]);
}

/** As `runText` of the DAG's last run; `not run yet`. */
export function lastRunText({ lastRun }: DagView): string {
  return lastRun === null ? "not run yet" : runText(lastRun.run);
}

/** `success · 1.2 s · 388 rows` */
export function taskText(task: TaskView): string {
  return joined([task.state.replaceAll("_", " "), tookText(task), rowsText(task)]);
}

/** Rows that its loads inserted or updated; empty for tasks that load nothing. */
export function rowsText({ loads }: Pick<TaskView, "loads">): string {
  if (loads.length === 0) return "";
  return counted(
    loads.reduce((rows, load) => rows + load.inserted + load.updated, 0),
    "row",
  );
}

/** How long it took; empty when it has not ended. */
export function tookText({ startedAt, endedAt }: Pick<RunView, "startedAt" | "endedAt">): string {
  return startedAt === null || endedAt === null ? "" : formatDuration(endedAt - startedAt);
}
