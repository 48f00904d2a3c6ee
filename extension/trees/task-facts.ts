import type { CheckView, TaskView } from "../../protocol/rpc/workspace.ts";
import type { CheckOutcome } from "../../protocol/run.ts";
import { counted } from "../../protocol/text/counted.ts";
import { shownLine } from "../../protocol/text/shown-text.ts";
import { joined } from "../text/joined.ts";
import { rowsText, tookText } from "../text/run-texts.ts";
import { ago, untilText } from "../text/time.ts";

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
    tookText(task),
  ]);
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
