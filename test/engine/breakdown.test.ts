import assert from "node:assert/strict";
import { test } from "node:test";
import { dagGraph } from "../../runner/core/dag-graph.ts";
import { createEngine } from "../../runner/engine/engine.ts";
import type { Executor } from "../../runner/engine/execute.ts";
import type { Store } from "../../runner/state/store.ts";
import { dagSpec, taskSpec } from "../helpers/dag-specs.ts";
import { bench, failed, SUCCESS, temporaryStore, untilAborted } from "../helpers/engine-bench.ts";

const TWO = dagSpec("d", [taskSpec("a"), taskSpec("b")]);

/** A history that cannot be written any more once `isFull` says so. */
function filling(store: Store, isFull: () => boolean): Store {
  return {
    ...store,
    append(events) {
      if (isFull()) throw new Error("the disk is full");
      store.append(events);
    },
  };
}

function engineOn(store: Store, executor: Executor) {
  return createEngine({
    store,
    dags: new Map([["d", dagGraph(TWO)]]),
    limits: { parallelism: 4, pools: {} },
    executor,
    now: Date.now,
    newTryId: () => crypto.randomUUID(),
  });
}

test("when the history fails, the engine rejects after the running tries were stopped", async (t) => {
  const { store, backfill } = bench(t, TWO, () => SUCCESS);
  let full = false;
  const ended: string[] = [];
  const engine = engineOn(
    filling(store, () => full),
    {
      async execute(request) {
        full = true;
        if (request.task.id === "a") return SUCCESS;
        const outcome = await untilAborted(request, failed("cancelled"));
        await new Promise((resolve) => setTimeout(resolve, 50));
        ended.push(request.task.id);
        return outcome;
      },
      cleanUp: async () => {},
    },
  );
  await assert.rejects(engine.drive(backfill(1)), /the disk is full/);
  assert.deepEqual(ended, ["b"], "nothing of it goes on behind the caller's back");
  await assert.rejects(engine.drive([]), /the disk is full/, "and it says so again when it is asked again");
});

test("an executor that breaks its word rejects the drive", async (t) => {
  const store = temporaryStore(t);
  const { backfill } = bench(t, TWO, () => SUCCESS, { store });
  const engine = engineOn(store, {
    execute: async () => {
      throw new Error("a defect");
    },
    cleanUp: async () => {},
  });
  await assert.rejects(engine.drive(backfill(1)), /a defect/);
});

test("a far wake-up does not outlive a breakdown", async (t) => {
  const dag = dagSpec("d", [taskSpec("a", { retries: 1, retryDelayMs: 3_600_000 })]);
  const { engine, backfill, tried } = bench(t, dag, () =>
    failed("x", { error: { code: "x", message: "x", retryable: true } }),
  );
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  const [create] = backfill(1);
  assert.ok(create);
  const done = engine.drive([create]);
  while (tried.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await assert.rejects(engine.drive([create]), /UNIQUE/);
  await assert.rejects(done, /UNIQUE/);
  assert.equal(timers(), before, "a timer would keep the process alive for an hour");
});
