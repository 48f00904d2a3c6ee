import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunnerClient } from "../../../extension/runner-client.ts";
import {
  EMPTY_ARCHIVE,
  type RunArchive,
  withChanges,
} from "../../../extension/surfaces/runs-tree/run-archive.ts";
import { NO_RUNS, nextRuns } from "../../../extension/surfaces/runs-tree/run-list.ts";
import { runRows } from "../../../extension/surfaces/runs-tree/run-rows.ts";
import { runsBadge } from "../../../extension/surfaces/runs-tree/runs-badge.ts";
import type { ListRunsParams } from "../../../protocol/rpc/runs.ts";
import type { RunView, WorkspaceView } from "../../../protocol/rpc/workspace.ts";
import { day } from "../../helpers/dag-specs.ts";
import { backfillView, changesOf, runDetailOf, runView, taskView, viewOf } from "../model/samples.ts";
import { outline } from "./outline.ts";

const NOW = 1_000_000_000;

function shown(view: WorkspaceView, archive: RunArchive, ...details: readonly string[]): string {
  const detail = (runId: string) =>
    details.includes(runId)
      ? runDetailOf(
          runView(runId),
          taskView("load", { state: "failed", error: { code: "c", message: "No disk.", retryable: true } }),
        )
      : undefined;
  const { rows, more } = runRows({ view, archive, detail, now: NOW });
  return `${outline(rows)}${more === undefined ? "" : `\n+ ${JSON.stringify(more)}`}`;
}

function listOf(runs: readonly RunView[], hasMore = false): RunArchive["ended"] {
  return { runs: new Map(runs.map((run) => [run.runId, run])), before: "x", hasMore };
}

const ended = (runId: string, endedAt: number, rest: Partial<RunView> = {}): RunView =>
  runView(runId, { label: runId, state: "success", startedAt: endedAt - 4300, endedAt, ...rest });

test("what is open stands first, with progress; what has ended after it, the latest first", () => {
  const counts = { queued: 16, running: 2, success: 11, failed: 1, cancelled: 0 };
  const openRuns = [
    runView("b-run", { backfillId: "b3" }),
    runView("alone", { label: "2018-11-05", taskCounts: { success: 2, failed: 1, running: 1, none: 5 } }),
  ];
  const view = viewOf([], {
    openRuns,
    backfills: [
      backfillView("b3", { counts }),
      backfillView("b2", {
        state: "failed",
        endedAt: NOW - 180_000,
        counts: { ...counts, queued: 0, running: 0 },
      }),
    ],
    otherOwner: { pid: 42, doing: "backfill sparkify" },
  });
  const archive: RunArchive = {
    ...EMPTY_ARCHIVE,
    hasMoreBackfills: false,
    ended: listOf(
      [
        ended("older", NOW - 300_000),
        ended("newer", NOW - 60_000, { state: "failed", shown: "failed" }),
        ended("of-b2", NOW - 90_000, { backfillId: "b2" }),
        ended("alone", NOW - 90_000),
      ],
      true,
    ),
    ofBackfill: new Map([["b2", listOf([ended("of-b2", NOW - 90_000, { backfillId: "b2" })])]]),
  };
  assert.equal(
    shown(view, archive, "alone"),
    `
(lock) Process 42 is at work here | backfill sparkify
(sync~spin) Backfill b3 | d · 12 of 30 · 1 failed · 2026-01-01 to 2026-01-03
  ? {"kind":"backfill","backfillId":"b3"}
(sync~spin) 2018-11-05 | d · running · 3 of 9 tasks · 1 failed
  (error) load | No disk.
(error) newer | d · failed · 4.3 s · 1 min ago
  ? {"kind":"instances","runId":"newer"}
(error) Backfill b2 | d · failed · 1 failed · 12 runs · 3 min ago
  (pass) of-b2 | 4.3 s · 1 min ago
    ? {"kind":"instances","runId":"of-b2"}
(pass) older | d · 4.3 s · 5 min ago
  ? {"kind":"instances","runId":"older"}
+ {"kind":"older"}`.trim(),
  );
  assert.deepEqual(runsBadge([view]), { value: 2, tooltip: "2 running" });
});

