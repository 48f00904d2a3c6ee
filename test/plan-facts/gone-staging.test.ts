import assert from "node:assert/strict";
import { test } from "node:test";
import type { IntervalState } from "../../protocol/work.ts";
import { OPERATORS } from "../../runner/operators/registry.ts";
import { goneStaging } from "../../runner/plan-facts/gone-staging.ts";
import { checkSpec, dagSpec, day, taskSpec } from "../helpers/dag-specs.ts";

const OPERATOR_BY_NAME = new Map(OPERATORS.map((operator) => [operator.name, operator]));

const DAG = dagSpec("sales", [
  taskSpec("events", { operator: "stageFromS3", params: { from: "events/", table: "raw_events" } }),
  taskSpec("songs", {
    operator: "stageFromS3",
    params: { from: "songs/", table: "raw_songs", scope: "shared" },
  }),
  taskSpec("load", { operator: "loadFact", upstream: ["events", "songs"] }),
  taskSpec("check", { operator: "dataQuality", upstream: ["load"] }),
  taskSpec("check_staging", {
    operator: "dataQuality",
    upstream: ["events"],
    checks: [checkSpec("rowCount", { table: "raw_events" })],
  }),
  taskSpec("check_file", {
    operator: "dataQuality",
    upstream: ["events"],
    checks: [checkSpec("sql", { sql: "sql/check.sql" })],
  }),
  taskSpec("aside", { operator: "runTask" }),
]);

const CASES: readonly (readonly [state: IntervalState, taskIds: readonly string[], gone: string])[] = [
  ["success", ["load"], "raw_events of events"],
  ["success", ["check"], ""],
  ["success", ["check_staging"], "raw_events of events"],
  ["success", ["check_file"], "raw_events of events"],
  ["none", ["load", "check"], "raw_events of events"],
  ["success", ["events", "load"], ""],
  ["success", ["events", "songs"], ""],
  ["success", ["aside"], ""],
  // Staging stays until the run has succeeded.
  ["failed", ["load"], ""],
  ["cancelled", ["load"], ""],
  ["success", [], ""],
];

for (const [state, taskIds, gone] of CASES)
  test(`${state} ${taskIds.join()}: ${gone || "nothing is gone"}`, () => {
    const run = { interval: day(1), state, action: "rerun", reason: "", taskIds } as const;
    const found = goneStaging(DAG, run, OPERATOR_BY_NAME).map(({ table, taskId }) => `${table} of ${taskId}`);
    assert.equal(found.join(), gone);
  });
