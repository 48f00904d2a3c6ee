import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Warehouse } from "../../../runner/connections/warehouse.ts";
import type { WarehouseCase } from "./cases.ts";
import { until } from "./until.ts";

/** A signal stops what the server does. */
export const CANCEL_CASES: readonly WarehouseCase[] = [
  {
    name: "a signal stops a query",
    run: async ({ warehouse }) => {
      const stop = new AbortController();
      const query = warehouse.query("SELECT pg_sleep(600)", [], { signal: stop.signal, label: "busy" });
      const cancelled = assert.rejects(query, { code: "cancelled" });
      await until(async () => (await busy(warehouse)) === 1);
      stop.abort();
      await cancelled;
      assert.equal(await busy(warehouse), 0);
    },
  },
  {
    name: "a signal stops a COPY, and nothing of it stays",
    run: async ({ warehouse }) => {
      await warehouse.script("CREATE TABLE songs (id integer)");
      const stop = new AbortController();
      const endless = async function* (): AsyncGenerator<string> {
        for (;;) {
          yield "1\n".repeat(1000);
          await sleep(1);
        }
      };
      const copying = warehouse.transaction({ signal: stop.signal, label: "busy" }, (tx) =>
        tx.copyIn({ schema: null, name: "songs" }, ["id"], Readable.from(endless())),
      );
      const cancelled = assert.rejects(copying, { code: "cancelled" });
      await until(async () => (await busy(warehouse)) === 1);
      stop.abort();
      await cancelled;
      assert.deepEqual((await warehouse.query("SELECT count(*)::int FROM songs")).rows, [[0]]);
    },
  },
  {
    name: "a signal ends the wait for a lock",
    run: async ({ warehouse }) => {
      await warehouse.script("CREATE TABLE songs (id integer)");
      const stop = new AbortController();
      await warehouse.transaction({}, async (tx) => {
        await tx.query("LOCK TABLE songs");
        const blocked = warehouse.query("SELECT * FROM songs", [], { signal: stop.signal, label: "busy" });
        const cancelled = assert.rejects(blocked, { code: "cancelled" });
        await until(async () => (await busy(warehouse, "AND wait_event_type = 'Lock'")) === 1);
        stop.abort();
        await cancelled;
      });
      assert.equal(await busy(warehouse), 0);
    },
  },
];

async function busy(warehouse: Warehouse, and = ""): Promise<number> {
  const { rows } = await warehouse.query(
    `SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'busy' AND state = 'active' ${and}`,
  );
  return Number(rows[0]?.[0]);
}
