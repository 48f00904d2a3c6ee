import type { BackfillRecord, RunRecord } from "../../protocol/history.ts";
import type { RecoveredRuns } from "../../protocol/rpc/work.ts";
import { UserError } from "../../protocol/user-error.ts";
import { planResume } from "../core/redo-plan.ts";
import type { Driver } from "../driver.ts";
import { existingRun } from "../engine/existing-run.ts";
import { INTERRUPTED_REASON } from "../engine/recover.ts";
import type { Submission } from "../engine/submit.ts";
import type { Session } from "../session.ts";
import type { DaemonLog } from "./daemon-log.ts";
import { EDITOR } from "./desk.ts";
import type { OpenTarget } from "./open-target.ts";
import { textOf } from "./refusal.ts";

/** Whether a daemon was killed while it had runs on this target. */
export function hasDeadDaemon(session: Session): boolean {
  return session.deadOwner()?.doing === EDITOR;
}

/**
 * Goes on with the runs of a daemon that was killed. What somebody has cancelled or paused stays so, and what a
 * schedule has started is the scheduler's. To be called before the workspace is taken otherwise.
 */
export async function resumeInterrupted(
  { session, desk }: OpenTarget,
  log: DaemonLog,
): Promise<RecoveredRuns | undefined> {
  const dead = session.deadOwner();
  if (dead?.doing !== EDITOR) return undefined;
  if (session.target?.readOnly === true) return undefined;
  if (session.target?.production === true) return { runIds: [], waiting: leftOpen(session) };
  await session.project();
  const runIds = await desk.withDriver(undefined, (driver) => {
    // Also what the next daemon had put right when it was killed itself.
    const runs = interrupted(session, dead.since);
    return groups(runs).flatMap((group) => submit(group, session, driver, log));
  });
  return { runIds, waiting: [] };
}

function leftOpen(session: Session): readonly string[] {
  const history = session.history();
  return history.unfinishedRuns().flatMap((run) => (isWanted(run, session) ? [run.runId] : []));
}

function interrupted(session: Session, since: number): readonly RunRecord[] {
  return session
    .history()
    .runs({ states: ["cancelled"] })
    .filter((run) => run.reason === INTERRUPTED_REASON && (run.endedAt ?? 0) >= since)
    .filter((run) => isWanted(run, session));
}

function isWanted({ kind, backfillId }: RunRecord, session: Session): boolean {
  if (backfillId === null) return kind !== "scheduled";
  return session.history().backfill(backfillId)?.pausedAt === null;
}

/** Runs of one DAG and backfill, or of none. */
function groups(runs: readonly RunRecord[]): readonly (readonly [RunRecord, ...RunRecord[]])[] {
  const grouped = Map.groupBy(runs, ({ dagId, backfillId, kind }) =>
    JSON.stringify([dagId, backfillId, backfillId === null ? kind : null]),
  );
  return [...grouped.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [[first, ...others] as const],
  );
}

function submit(
  runs: readonly [RunRecord, ...RunRecord[]],
  session: Session,
  driver: Driver,
  log: DaemonLog,
): readonly string[] {
  const [{ dagId, kind, backfillId }] = runs;
  const history = session.history();
  const backfill = backfillId === null ? undefined : history.backfill(backfillId);
  try {
    const dag = driver.dag(dagId);
    const all = dag.tasks.map(({ id }) => id);
    const part = partOf(backfill, all);
    const existing = runs.flatMap(({ interval }) => existingRun(history, dagId, interval) ?? []);
    const sorted = existing.toSorted((a, b) => (a.interval.start < b.interval.start ? -1 : 1));
    const ordered = backfill?.order === "desc" ? sorted.toReversed() : sorted;
    const submission: Submission = {
      dagId,
      kind,
      runs: planResume({ runs: ordered, taskIds: part, isSelection: part.length < all.length }),
      leftOut: all.filter((id) => !part.includes(id)),
      ...(backfillId !== null && { backfillId }),
    };
    return driver.submit(submission);
  } catch (error) {
    // Its file is gone or broken: its runs stay interrupted, and the others go on.
    log(`${dagId} is not resumed: ${error instanceof UserError ? error.message : textOf(error)}`);
    return [];
  }
}

function partOf(backfill: BackfillRecord | undefined, all: readonly string[]): readonly string[] {
  if (backfill === undefined || backfill.taskIds === null) return all;
  const part = new Set(backfill.taskIds);
  return all.filter((id) => part.has(id));
}
