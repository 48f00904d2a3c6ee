import type { BackfillView, RunDetail, RunView, WorkspaceView } from "../../../protocol/rpc/workspace.ts";
import type { RowChildren, TreeRow } from "../../trees/tree-row.ts";
import { backfillRow, isOpenBackfill } from "./backfill-row.ts";
import { loneEnded, type RunArchive } from "./run-archive.ts";
import { errorRow, runRow } from "./run-row.ts";
import type { RunWhat } from "./run-what.ts";

export interface RunsShown {
  readonly view: WorkspaceView;
  readonly archive: RunArchive;
  /** Of runs that are kept up to date. */
  readonly detail: (runId: string) => RunDetail | undefined;
  readonly now: number;
}

/**
 * What is open, then what has ended, the latest first. Runs of a backfill stand under it. One more row loads what ended
 * earlier.
 */
export function runRows(shown: RunsShown): {
  readonly rows: readonly TreeRow<RunWhat>[];
  readonly more?: RunWhat;
} {
  const { view, archive } = shown;
  const backfills = [...new Map([...archive.backfills, ...view.backfills.map(byId)]).values()];
  const openBackfills = backfills.filter(isOpenBackfill);
  const grouped = new Set(openBackfills.map(({ backfillId }) => backfillId));
  const loneOpen = view.openRuns.filter(({ backfillId }) => backfillId === null || !grouped.has(backfillId));
  const ended = [
    ...backfills
      .filter((backfill) => !isOpenBackfill(backfill))
      .map((backfill) => ({
        at: backfill.endedAt ?? backfill.createdAt,
        row: backfillRowOf(shown, backfill),
      })),
    ...loneEnded(archive, view).map((run) => ({
      at: run.endedAt ?? run.createdAt,
      row: runRowOf(shown, run),
    })),
  ].sort((a, b) => b.at - a.at);
  const { error } = archive.ended;
  const rows = [
    ...otherOwnerRows(view),
    ...openBackfills
      .toSorted((a, b) => b.createdAt - a.createdAt)
      .map((backfill) => backfillRowOf(shown, backfill)),
    ...loneOpen.map((run) => runRowOf(shown, run)),
    ...ended.map(({ row }) => row),
    ...(error === undefined ? [] : [errorRow(error)]),
  ];
  const hasMore = error === undefined && (archive.ended.hasMore || archive.hasMoreBackfills);
  // Before anything was fetched there is nothing to have more of.
  return hasMore && archive.ended.before !== undefined ? { rows, more: { kind: "older" } } : { rows };
}

function backfillRowOf(shown: RunsShown, backfill: BackfillView): TreeRow<RunWhat> {
  return backfillRow(backfill, backfillRuns(shown, backfill.backfillId), shown.now);
}

function backfillRuns(shown: RunsShown, backfillId: string): RowChildren<RunWhat> {
  const what: RunWhat = { kind: "backfill", backfillId };
  const list = shown.archive.ofBackfill.get(backfillId);
  if (list === undefined) return { kind: "lazy", what };
  const open = new Map(shown.view.openRuns.map((run) => [run.runId, run]));
  const runs = [...list.runs.values()]
    .map((run) => open.get(run.runId) ?? run)
    .sort((a, b) => compare(b.interval.start, a.interval.start));
  const rows = runs.map((run) => runRowOf(shown, run, true));
  if (list.error !== undefined) return { kind: "rows", rows: [...rows, errorRow(list.error)] };
  return { kind: "rows", rows, ...(list.hasMore && { more: what }) };
}

function runRowOf({ archive, detail, now }: RunsShown, run: RunView, isInBackfill = false): TreeRow<RunWhat> {
  return runRow(run, {
    isInBackfill,
    detail: detail(run.runId),
    error: archive.errors.get(run.runId),
    now,
  });
}

function otherOwnerRows({ otherOwner }: WorkspaceView): readonly TreeRow<RunWhat>[] {
  if (otherOwner === null) return [];
  const { pid, doing } = otherOwner;
  return [
    {
      key: "other owner",
      label: `Process ${pid} is at work here`,
      description: doing,
      icon: { icon: "lock" },
      tooltip: [
        `Process ${pid} drives the runs of this folder: ${doing}`,
        "What it does is shown here. Work that is started here is given to it, or waits until it has ended.",
      ],
    },
  ];
}

function byId(backfill: BackfillView): readonly [string, BackfillView] {
  return [backfill.backfillId, backfill];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
