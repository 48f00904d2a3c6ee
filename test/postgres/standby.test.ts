import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, suite, type TestContext, test } from "node:test";
import { postgresWarehouse } from "../../runner/connections/postgres/postgres-warehouse.ts";
import { DAY, errorsOf, readingsWorkspace } from "../faults/postgres-workspace.ts";
import { cli } from "../helpers/cli.ts";
import { backfill } from "../helpers/workspace.ts";
import { debianBinaries } from "./binaries.ts";
import { type PostgresServer, REPLICATION_HBA, startPostgres } from "./server.ts";

const binaries = debianBinaries();
const REFUSED =
  /cannot execute \w+(?: \w+)? in a read-only transaction \(SQLSTATE 25006\)\..*The server takes no writes from this session: it is a standby \(then point the connection "warehouse" at the primary\)/;
const LIMIT = { timeout: 90_000 };

suite("a hot standby", { skip: binaries === undefined && "Debian's Postgres is not installed" }, () => {
  const shared: { primary?: PostgresServer; standby?: PostgresServer } = {};

  before(async () => {
    assert.ok(binaries);
    shared.primary = await startPostgres({ binaries, hba: REPLICATION_HBA });
    shared.standby = await startPostgres({ binaries, standbyOf: shared.primary });
  });
  after(async () => {
    await shared.standby?.stop();
    await shared.primary?.stop();
  });

  function servers(): { primary: PostgresServer; standby: PostgresServer } {
    const { primary, standby } = shared;
    assert.ok(primary && standby);
    return { primary, standby };
  }

  /** Waits until the standby has all that the primary has. */
  async function caughtUp(): Promise<void> {
    const { primary, standby } = servers();
    const there = postgresWarehouse({ name: "primary", ...primary.connection });
    const here = postgresWarehouse({ name: "standby", ...standby.connection });
    const [end] = (await there.query("SELECT pg_current_wal_lsn()::text")).rows[0] ?? [];
    const behind = "SELECT 1 WHERE pg_last_wal_replay_lsn() < $1::pg_lsn";
    while ((await here.query(behind, [end])).rowCount > 0) await new Promise(setImmediate);
    await there.close();
    await here.close();
  }

  test("is read from", LIMIT, async (t: TestContext) => {
    const { primary, standby } = servers();
    const there = postgresWarehouse({ name: "primary", ...primary.connection });
    await there.script("CREATE TABLE songs AS SELECT n AS id FROM generate_series(1, 7) AS n");
    await there.close();
    await caughtUp();
    const workspace = await mkdtemp(path.join(tmpdir(), "mr-standby-"));
    t.after(() => rm(workspace, { recursive: true, force: true }));
    const { password, ...address } = standby.connection;
    const warehouse = { type: "postgres", ...address, password: { env: "PG_SECRET" } };
    await writeFile(path.join(workspace, "millrace.json"), JSON.stringify({ connections: { warehouse } }));
    const options = { cwd: workspace, env: { PG_SECRET: password } };
    const read = await cli(
      ["sql", "SELECT count(*) AS songs, pg_is_in_recovery() AS standby FROM songs"],
      options,
    );
    assert.equal(read.code, 0, read.stderr);
    assert.match(read.stdout, /\b7\s+(?:│\s*)?t(?:rue)?\b/);
    const written = await cli(["sql", "INSERT INTO songs VALUES (8)"], options);
    assert.notEqual(written.code, 0);
    assert.match(written.stderr.replaceAll(/\s+/g, " "), REFUSED);
    const tested = await cli(["connections", "test", "warehouse"], options);
    assert.match(
      tested.stdout.replaceAll(/\s+/g, " "),
      /✗ make a table cannot execute CREATE TABLE .* point the connection/,
    );
  });

  test("takes no load, and says once what to do", LIMIT, async (t) => {
    const { primary, standby } = servers();
    const readings = await readingsWorkspace(t, primary, {
      port: standby.connection.port,
      database: "copied",
    });
    await caughtUp();
    const [run] = await backfill(readings.session, "readings", DAY);
    assert.equal(run?.state, "failed");
    const errors = errorsOf(readings, "stage");
    assert.equal(errors.length, 1, "it has 30 retries, and none can help");
    assert.match(errors[0] ?? "", REFUSED);
  });
});
