import assert from "node:assert/strict";
import { test } from "node:test";
import { nothingToDo, planWarning } from "../../../extension/commands/work/plan-warnings.ts";
import type { RunFacts } from "../../../protocol/plan-facts.ts";
import type { PlanView } from "../../../protocol/rpc/work.ts";
import type { PlannedRun } from "../../../protocol/work.ts";

const NO_FACTS: RunFacts = { sources: null, usual: null, repeats: [], goneStaging: [] };

function planned(runs: readonly Partial<PlannedRun>[], facts: readonly Partial<RunFacts>[] = []): PlanView {
  return {
    plan: { taskIds: ["load"], runs },
    facts: { runs: facts.map((some) => ({ ...NO_FACTS, ...some })) },
    labels: runs.map((_, index) => `2018-11-0${index + 1}`),
  } as unknown as PlanView;
}

const repeat = (effect: RunFacts["repeats"][number]["effect"], table: string | null = "facts") => ({
  repeats: [{ taskId: "load", table, effect, loadedAt: 0 }],
});

test("a plan that harms nothing is not asked about", () => {
  assert.equal(planWarning(planned([{}], [{}])), undefined);
});

test("a repeated append is asked about, with its interval, task and table", () => {
  assert.deepEqual(planWarning(planned([{}, {}], [{}, repeat("duplicates")])), {
    message: "1 load would append rows that are there already.",
    detail: "2018-11-02: load into facts",
  });
});

test("a repetition that the operator refuses by itself is not asked about", () => {
  assert.equal(planWarning(planned([{}], [repeat("refused")])), undefined);
});

test("many repeats are not all listed", () => {
  const warning = planWarning(planned(Array(8).fill({}), Array(8).fill(repeat("duplicates", null))));
  assert.equal(warning?.message, "8 loads would append rows that are there already.");
  assert.deepEqual(warning?.detail.split("\n").slice(-2), ["2018-11-05: load", "and 3 more"]);
});

test("staging tables that are gone say which task fills them", () => {
  const gone = { goneStaging: [{ table: "staging_events", taskId: "events" }] };
  assert.equal(
    planWarning(planned([{}], [gone]))?.detail,
    "2018-11-01: staging_events, which events fills\nRun it with its upstream tasks to fill them again.",
  );
});

test("a plan in which nothing runs says why, each reason once", () => {
  const skipped = (reason: string) => ({ action: "skip", reason }) as const;
  assert.equal(nothingToDo(planned([{ action: "create" }, skipped("a")])), undefined);
  assert.equal(nothingToDo(planned([skipped("a"), skipped("b"), skipped("a")])), "Nothing to run: a; b.");
  assert.equal(nothingToDo(planned([])), "No interval is in that range.");
});
