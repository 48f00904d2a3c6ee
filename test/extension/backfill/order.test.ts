import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { orderOf } from "../../../extension/surfaces/backfill-form/order.ts";
import type { BackfillAnswers } from "../../../protocol/webview/backfill.ts";
import { ANSWERS, spec } from "./dags.ts";

const DAG = spec({
  params: {
    region: { type: "string", default: "eu", choices: ["eu", "us"] },
    limit: { type: "integer", default: 10 },
    rate: { type: "number", default: 0.5 },
    dry: { type: "boolean", default: false },
  },
});
const DEFAULTS = { region: "eu", limit: 10, rate: 0.5, dry: false };

const order = (changed: Partial<BackfillAnswers>) => {
  const result = orderOf(DAG, { ...ANSWERS, ...changed });
  return result.ok ? result.order : assert.fail(JSON.stringify(result.problems));
};
const problems = (changed: Partial<BackfillAnswers>) => {
  const result = orderOf(DAG, { ...ANSWERS, ...changed });
  return result.ok ? assert.fail("no problem") : result.problems;
};

describe("the order of a backfill form", () => {
  it("says nothing that was not asked for", () => {
    assert.deepEqual(order({}), {
      kind: "backfill",
      dagId: "sparkify",
      from: "2018-11-01",
      to: "2018-11-30",
      policy: "missing",
      order: "asc",
      stopOnFailure: false,
      params: DEFAULTS,
    });
  });

  it("says all that was", () => {
    assert.deepEqual(
      order({
        from: " 2018-11-02 ",
        policy: "all",
        subset: "only",
        selection: " +load ",
        order: "desc",
        maxActiveRuns: "3",
        stopOnFailure: true,
        params: { region: "us", limit: "7", rate: "1e-3", dry: "true" },
      }),
      {
        kind: "backfill",
        dagId: "sparkify",
        from: "2018-11-02",
        to: "2018-11-30",
        task: "+load",
        policy: "all",
        order: "desc",
        maxActiveRuns: 3,
        stopOnFailure: true,
        params: { region: "us", limit: 7, rate: 0.001, dry: true },
      },
    );
    assert.equal(order({ subset: "except", selection: "load" }).except, "load");
  });

  it("does not say a selection that is not asked for any more", () => {
    assert.equal("task" in order({ subset: "all", selection: "load" }), false);
  });

  const wrong: readonly (readonly [Partial<BackfillAnswers>, Readonly<Record<string, string>>])[] = [
    [{ from: " " }, { from: "Enter a day: 2018-11-01." }],
    [{ to: "" }, { to: "Enter a day: 2018-11-01." }],
    [{ subset: "only" }, { selection: "Choose at least one task." }],
    [{ subset: "except", selection: " " }, { selection: "Choose the tasks that do not run." }],
    [{ maxActiveRuns: "0" }, { maxActiveRuns: '"0" is not a number of runs.' }],
    [{ maxActiveRuns: "2.5" }, { maxActiveRuns: '"2.5" is not a number of runs.' }],
    [{ maxActiveRuns: "9" }, { maxActiveRuns: "The DAG allows 8 at a time (maxActiveRuns)." }],
    [{ params: { limit: "1.5" } }, { "param:limit": '"1.5" is not of type integer.' }],
    [{ params: { limit: "" } }, { "param:limit": '"" is not of type integer.' }],
    [{ params: { rate: "Infinity" } }, { "param:rate": '"Infinity" is not of type number.' }],
    [{ params: { dry: "yes" } }, { "param:dry": '"yes" is not of type boolean.' }],
    [{ params: { region: "asia" } }, { "param:region": '"asia" is not one of ["eu","us"].' }],
  ];
  for (const [changed, expected] of wrong)
    it(`finds what is wrong with ${JSON.stringify(changed)}`, () => {
      assert.deepEqual(problems(changed), expected);
    });
});
