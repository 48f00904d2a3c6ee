import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { postgresWarehouse } from "../../runner/connections/postgres/postgres-warehouse.ts";
import type { Warehouse } from "../../runner/connections/warehouse.ts";
import { committedLoad, prepareLedger } from "../../runner/loads/ledger.ts";
import { type TestConnection, testDatabase } from "../helpers/warehouse.ts";

const CHILD = fileURLToPath(new URL("crash-child.ts", import.meta.url));
const ROWS = 2000;
const SESSIONS =
  "FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'";

test("killed before any of its statements, a load is neither in the table nor in the ledger", async (t) => {
  const { connection, warehouse } = await prepared(t);
  let stopAt = 1;
  for (; ; stopAt++) {
    const tryId = `try${stopAt}`;
    const reached = await killAt(connection, { tryId, stopAt });
    if (reached === "at end") break;
    assert.equal(reached, `at ${stopAt}`);
    assert.equal(await committedLoad(warehouse, tryId), undefined, reached);
    assert.equal(await countPlays(warehouse), 0, reached);
  }
  assert.ok(stopAt > 6, "all statements of the load were reached");
  const loads = await committedLoad(warehouse, `try${stopAt}`);
  assert.deepEqual(
    loads?.map(({ inserted }) => inserted),
    [ROWS],
    "killed right after COMMIT, it is in both",
  );
  assert.equal(await countPlays(warehouse), ROWS);
});

test("killed at any moment, a load is in the table exactly when it is in the ledger", async (t) => {
  const { connection, warehouse } = await prepared(t);
  const outcomes: boolean[] = [];
  for (let round = 0; round < 12; round++) {
    await warehouse.query("DELETE FROM plays");
    const tryId = `round${round}`;
    await killAt(connection, { tryId, stopAt: null }, round * 6);
    const loads = await committedLoad(warehouse, tryId);
    outcomes.push(loads !== undefined);
    assert.equal(await countPlays(warehouse), loads === undefined ? 0 : ROWS, `round ${round}`);
  }
  t.diagnostic(`committed: ${outcomes.filter(Boolean).length} of ${outcomes.length}`);
});

async function prepared(t: TestContext): Promise<{ connection: TestConnection; warehouse: Warehouse }> {
  const connection = await testDatabase(t);
  const warehouse = postgresWarehouse({ name: "embedded", ...connection });
  t.after(() => warehouse.close());
  await warehouse.script(`
    CREATE TABLE plays (id int, at timestamp);
    CREATE TABLE source AS
      SELECT n AS id, timestamp '2024-02-14' + n * interval '1 second' AS at FROM generate_series(1, ${ROWS}) AS n`);
  await prepareLedger(warehouse);
  return { connection, warehouse };
}

/**
 * Starts a load in a process of its own and kills it, at the place that it was told or after a while. Resolves when
 * the server has ended its sessions: a statement that had come to it, such as COMMIT, is done before.
 */
async function killAt(
  connection: TestConnection,
  orders: { readonly tryId: string; readonly stopAt: number | null },
  milliseconds = 0,
): Promise<string> {
  const looking = postgresWarehouse({ name: "looking", ...connection, maxSessions: 1 });
  const [[own] = []] = (await looking.query(`SELECT array_agg(pid) ${SESSIONS}`)).rows;
  const env = { ...process.env, CRASH_ORDERS: JSON.stringify({ connection, ...orders }) };
  const child = spawn(process.execPath, [CHILD], { env, stdio: ["ignore", "pipe", "inherit"] });
  let last = "";
  for await (const line of createInterface({ input: child.stdout })) {
    last = line;
    if (orders.stopAt === null) await setTimeout(milliseconds);
    if (orders.stopAt === null || line.startsWith("at ")) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  while ((await looking.query(`SELECT ${SESSIONS} AND pid <> ALL ($1)`, [own])).rowCount > 0)
    await setTimeout(5);
  await looking.close();
  return last;
}

async function countPlays(warehouse: Warehouse): Promise<number> {
  return Number((await warehouse.query("SELECT count(*) FROM plays")).rows[0]?.[0]);
}
