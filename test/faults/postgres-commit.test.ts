import assert from "node:assert/strict";
import { suite, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { postgresWarehouse } from "../../runner/connections/postgres/postgres-warehouse.ts";
import type { Warehouse } from "../../runner/connections/warehouse.ts";
import { loadFact } from "../../runner/operators/load-fact.ts";
import { testTaskContext } from "../helpers/task-context.ts";
import { debianBinaries } from "../postgres/binaries.ts";
import type { PostgresServer } from "../postgres/server.ts";
import { suiteServer } from "../postgres/suite-server.ts";
import { type TcpProxy, tcpProxy } from "../postgres/tcp-proxy.ts";

const binaries = debianBinaries();
const LIMIT = { timeout: 30_000 };
const ROWS = 500;
/** As it is sent, and in no other statement. */
const COMMIT = "COMMIT\0";

interface Faulty {
  readonly proxy: TcpProxy;
  /** Through the proxy; waits 0.3 s for the answer to COMMIT. */
  readonly far: Warehouse;
  readonly direct: Warehouse;
}

async function faulty(t: TestContext, server: PostgresServer, database: string): Promise<Faulty> {
  const administration = postgresWarehouse({ name: "administration", ...server.connection });
  await administration.query(`CREATE DATABASE ${database}`);
  await administration.close();
  const connection = { ...server.connection, database };
  const proxy = await tcpProxy(connection.port);
  const far = postgresWarehouse({ name: "far", ...connection, port: proxy.port, commitMilliseconds: 300 });
  const direct = postgresWarehouse({ name: "direct", ...connection });
  t.after(async () => {
    await proxy.close();
    await far.close();
    await direct.close();
  });
  await direct.script("CREATE TABLE plays (id int); CREATE TABLE first (id int)");
  // The ledger is there then, and its COMMITs are done.
  await loadOf("first", far);
  return { proxy, far, direct };
}

/** Calls `before` when all of a load is done but its COMMIT. */
function beforeCommit(warehouse: Warehouse, before: () => void): Warehouse {
  return {
    ...warehouse,
    transaction: (options, work) =>
      warehouse.transaction(options, (tx) =>
        work({
          ...tx,
          query: async (sql, values) => {
            const result = await tx.query(sql, values);
            if (sql.includes("INSERT INTO millrace.ledger")) before();
            return result;
          },
        }),
      ),
  };
}

function loadOf(table: string, warehouse: Warehouse) {
  const sql = `SELECT n AS id FROM generate_series(1, ${ROWS}) AS n`;
  return loadFact.execute(
    { table, sql, mode: "append" },
    testTaskContext({ warehouse, identity: { taskId: table } }),
  );
}

async function assertLoadedOnce(direct: Warehouse): Promise<void> {
  const { rows } = await direct.query(
    "SELECT (SELECT count(*)::int FROM plays), (SELECT count(*)::int FROM millrace.ledger WHERE task_id = 'plays')",
  );
  assert.deepEqual(rows, [[ROWS, 1]]);
}

suite("COMMIT on a network that is gone", {
  skip: binaries === undefined && "Debian's Postgres is not installed",
}, () => {
  const server = suiteServer(binaries);

  test("a network that vanishes before the answer to COMMIT: the ledger has the load", LIMIT, async (t) => {
    const { proxy, far, direct } = await faulty(t, server(), "answered");
    await loadOf(
      "plays",
      beforeCommit(far, () => proxy.vanish("after", COMMIT)),
    );
    assert.equal(proxy.vanished(), 1);
    await assertLoadedOnce(direct);
    const again = { code: "would-duplicate" };
    await assert.rejects(loadOf("plays", far), again);
    await assertLoadedOnce(direct);
  });

  test(
    "a network that vanishes before COMMIT has come: it never does, and the next try loads",
    LIMIT,
    async (t) => {
      const { proxy, far, direct } = await faulty(t, server(), "unheard");
      const load = loadOf(
        "plays",
        beforeCommit(far, () => proxy.vanish("before", COMMIT)),
      );
      await assert.rejects(load, {
        code: "commit-unknown",
        retryable: true,
        message: /broke during COMMIT \(no answer in 0\.3 s\)/,
      });
      assert.equal(proxy.vanished(), 1);
      const { rows } = await direct.query(
        "SELECT (SELECT count(*)::int FROM plays), (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%')",
      );
      assert.deepEqual(rows, [[0, 0]], "the session that nobody speaks to any more is ended");
      await loadOf("plays", far);
      await assertLoadedOnce(direct);
    },
  );

  test(
    "a COMMIT that the server takes its time for is waited for on another connection",
    LIMIT,
    async (t) => {
      const { far, direct } = await faulty(t, server(), "slow");
      await direct.script(`
    CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(2); RETURN NULL; END';
    CREATE CONSTRAINT TRIGGER slowly AFTER INSERT ON plays DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW WHEN (NEW.id = 1) EXECUTE FUNCTION slowly()`);
      await loadOf("plays", far);
      await assertLoadedOnce(direct);
    },
  );

  test(
    "the server asks whether we are there, before and after other work had the session",
    LIMIT,
    async (t) => {
      const { far } = await faulty(t, server(), "asked");
      const asked =
        "SELECT current_setting('tcp_keepalives_idle'), current_setting('tcp_keepalives_interval')";
      assert.deepEqual((await far.query(asked)).rows, [["60", "10"]]);
      await far.script("SET tcp_keepalives_idle = 5");
      assert.deepEqual((await far.query(asked)).rows, [["60", "10"]]);
    },
  );

  test("what becomes of a COMMIT without a ledger is said to be unknown", LIMIT, async (t) => {
    const { proxy, far, direct } = await faulty(t, server(), "alone");
    proxy.vanish("after", COMMIT);
    const lost = far.transaction({}, (tx) => tx.query("INSERT INTO plays VALUES (1)"));
    await assert.rejects(lost, { code: "commit-unknown" });
    while ((await direct.query("SELECT 1 FROM plays")).rowCount === 0) await sleep(5);
  });
});
