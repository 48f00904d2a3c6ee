import type { DagSpec } from "../../protocol/dag.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { Session } from "../session.ts";
import { previewSchedules, type SchedulePreview } from "./preview.ts";

type History = Pick<Session, "history" | "now">;

/**
 * From now on the schedule starts no runs of the DAG, or does again; runs that are open go on. Gives what the schedule
 * was like before.
 */
export function setSchedulePaused(session: History, dag: DagSpec, isPaused: boolean): SchedulePreview {
  const before = previewOf(session, dag);
  const type = isPaused ? "schedule.paused" : "schedule.resumed";
  if (before.isPaused !== isPaused) session.history().append([{ type, at: session.now(), dagId: dag.id }]);
  return before;
}

/** Throws a UserError for a DAG without a schedule. */
export function previewOf(session: History, dag: DagSpec): SchedulePreview {
  const [preview] = previewSchedules([dag], session.history(), session.now());
  if (preview !== undefined) return preview;
  throw new UserError({
    code: "no-schedule",
    message: `${dag.id} has no schedule: nothing starts its runs but you.`,
    next: "`millrace pause` is for DAGs with a schedule, and for backfills.",
    position: dag.position,
  });
}
