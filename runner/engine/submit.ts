import type { RunEvent } from "../../protocol/event.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { RunKind } from "../../protocol/run.ts";
import { assertNever } from "../../protocol/user-error.ts";
import type { PlannedRun } from "../../protocol/work.ts";
import { inOrder } from "../core/redo-plan.ts";
import { someNames } from "../core/some-names.ts";
import type { Store } from "../state/store.ts";
import { makeRunId } from "./run-id.ts";

export interface Submission {
  readonly dagId: string;
  readonly kind: RunKind;
  readonly runs: readonly PlannedRun[];
  /** Of runs that begin; without any, runs that are done again keep their own. */
  readonly params?: JsonObject;
  /** Tasks of the DAG that the user has left out. */
  readonly leftOut?: readonly string[];
  readonly backfillId?: string;
}

/** The events that make a plan's runs real, in its order. */
export function submissionEvents(submission: Submission, store: Store, at: number): readonly RunEvent[] {
  const before = previousRuns(submission, store);
  return submission.runs.flatMap((planned) => eventOf(planned, submission, before, store, at) ?? []);
}

function eventOf(
  planned: PlannedRun,
  { dagId, kind, params, leftOut = [], backfillId }: Submission,
  before: ReadonlyMap<string, string>,
  store: Store,
  at: number,
): RunEvent | undefined {
  const { action, interval, taskIds } = planned;
  const backfill = backfillId === undefined ? {} : { backfillId };
  const without = leftOut.length === 0 ? {} : { leftOut };
  switch (action) {
    case "skip":
      return undefined;
    case "create": {
      const previousRunId = before.get(interval.start);
      return {
        type: "run.created",
        at,
        runId: makeRunId(dagId, kind, interval),
        dagId,
        kind,
        interval,
        params: params ?? {},
        taskIds,
        ...(previousRunId !== undefined && { previousRunId }),
        ...backfill,
      };
    }
    case "resume":
      return { type: "run.reopened", at, runId: idOf(planned), taskIds, ...without, ...backfill };
    case "rerun": {
      const runId = idOf(planned);
      const anew = { params: params ?? store.run(runId)?.params ?? {}, interval };
      return { type: "run.reopened", at, runId, taskIds, anew, ...without, ...backfill };
    }
    case "clear":
      return {
        type: "run.cleared",
        at,
        runId: idOf(planned),
        taskIds,
        reason: `cleared: ${someNames(taskIds)}`,
      };
    default:
      return assertNever(action);
  }
}

/** For each run that begins, by the start of its interval: the run of the nearest earlier one, there or beginning too. */
function previousRuns({ dagId, kind, runs }: Submission, store: Store): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let newest: { readonly runId: string; readonly start: string } | undefined;
  for (const { action, interval } of inOrder(runs, "asc")) {
    if (action !== "create") continue;
    const stored = store.runBefore(dagId, interval.start);
    const isNewer = newest !== undefined && (stored === undefined || newest.start > stored.interval.start);
    const runId = isNewer ? newest?.runId : stored?.runId;
    if (runId !== undefined) found.set(interval.start, runId);
    newest = { runId: makeRunId(dagId, kind, interval), start: interval.start };
  }
  return found;
}

function idOf({ runId }: PlannedRun): string {
  if (runId === undefined) throw new Error("A planned run that is there already has an id.");
  return runId;
}
