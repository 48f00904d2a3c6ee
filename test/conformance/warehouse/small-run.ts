import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { TestContext } from "node:test";
import { postgresWarehouse } from "../../../runner/connections/postgres/postgres-warehouse.ts";
import { buildMarketData } from "../../fixtures/second-pipeline/build-market-data.ts";
import type { TestConnection } from "../../helpers/warehouse.ts";
import { backfill, copyWorkspace, failures, openTestSession } from "../../helpers/workspace.ts";

const TABLES = `
SELECT format('%I.%I', n.nspname, c.relname)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname = 'public' ORDER BY 1`;

/**
 * Some hours of the fixture's pipeline on a `postgres` connection to `database`: staging with rejects, loads of all
 * modes, checks, the ledger; as a user with the rights that the guide lists. Gives every row of its tables, and how
 * many rows each committed load has written.
 */
export async function smallRun(t: TestContext, database: TestConnection): Promise<readonly string[]> {
  const workspace = await copyWorkspace(t, "test/fixtures/second-pipeline/workspace");
  await buildMarketData(path.join(workspace, "data"));
  const { user, password } = await plainUser(t, database);
  const place = { ...database, user, password: undefined };
  await writeFile(
    path.join(workspace, "millrace.json"),
    JSON.stringify({
      connections: {
        warehouse: { type: "postgres", ...place, password: { env: "SHOP_PASSWORD" } },
        lake: { type: "files", path: "data" },
      },
      pools: { reports: 2 },
    }),
  );
  await writeFile(path.join(workspace, ".env"), `SHOP_PASSWORD=${JSON.stringify(password)}\n`);
  const session = openTestSession(t, workspace);
  assert.deepEqual((await session.project()).problems, []);
  // One after another: whose run stages the shared table, or finds a price to update, is the first one's then.
  const runs = await backfill(session, "market", {
    from: "2026-03-29T00:00:00Z",
    to: "2026-03-29T03:00:00Z",
    maxActiveRuns: 1,
  });
  assert.equal(runs.length, 4);
  assert.equal(failures(session, runs), "");
  const warehouse = await (await session.connections()).warehouse("warehouse");
  const told: string[] = [];
  const { rows } = await warehouse.query(TABLES);
  for (const [table] of rows) {
    const all = await warehouse.query(`SELECT t::text FROM ${table} AS t ORDER BY 1`);
    told.push(...all.rows.map(([row]) => `${table} ${row}`));
  }
  const loads = await warehouse.query(
    `SELECT interval_start, task_id, table_name, mode, rows_read, rows_inserted, rows_updated, rows_deleted,
      rows_rejected FROM millrace.ledger ORDER BY 1, 2, 3`,
  );
  return [...told, ...loads.rows.map((row) => row.join(" "))];
}

/** A user with the rights that docs/guide/postgres.md lists, and no others. */
async function plainUser(
  t: TestContext,
  database: TestConnection,
): Promise<{ user: string; password: string }> {
  const administration = postgresWarehouse({ name: "administration", ...database });
  const [user, password] = [`loader_${process.pid}`, "the loader's"];
  await administration.script(`
    CREATE ROLE ${user} LOGIN PASSWORD 'the loader''s';
    GRANT CONNECT, CREATE, TEMPORARY ON DATABASE ${database.database} TO ${user};
    GRANT USAGE, CREATE ON SCHEMA public TO ${user}`);
  t.after(async () => {
    await administration.script(`DROP OWNED BY ${user} CASCADE; DROP ROLE ${user}`);
    await administration.close();
  });
  return { user, password };
}
