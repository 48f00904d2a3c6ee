import assert from "node:assert/strict";
import { suite, type TestContext, test } from "node:test";
import pg from "pg";
import { UserError } from "../../protocol/user-error.ts";
import type { PostgresOptions } from "../../runner/connections/postgres/options.ts";
import { postgresWarehouse } from "../../runner/connections/postgres/postgres-warehouse.ts";
import type { Warehouse } from "../../runner/connections/warehouse.ts";
import { assertLoadedOnce, DAY, readingsWorkspace } from "../faults/postgres-workspace.ts";
import { backfill } from "../helpers/workspace.ts";
import { debianBinaries } from "./binaries.ts";
import { startPgBouncer, withoutPgBouncer } from "./pgbouncer.ts";
import { suiteServer } from "./suite-server.ts";

const binaries = debianBinaries();
const LIMIT = { timeout: 60_000 };
const SETTINGS =
  "SELECT current_setting('application_name'), current_setting('statement_timeout'), current_setting('default_transaction_read_only')";

suite("PgBouncer before a server", {
  skip: binaries === undefined ? "Debian's Postgres is not installed" : withoutPgBouncer(),
}, () => {
  const server = suiteServer(binaries);

  async function bouncer(t: TestContext, settings: Readonly<Record<string, string>>): Promise<number> {
    const { port, stop } = await startPgBouncer(server(), settings);
    t.after(stop);
    return port;
  }

  async function through<T>(
    port: number,
    options: Partial<PostgresOptions>,
    work: (warehouse: Warehouse) => Promise<T>,
  ): Promise<T> {
    const warehouse = postgresWarehouse({ name: "shop", ...server().connection, port, ...options });
    try {
      return await work(warehouse);
    } finally {
      await warehouse.close();
    }
  }

  test("pool_mode session: a pipeline runs as on the server itself", LIMIT, async (t) => {
    const port = await bouncer(t, { pool_mode: "session" });
    const readings = await readingsWorkspace(t, server(), { port, database: "pooled" });
    await backfill(readings.session, "readings", DAY);
    await assertLoadedOnce(readings);
    await readings.session.close();
  });

  for (const ignored of ["extra_float_digits", "options"])
    test(`pool_mode session, ignoring ${ignored}: settings of the connection hold`, LIMIT, async (t) => {
      const port = await bouncer(t, { pool_mode: "session", ignore_startup_parameters: ignored });
      const options = {
        statementMilliseconds: 70_000,
        readOnly: "only for looking",
        applicationName: "shop",
      };
      await through(port, { ...options, maxSessions: 1 }, async (warehouse) => {
        for (const label of ["first", undefined]) {
          const { rows } = await warehouse.query(SETTINGS, [], label === undefined ? {} : { label });
          assert.deepEqual(rows, [[label ?? "shop", "70s", "on"]]);
        }
      });
      await through(port, { statementMilliseconds: 100 }, async (warehouse) => {
        await assert.rejects(warehouse.query("SELECT pg_sleep(60)"), { code: "statement-timeout" });
      });
    });

  test(
    "pool_mode session: a cancel stops the query, and who waits for a session's locks is seen",
    LIMIT,
    async (t) => {
      const port = await bouncer(t, { pool_mode: "session" });
      await through(port, {}, async (warehouse) => {
        const abort = new AbortController();
        const session = await warehouse.openSession();
        await session.open("SELECT pg_advisory_lock(7)");
        const waiting = warehouse.query("SELECT pg_advisory_lock(7)", [], { signal: abort.signal });
        const ended = assert.rejects(waiting, { code: "cancelled" });
        while (!(await session.isInTheWay())) await new Promise(setImmediate);
        abort.abort();
        await ended;
        await session.close();
      });
    },
  );

  test("a pool with one session of the server is enough for one session", LIMIT, async (t) => {
    const port = await bouncer(t, { pool_mode: "session", default_pool_size: "1" });
    await through(port, { maxSessions: 1 }, async (warehouse) => {
      assert.deepEqual((await warehouse.query("SELECT 1")).rows, [[1]]);
      assert.deepEqual((await warehouse.query("SELECT 2")).rows, [[2]]);
    });
  });

  for (const mode of ["transaction", "statement"])
    test(`pool_mode ${mode} is refused, and nothing is set for others`, LIMIT, async (t) => {
      const port = await bouncer(t, { pool_mode: mode, ignore_startup_parameters: "options" });
      await through(port, { readOnly: "only for looking" }, async (warehouse) => {
        for (let time = 0; time < 2; time += 1) {
          await assert.rejects(warehouse.query("SELECT 1"), (error: UserError) => {
            assert.deepEqual([error.code, error.retryable], ["warehouse-pooler", false], error.message);
            assert.match(error.next ?? "", /pool_mode = session/);
            return true;
          });
        }
      });
      const other = new pg.Client({ ...server().connection, port });
      await other.connect();
      const { rows } = await other.query({ text: SETTINGS, rowMode: "array" });
      await other.end();
      assert.deepEqual(rows[0]?.slice(1), ["0", "off"]);
    });

  test("settings that only the server itself would take are refused with what to do", LIMIT, async (t) => {
    const port = await bouncer(t, { pool_mode: "session" });
    await through(port, { startupOptions: "-c work_mem=4321kB" }, async (warehouse) => {
      const error = await warehouse.query("SELECT 1").catch((thrown: unknown) => thrown);
      assert.ok(error instanceof UserError, String(error));
      assert.deepEqual([error.code, error.retryable], ["warehouse-refused", false]);
      assert.match(error.next ?? "", /^PgBouncer .*PGOPTIONS.*ALTER ROLE/);
    });
  });
});
