import assert from "node:assert/strict";
import { test } from "node:test";
import { offeredIntervals } from "../../../extension/commands/ask/offered-intervals.ts";
import type { RunnerClient } from "../../../extension/runner-client.ts";
import { RunnerError } from "../../../extension/runner-error.ts";
import type { RpcRequest } from "../../../protocol/rpc/message.ts";
import type { PlanView } from "../../../protocol/rpc/work.ts";
import type { RunRequest } from "../../../protocol/work.ts";
import { dagSpec } from "../../helpers/dag-specs.ts";
import { dagView, runDetailOf, runView } from "../model/samples.ts";

/** A runner that plans with one label for each date that is asked for, or refuses. */
function runner(labelOf: (date: string | undefined) => string): Pick<RunnerClient, "request"> {
  const request = async (_message: unknown, params: unknown): Promise<unknown> => {
    const { order } = params as { readonly order: RunRequest };
    return { labels: [labelOf(order.date)] } satisfies Pick<PlanView, "labels">;
  };
  return { request: request as <P, R>(message: RpcRequest<P, R>, params: P) => Promise<R> };
}

const START = "2018-11-01T00:00:00+00:00";
const DAG = { ...dagView("d", []), spec: { ...dagSpec("d", []), schedule: "@daily", startDate: START } };

test("a DAG that never ran can begin at its start", async () => {
  const offered = await offeredIntervals(
    runner((date) => (date === START ? "2018-11-01" : "2026-01-01")),
    DAG,
  );
  assert.deepEqual(offered, { latest: "2026-01-01", first: { label: "2018-11-01", date: START } });
});

test("one that has run, and one with a single interval, has only the latest", async () => {
  const again = { ...DAG, lastRun: runDetailOf(runView("r", { dagId: "d" })) };
  assert.deepEqual(await offeredIntervals(runner(String), again), { latest: "undefined", first: undefined });
  assert.deepEqual(
    await offeredIntervals(
      runner(() => "2018-11-01"),
      DAG,
    ),
    {
      latest: "2018-11-01",
      first: undefined,
    },
  );
});

test("what the runner cannot tell is not said, and where nothing may run nothing is asked", async () => {
  const refuse = (code: string) =>
    runner(() => {
      throw new RunnerError({ code, message: "No.", retryable: false });
    });
  assert.deepEqual(await offeredIntervals(refuse("no-interval"), DAG), {
    latest: undefined,
    first: undefined,
  });
  await assert.rejects(offeredIntervals(refuse("read-only-target"), DAG), RunnerError);
  const byHand = { ...DAG, spec: { ...DAG.spec, schedule: null } };
  const nothing = await offeredIntervals(refuse("read-only-target"), byHand);
  assert.deepEqual(nothing, { latest: undefined, first: undefined });
});
