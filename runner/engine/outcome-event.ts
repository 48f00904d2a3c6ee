import type { RunEvent } from "../../protocol/event.ts";
import { retryAt } from "../core/retry.ts";
import type { EngineState } from "../core/state.ts";
import type { Outcome, TryRequest } from "./execute.ts";
import { withSkippedChecks } from "./skipped-checks.ts";

/** What the outcome of a try is in the history. Nothing when its run has ended without it. */
export function outcomeEvent(
  request: TryRequest,
  outcome: Outcome,
  state: EngineState,
  now: number,
): RunEvent | readonly [] {
  const run = state.runs.get(request.run.id);
  const task = run?.tasks.get(request.task.id);
  if (run === undefined || task === undefined) return [];
  const at = { at: now, runId: run.id, taskId: task.taskId };
  // A load that committed before the cancel reached it did happen, and the history says so.
  if (run.cancelling !== undefined && outcome.kind !== "success") {
    const committed = outcome.kind === "failed" && outcome.isLoaded === true ? outcome.loads : undefined;
    return { type: "task.cancelled", ...at, reason: run.cancelling, ...(committed && { committed }) };
  }
  switch (outcome.kind) {
    case "success":
      return {
        type: "task.succeeded",
        ...at,
        loads: outcome.loads,
        checks: outcome.checks,
        ...(outcome.note === undefined ? {} : { note: outcome.note }),
      };
    case "skipped":
      return { type: "task.skipped", ...at, reason: outcome.reason };
    case "waiting":
      return { type: "task.rescheduled", ...at, until: outcome.until, note: outcome.note };
    case "failed": {
      const again = retryAt(request.task, task.retriesUsed, outcome.error.retryable, now);
      const { error, loads, checks, mayRepeat = false } = outcome;
      const isDone = outcome.isLoaded ?? request.isLoaded;
      // What may be repeated is: late data may be there by then, or its SQL mended.
      const isLoaded = isDone && !mayRepeat;
      return {
        type: "task.failed",
        ...at,
        error,
        loads,
        checks: again === undefined ? withSkippedChecks(request.task, checks, isDone) : checks,
        ...(again !== undefined && { retryAt: again }),
        ...(isLoaded && { isLoaded }),
      };
    }
  }
}
