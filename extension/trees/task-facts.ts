import type { CheckView, TaskView } from "../../protocol/rpc/workspace.ts";
import type { CheckOutcome } from "../../protocol/run.ts";
import { counted } from "../../protocol/text/counted.ts";
import { formatDuration } from "../../protocol/text/duration.ts";
import { shownLine } from "../../protocol/text/shown-text.ts";
import { ago, untilText } from "../text/time.ts";
import { joined } from "./parts.ts";

/** What a task instance came to, beside its state: `388 rows · 1.2 s`, `try 2 · retries in 4 min`, why it failed. */
export function taskFacts(task: TaskView, now: number): string {
  const { state, error, nextAt, tryNumber, startedAt, note } = task;
  return joined([
    state === "failed" && error !== null && shownLine(error.message),
    state === "running" && startedAt !== null && `running, started ${ago(startedAt, now)}`,
    tryNumber > 1 && `try ${tryNumber}`,
    state === "up_for_retry" && nextAt !== null && `retries ${untilText(nextAt, now)}`,
    state === "up_for_reschedule" && nextAt !== null && `looks again ${untilText(nextAt, now)}`,
    (state === "skipped" || state === "upstream_failed" || state === "cancelled") &&
      (note ?? state.replace("_", " ")),
    rowsText(task),
    // An error of checks names them.
    (state !== "failed" || error === null) && checksText(task.checks),
    durationText(task),
  ]);
}

/** Rows that its loads inserted or updated. */
function rowsText({ loads }: TaskView): string | undefined {
  if (loads.length === 0) return undefined;
  return counted(
    loads.reduce((rows, load) => rows + load.inserted + load.updated, 0),
    "row",
  );
}

/** Only what is wrong: which checks passed is in the view of checks. */
function checksText(checks: readonly CheckView[]): string | undefined {
  const count = (...outcomes: CheckOutcome[]): number =>
    checks.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const failed = count("fail", "error");
  const warned = count("warn");
  return (
    joined([failed > 0 && `${counted(failed, "check")} failed`, warned > 0 && counted(warned, "warning")]) ||
    undefined
  );
}

function durationText({ startedAt, endedAt }: TaskView): string | undefined {
  return startedAt === null || endedAt === null ? undefined : formatDuration(endedAt - startedAt);
}
