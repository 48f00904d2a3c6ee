import { listBackfills } from "../../../protocol/rpc/runs.ts";
import type {
  BackfillView,
  HistoryChanges,
  RunView,
  WorkspaceView,
} from "../../../protocol/rpc/workspace.ts";
import { isFinished } from "../../../protocol/run.ts";
import { errorText } from "../../runner-error.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import { NO_RUNS, nextRuns, type RunList } from "./run-list.ts";

/** What was fetched of one folder's history, beside what its model has. */
export interface RunArchive {
  /** Ended runs that are of no backfill are shown; the others are known too. */
  readonly ended: RunList;
  readonly backfills: ReadonlyMap<string, BackfillView>;
  readonly hasMoreBackfills: boolean;
  readonly ofBackfill: ReadonlyMap<string, RunList>;
  /** Why the task instances of a run could not be had, by its id. */
  readonly errors: ReadonlyMap<string, string>;
}

export const EMPTY_ARCHIVE: RunArchive = {
  ended: NO_RUNS,
  backfills: new Map(),
  hasMoreBackfills: true,
  ofBackfill: new Map(),
  errors: new Map(),
};

const ENDED = ["success", "failed", "cancelled"] as const;
const BACKFILLS = 50;

/** What changes in an archive: applied to the archive as it is when it arrives, not as it was when it was asked for. */
export type ArchiveChange = (archive: RunArchive) => RunArchive;

export async function loadOlder(model: WorkspaceModel, archive: RunArchive): Promise<ArchiveChange> {
  const client = (): ReturnType<WorkspaceModel["client"]> => model.client();
  const ended = await nextRuns(client, archive.ended, { states: ENDED }, (run) => run.backfillId === null);
  const more = archive.hasMoreBackfills ? await olderBackfills(model, archive) : undefined;
  return (now) => ({
    ...now,
    ended: withNewer(ended, now.ended),
    ...(more !== undefined && {
      backfills: new Map([...more.backfills, ...now.backfills]),
      hasMoreBackfills: more.hasMore,
    }),
  });
}

export async function loadBackfillRuns(
  model: WorkspaceModel,
  archive: RunArchive,
  backfillId: string,
): Promise<ArchiveChange> {
  const known = archive.ofBackfill.get(backfillId) ?? NO_RUNS;
  const list = await nextRuns(
    () => model.client(),
    known,
    { backfillId },
    () => true,
  );
  return (now) => {
    const newer = now.ofBackfill.get(backfillId);
    const merged = newer === undefined ? list : withNewer(list, newer);
    return { ...now, ofBackfill: new Map(now.ofBackfill).set(backfillId, merged) };
  };
}

/** The archive with what the history has told since. */
export function withChanges(archive: RunArchive, changes: HistoryChanges): RunArchive {
  if (changes.runs.length === 0 && changes.backfills.length === 0) return archive;
  const ofBackfill = new Map(archive.ofBackfill);
  for (const [backfillId, list] of ofBackfill) {
    const own = changes.runs.filter((run) => run.backfillId === backfillId || list.runs.has(run.runId));
    if (own.length > 0) ofBackfill.set(backfillId, withRuns(list, own));
  }
  const known = changes.backfills.filter(({ backfillId }) => archive.backfills.has(backfillId));
  return {
    ...archive,
    ended: withRuns(archive.ended, changes.runs),
    backfills: new Map([
      ...archive.backfills,
      ...known.map((backfill) => [backfill.backfillId, backfill] as const),
    ]),
    ofBackfill,
  };
}

/** Ended runs that stand by themselves. */
export function loneEnded(archive: RunArchive, { openRuns }: WorkspaceView): readonly RunView[] {
  const open = new Set(openRuns.map(({ runId }) => runId));
  return [...archive.ended.runs.values()].filter(
    ({ runId, backfillId, state }) => backfillId === null && isFinished(state) && !open.has(runId),
  );
}

export function withError(archive: RunArchive, runId: string, error: unknown): RunArchive {
  return { ...archive, errors: new Map(archive.errors).set(runId, errorText(error)) };
}

async function olderBackfills(
  model: WorkspaceModel,
  archive: RunArchive,
): Promise<{ readonly backfills: ReadonlyMap<string, BackfillView>; readonly hasMore: boolean } | undefined> {
  try {
    const { request } = await model.client();
    const answer = await request(listBackfills, { offset: archive.backfills.size, limit: BACKFILLS });
    const found = answer.backfills.map((backfill) => [backfill.backfillId, backfill] as const);
    return { backfills: new Map(found), hasMore: answer.hasMore };
  } catch {
    // The runs of the same page were refused too, and that list says why.
    return undefined;
  }
}

function withRuns(list: RunList, runs: readonly RunView[]): RunList {
  return { ...list, runs: new Map([...list.runs, ...runs.map((run) => [run.runId, run] as const)]) };
}

/** A page, with runs as they are in a list that has heard of changes meanwhile. */
function withNewer(page: RunList, heard: RunList): RunList {
  return { ...page, runs: new Map([...page.runs, ...heard.runs]) };
}
