import assert from "node:assert/strict";
import { test } from "node:test";
import { commitUnknown } from "../../runner/connections/postgres/errors.ts";
import type { Warehouse } from "../../runner/connections/warehouse.ts";
import { prepareLedger, recordLoad } from "../../runner/loads/ledger.ts";
import { commitOnce } from "../../runner/loads/load.ts";
import { TEST_INTERVAL, testTaskContext } from "../helpers/task-context.ts";
import { testWarehouse } from "../helpers/warehouse.ts";

const COUNTS = { table: "t", read: 1, inserted: 1, updated: 0, deleted: 0, rejected: 0, total: 1 };

interface Lost {
  readonly commits: boolean;
  /** How many statements fail before the warehouse answers again. */
  readonly outage: number;
}

/** The warehouse, whose answer to COMMIT is lost. */
function lossy(warehouse: Warehouse, { commits, outage }: Lost): Warehouse {
  let failures = outage;
  return {
    ...warehouse,
    async transaction(options, work) {
      const rolledBack = new Error("rolled back");
      const attempt = warehouse.transaction(options, async (tx) => {
        const result = await work(tx);
        if (!commits) throw rolledBack;
        return result;
      });
      await attempt.catch((error: unknown) => assert.equal(error, rolledBack));
      throw commitUnknown(warehouse.name, new Error("gone"));
    },
    async query(...args) {
      if (failures-- > 0) throw new Error("unreachable");
      return await warehouse.query(...args);
    },
  };
}

test("an answer to COMMIT that is lost is looked up when the warehouse is there again", async (t) => {
  const warehouse = await testWarehouse(t);
  await prepareLedger(warehouse);
  const load = (lost: Lost, aborted = false) => {
    const controller = new AbortController();
    if (aborted) controller.abort();
    const context = testTaskContext({ warehouse, signal: controller.signal });
    const { identity } = context;
    return commitOnce(lossy(warehouse, lost), {}, context, async (tx) => {
      await recordLoad(tx, {
        identity,
        interval: TEST_INTERVAL,
        mode: "append",
        counts: COUNTS,
        relation: "t",
      });
      return [COUNTS];
    });
  };
  for (const outage of [0, 2]) {
    assert.deepEqual(await load({ commits: true, outage }), [COUNTS], "it was committed");
    const again = { code: "commit-unknown", retryable: true };
    await assert.rejects(load({ commits: false, outage }), again, "it was not, so it can be tried again");
  }
  const unknown = { code: "commit-unknown", retryable: false };
  await assert.rejects(load({ commits: true, outage: 9 }, true), unknown, "nobody knows: no other try");
});
