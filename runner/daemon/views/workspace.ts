import type { CheckView, TargetView, WorkspaceView } from "../../../protocol/rpc/workspace.ts";
import { UserError } from "../../../protocol/user-error.ts";
import type { Target } from "../../config/target-config.ts";
import type { Project } from "../../project.ts";
import type { Session } from "../../session.ts";
import { sqlFilesOf } from "../../sql-files.ts";
import { dagViews, noRuns } from "./dags.ts";
import { backfillView, checkView, openRuns } from "./runs.ts";
import type { ViewSource } from "./view-source.ts";
import { viewSource } from "./view-source.ts";

/** Backfills of a view that have ended. */
const SHOWN_BACKFILLS = 50;

/** Everything that a client shows before it asks for more. */
export function workspaceViewOf(session: Session, project: Project): WorkspaceView {
  const targets = Object.values(project.config.targets).map(targetView);
  const { problems, broken } = project;
  const common = { targets, problems, broken };
  const target = chosenTarget(session);
  // Where the history is depends on the target: without one that is there is nothing to show of it.
  if (target === "missing" || !isWorkspace(project))
    return { ...common, ...withoutHistory(session, project) };
  const source = viewSource(session, project);
  const { store } = source;
  // First of all: what happens from now on is told of.
  const seq = store.lastSeq();
  return {
    ...common,
    target: target === undefined ? null : targetView(target),
    dags: dagViews(source),
    openRuns: openRuns(source),
    backfills: shownBackfills(source),
    checks: latestChecks(source),
    otherOwner: otherOwnerOf(source),
    seq,
  };
}

/** Looking into a folder that is no workspace leaves nothing there. */
export function isWorkspace(project: Project): boolean {
  return project.dags.length + project.broken.length > 0;
}

export function otherOwnerOf({ owner }: Pick<ViewSource, "owner">): WorkspaceView["otherOwner"] {
  if (owner === undefined || owner.pid === process.pid) return null;
  return { pid: owner.pid, doing: owner.doing };
}

/** The latest result of each check that is still in a DAG file. */
export function latestChecks({ project, store }: ViewSource): readonly CheckView[] {
  const known = new Set(
    project.dags.flatMap((dag) =>
      dag.tasks.flatMap((task) => task.checks.map(({ name }) => keyOf(dag.id, task.id, name))),
    ),
  );
  return store
    .latestChecks()
    .filter(({ dagId, taskId, name }) => known.has(keyOf(dagId, taskId, name)))
    .map((check) => checkView(check, store));
}

function keyOf(dagId: string, taskId: string, name: string): string {
  return JSON.stringify([dagId, taskId, name]);
}

function shownBackfills(source: ViewSource): WorkspaceView["backfills"] {
  let ended = 0;
  return source.store
    .backfills()
    .filter(({ counts }) => counts.queued + counts.running > 0 || ended++ < SHOWN_BACKFILLS)
    .map((backfill) => backfillView(backfill, source));
}

function chosenTarget(session: Session): Target | undefined | "missing" {
  try {
    return session.target;
  } catch (error) {
    if (error instanceof UserError) return "missing";
    throw error;
  }
}

function targetView({ name, description, production = false, readOnly = false }: Target): TargetView {
  return { name, ...(description !== undefined && { description }), production, readOnly };
}

function withoutHistory(
  { workspace }: Session,
  project: Project,
): Omit<WorkspaceView, "targets" | "problems" | "broken"> {
  const dags = project.dags.map((spec) => {
    const sqlFiles = sqlFilesOf(spec, workspace);
    return { spec, counts: noRuns(), lastRun: null, schedule: null, sqlFiles };
  });
  return { target: null, dags, openRuns: [], backfills: [], checks: [], otherOwner: null, seq: 0 };
}
