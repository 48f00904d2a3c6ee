import type { RunEvent } from "../../protocol/event.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { RunKind } from "../../protocol/run.ts";
import { assertNever } from "../../protocol/user-error.ts";
import type { PlannedRun } from "../core/backfill-plan.ts";
import type { Store } from "../state/store.ts";
import { makeRunId } from "./run-id.ts";

export interface Submission {
  readonly dagId: string;
  readonly kind: RunKind;
  readonly runs: readonly PlannedRun[];
  readonly params: JsonObject;
  readonly backfillId?: string;
}

/** The events that make a plan's runs real, in the order of their intervals. */
export function submissionEvents(submission: Submission, store: Store, at: number): readonly RunEvent[] {
  const events: RunEvent[] = [];
  const backfill = submission.backfillId === undefined ? {} : { backfillId: submission.backfillId };
  let newest: { runId: string; start: string } | undefined;
  for (const planned of submission.runs) {
    const { interval } = planned;
    switch (planned.action) {
      case "skip":
        break;
      case "resume":
      case "rerun":
        if (planned.runId === undefined) throw new Error("A planned run that is there already has an id.");
        events.push({
          type: "run.reopened",
          at,
          runId: planned.runId,
          taskIds: planned.taskIds,
          ...(planned.action === "rerun" && { anew: { params: submission.params, interval } }),
          ...backfill,
        });
        break;
      case "create": {
        const runId = makeRunId(submission.dagId, submission.kind, interval);
        const stored = store.runBefore(submission.dagId, interval.start);
        const before =
          newest !== undefined && (stored === undefined || newest.start > stored.interval.start)
            ? newest.runId
            : stored?.runId;
        events.push({
          type: "run.created",
          at,
          runId,
          dagId: submission.dagId,
          kind: submission.kind,
          interval,
          params: submission.params,
          taskIds: planned.taskIds,
          ...(before === undefined ? {} : { previousRunId: before }),
          ...backfill,
        });
        newest = { runId, start: interval.start };
        break;
      }
      default:
        assertNever(planned.action);
    }
  }
  return events;
}
