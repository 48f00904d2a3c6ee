import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { previewOf } from "../../../extension/surfaces/backfill-form/preview.ts";
import type { PlanFacts, RunFacts } from "../../../protocol/plan-facts.ts";
import type { PlanView } from "../../../protocol/rpc/work.ts";
import type { PlannedRun } from "../../../protocol/work.ts";
import { ANSWERS, spec } from "./dags.ts";

const NO_FACTS: RunFacts = { sources: null, usual: null, repeats: [], goneStaging: [] };
const LOADED = Date.parse("2026-11-20T12:00:00Z");

interface Given {
  readonly run: Partial<PlannedRun>;
  readonly facts?: Partial<RunFacts>;
}

function view(given: readonly Given[], facts: Partial<PlanFacts> = {}, params = {}): PlanView {
  const dag = spec({ params: { region: { type: "string", default: "eu" } } });
  const day = (index: number): string => `2018-11-${String(index + 1).padStart(2, "0")}`;
  return {
    plan: {
      order: {
        ...ANSWERS,
        kind: "backfill",
        dagId: dag.id,
        maxActiveRuns: 4,
        params: { region: "eu", ...params },
      },
      dag,
      runKind: "backfill",
      taskIds: ["stage", "load"],
      runs: given.map(({ run }, index) => ({
        interval: { start: `${day(index)}T00:00:00.000Z`, end: `${day(index + 1)}T00:00:00.000Z` },
        state: "none",
        action: "create",
        reason: "no run yet",
        taskIds: ["stage", "load"],
        ...run,
      })),
    },
    facts: {
      runs: given.map((one) => ({ ...NO_FACTS, ...one.facts })),
      sharedSources: [],
      estimate: null,
      notes: [],
      ...facts,
    },
    labels: given.map((_, index) => day(index)),
  };
}

const skip: Partial<PlannedRun> = {
  state: "success",
  action: "skip",
  reason: "succeeded before",
  taskIds: [],
};

describe("the preview of a backfill form", () => {
  it("sums up in words", () => {
    const { summary, runs, duplicates } = previewOf(
      view(
        [
          { run: {} },
          { run: {}, facts: { sources: { state: "missing", files: 0, bytes: 0, missing: ["a.json"] } } },
          {
            run: { action: "rerun" },
            facts: { repeats: [{ taskId: "load", table: "t", effect: "duplicates", loadedAt: LOADED }] },
          },
          { run: { action: "resume", taskIds: ["load"] } },
          { run: skip },
        ],
        { estimate: { ms: 370_000, runsAtATime: 4 } },
      ),
    );
    assert.equal(
      summary,
      "5 runs: 2 new, 1 resumed, 1 again, 1 left out; files missing for 1; 1 load would duplicate rows; about 6 min with 4 at a time",
    );
    assert.deepEqual([runs, duplicates], [4, 1]);
  });

  it("has a row for each run", () => {
    const { rows } = previewOf(
      view([
        {
          run: { state: "failed", action: "resume", reason: "load failed", taskIds: ["load"] },
          facts: {
            sources: { state: "there", files: 2, bytes: 2048, missing: [] },
            usual: { ms: 3300, of: "runs", samples: 4 },
          },
        },
        { run: skip },
      ]),
    );
    assert.deepEqual(rows, [
      {
        label: "2018-11-01",
        state: "failed",
        action: "resume",
        actionText: "resume",
        mark: null,
        reason: "load failed",
        tasks: "load",
        files: "2 (2 kB)",
        isMissingFiles: false,
        usual: "3.3 s",
      },
      {
        label: "2018-11-02",
        state: "success",
        action: "skip",
        actionText: "left out",
        mark: null,
        reason: "succeeded before",
        tasks: "",
        files: "",
        isMissingFiles: false,
        usual: "",
      },
    ]);
  });

  it("tells once of all runs in which a load would be repeated, and names ten of them", () => {
    const repeats = (effect: "duplicates" | "unknown") => [
      { taskId: "load", table: effect === "unknown" ? null : "plays", effect, loadedAt: LOADED },
    ];
    const again = Array.from({ length: 12 }, () => ({
      run: { action: "rerun" } as const,
      facts: { repeats: repeats("duplicates") },
    }));
    const { notes, rows } = previewOf(view([...again, { run: {}, facts: { repeats: repeats("unknown") } }]));
    assert.equal(notes.length, 2);
    assert.equal(notes[0]?.text, "load: plays was loaded on 2026-11-20; its rows would be duplicated");
    assert.match(notes[0]?.runs ?? "", /^2018-11-01, .*2018-11-10 and 2 more$/);
    assert.deepEqual([notes[0]?.kind, notes[1]?.kind], ["warning", "info"]);
    assert.deepEqual([rows[0]?.mark, rows[12]?.mark], ["warning", "question"]);
  });

  it("warns of staging tables that nothing fills, and of missing files", () => {
    const { notes, rows } = previewOf(
      view([
        { run: {}, facts: { goneStaging: [{ table: "staging_events", taskId: "stage" }] } },
        {
          run: {},
          facts: { sources: { state: "missing", files: 0, bytes: 0, missing: ["a.json", "b.json"] } },
        },
      ]),
    );
    assert.match(
      notes[0]?.text ?? "",
      /^staging_events will not be there for tasks that read it: stage fills it/,
    );
    assert.deepEqual(notes[1], {
      kind: "warning",
      text: "Files missing for 1 run",
      runs: "2018-11-02: a.json, b.json",
    });
    assert.deepEqual([rows[0]?.mark, rows[1]?.isMissingFiles], ["warning", true]);
  });

  it("says that a resumed run keeps its parameters, where others were given", () => {
    const given = [{ run: { action: "resume" } as const }];
    assert.equal(previewOf(view(given)).notes.length, 0);
    assert.match(
      previewOf(view(given, {}, { region: "us" })).notes[0]?.text ?? "",
      /^1 run goes on with the parameters it had/,
    );
  });
});
