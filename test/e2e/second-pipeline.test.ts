import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { buildMarketData } from "../fixtures/second-pipeline/build-market-data.ts";
import { backfill, copyWorkspace, openTestSession, scalar } from "../helpers/workspace.ts";

test("another pipeline: hourly orders in a zone with summer time, with everything that Sparkify does not use", async (t) => {
  const workspace = await copyWorkspace(t, "test/fixtures/second-pipeline/workspace");
  const market = await buildMarketData(path.join(workspace, "data"));
  const session = openTestSession(t, workspace);
  assert.deepEqual((await session.project()).problems, []);
  const runs = await backfill(session, market.dagId, { from: market.from, to: market.to });
  assert.equal(runs.length, market.runs);
  for (const { name, sql, expect } of market.facts) assert.equal(await scalar(session, sql), expect, name);

  const states = new Map<string, Map<string, number>>();
  for (const { taskId, state } of runs.flatMap(({ runId }) => session.history().tasks(runId))) {
    const counts = states.get(taskId) ?? new Map<string, number>();
    counts.set(state, (counts.get(state) ?? 0) + 1);
    states.set(taskId, counts);
  }
  for (const [taskId, counts] of states)
    assert.deepEqual(
      Object.fromEntries(counts),
      market.taskStates[taskId] ?? { success: market.runs },
      taskId,
    );
});
