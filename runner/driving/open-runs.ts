import type { RunEvent } from "../../protocol/event.ts";
import type { BackfillRecord, RunRecord } from "../../protocol/history.ts";
import type { RunState } from "../../protocol/run.ts";
import { isFinished, RUN_STATES } from "../../protocol/run.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { CancelRequest, ControlReply, ControlRequest } from "../../protocol/work.ts";
import { findBackfill } from "../planning/run-scope.ts";
import type { Store } from "../state/store.ts";

/** Why a run ended that somebody has cancelled. */
export const CANCELLED_BY_USER = "cancelled by the user";

/** Runs that have not ended, by what a control request finds them at. */
export interface OpenRuns {
  readonly waiting: readonly RunRecord[];
  readonly working: readonly RunRecord[];
}

/** The runs that a control request is about. Throws a UserError when there is none. */
export function openRuns(request: ControlRequest, store: Store): OpenRuns {
  const runs =
    request.kind === "pause" ? ofBackfill(store, request.backfillId, "pause") : inScope(request, store);
  return {
    waiting: runs.filter(({ state }) => state === "queued"),
    working: runs.filter(({ state }) => state === "running"),
  };
}

/** What a cancel comes to for open runs that nobody drives. */
export function cancelEvents(
  { scope }: CancelRequest,
  runs: readonly RunRecord[],
  store: Store,
  at: number,
): readonly RunEvent[] {
  const ends = runs.flatMap((run) => endOfRun(run, store, at));
  if (!("backfillId" in scope)) return ends;
  return [{ type: "backfill.cancelled", at, backfillId: scope.backfillId }, ...ends];
}

export function toReply({ waiting, working }: OpenRuns, pid: number | null): ControlReply {
  const ids = (runs: readonly RunRecord[]): readonly string[] => runs.map(({ runId }) => runId);
  return { waiting: ids(waiting), working: ids(working), pid };
}

function endOfRun({ runId }: RunRecord, store: Store, at: number): readonly RunEvent[] {
  const reason = CANCELLED_BY_USER;
  const open = store.tasks(runId).filter(({ state }) => !isFinished(state));
  return [
    ...open.map(({ taskId }) => ({ type: "task.cancelled" as const, at, runId, taskId, reason })),
    { type: "run.finished", at, runId, state: "cancelled", reason },
  ];
}

function inScope({ scope }: CancelRequest, store: Store): readonly RunRecord[] {
  if ("backfillId" in scope) return ofBackfill(store, scope.backfillId, "cancel");
  if ("dagId" in scope) {
    const open = store.runs({ dagId: scope.dagId, states: ["queued", "running"] });
    if (open.length > 0) return open;
    throw nothingOpen(scope.dagId, store.latestRun(scope.dagId)?.state);
  }
  const runs = scope.runIds.flatMap((runId) => store.run(runId) ?? []);
  const open = runs.filter(({ state }) => !isFinished(state));
  if (open.length > 0) return open;
  throw nothingOpen(scope.runIds.join(", "), runs[0]?.state);
}

function ofBackfill(store: Store, backfillId: string, verb: "pause" | "cancel"): readonly RunRecord[] {
  const backfill = findBackfill(store, backfillId);
  const open = store.runs({ backfillId, states: ["queued", "running"] });
  if (open.length > 0) return open;
  throw new UserError({
    code: `nothing-to-${verb}`,
    message: `There is nothing to ${verb} in the backfill ${backfillId}: its runs have ended, ${countsText(backfill)}.`,
    next: "`millrace backfills` lists all backfills.",
  });
}

/** `28 success, 2 failed`. */
function countsText({ counts }: BackfillRecord): string {
  return RUN_STATES.filter((state) => counts[state] > 0)
    .map((state) => `${counts[state]} ${state}`)
    .join(", ");
}

function nothingOpen(what: string, state: RunState | undefined): UserError {
  return new UserError({
    code: "nothing-to-cancel",
    message:
      state === undefined
        ? `There is nothing to cancel: ${what} has not run yet.`
        : `There is nothing to cancel: no run of ${what} is open, the last one is ${state}.`,
    next: "`millrace status` shows what is running.",
  });
}