test("rows have the words that their menus look for", () => {
  const view = viewOf([], {
    openRuns: [runView("r")],
    backfills: [backfillView("b1", { state: "paused" }), backfillView("b2", { state: "success" })],
  });
  const archive = {
    ...EMPTY_ARCHIVE,
    ended: listOf([ended("e", 2, { state: "failed" })]),
  };
  const { rows } = runRows({ view, archive, detail: () => undefined, now: NOW });
  assert.deepEqual(
    rows.map(({ label, words }) => `${label} ${words?.join(" ")}`),
    [
      "Backfill b1 backfill named backfill-resumable backfill-open",
      "2026-01-01 run named run-open",
      "e run named run-ended run-failed",
      "Backfill b2 backfill named",
    ],
  );
});

test("what could not be fetched is said", () => {
  const archive: RunArchive = {
    ...EMPTY_ARCHIVE,
    ended: { ...NO_RUNS, before: "x", error: "The runner ended." },
  };
  assert.equal(shown(viewOf([]), archive), "(error) The runner ended.");
});

test("changes reach what was fetched", () => {
  const archive: RunArchive = {
    ...EMPTY_ARCHIVE,
    ofBackfill: new Map([["b1", listOf([runView("one", { backfillId: "b1" })])]]),
  };
  const runs = [
    ended("one", NOW, { backfillId: "b1" }),
    ended("two", NOW, { backfillId: "b1" }),
    ended("lone", NOW),
  ];
  const now = withChanges(archive, changesOf(1, { runs }));
  assert.deepEqual(
    [...(now.ofBackfill.get("b1")?.runs.values() ?? [])].map(({ state }) => state),
    ["success", "success"],
  );
  assert.ok(now.ended.runs.has("lone"));
});

/** A runner with these runs, newest interval first, that gives pages of so many. */
function runnerWith(
  runs: readonly RunView[],
  pageSize: number,
): { client: () => Promise<Pick<RunnerClient, "request">>; asked: ListRunsParams[] } {
  const asked: ListRunsParams[] = [];
  const request = async (_message: unknown, params: unknown): Promise<never> => {
    const wanted = params as ListRunsParams;
    asked.push(wanted);
    const rest = runs.filter(({ interval }) => wanted.before === undefined || interval.start < wanted.before);
    return { runs: rest.slice(0, pageSize), hasMore: rest.length > pageSize } as never;
  };
  return { client: async () => ({ request }), asked };
}

test("pages lose no run, though two DAGs have runs of one interval", async () => {
  const runs = [5, 4, 3, 2, 1, 0].flatMap((at) =>
    ["a", "b"].map((dagId) => runView(`${dagId}${at}`, { dagId, interval: day(at) })),
  );
  const { client } = runnerWith(runs, 3);
  const list = await nextRuns(client, NO_RUNS, {}, () => true);
  const all = list.hasMore ? await nextRuns(client, list, {}, () => true) : list;
  assert.deepEqual([...all.runs.keys()].sort(), runs.map(({ runId }) => runId).sort());
  assert.equal(all.hasMore, false);
});

test("a page of one interval alone comes to its end", async () => {
  const runs = ["a", "b", "c", "d"].map((dagId) => runView(dagId, { dagId, interval: day(1) }));
  const { client, asked } = runnerWith([...runs, runView("old", { interval: day(0) })], 2);
  let list = await nextRuns(client, NO_RUNS, {}, () => true);
  for (let more = 0; more < 3 && list.hasMore; more++) list = await nextRuns(client, list, {}, () => true);
  assert.ok(list.runs.has("old"));
  assert.ok(asked.length <= 5, `${asked.length} pages`);
});

test("a runner that refuses leaves what was fetched, and says why", async () => {
  const refused = async (): Promise<never> => {
    throw new Error("The runner ended.");
  };
  const list = await nextRuns(refused, listOf([runView("a")], true), {}, () => true);
  assert.deepEqual([[...list.runs.keys()], list.error], [["a"], "The runner ended."]);
});
