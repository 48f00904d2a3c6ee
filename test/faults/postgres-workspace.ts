import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { postgresWarehouse } from "../../runner/connections/postgres/postgres-warehouse.ts";
import type { Warehouse } from "../../runner/connections/warehouse.ts";
import type { Session } from "../../runner/session.ts";
import { failures, openTestSession } from "../helpers/workspace.ts";
import type { PostgresServer } from "../postgres/server.ts";

const FILES = 10;
const LINES = 10_000;
const ROWS = FILES * LINES;

export const DAY = { from: "2026-03-01", to: "2026-03-01" } as const;

/** Files of a lake into a table of facts, with a check behind it. Retries come fast, and there are many. */
const DAG = `import { dag, dataQuality, loadFact, sql, stageFromS3 } from "millrace";

dag({ id: "readings", schedule: "@daily", startDate: "2026-03-01", defaults: { retries: RETRIES, retryDelay: "1s" } }, () => {
  const staged = stageFromS3("stage", {
    from: "readings/",
    table: "staging_readings",
    create: "CREATE TABLE staging_readings (id integer, sensor text, celsius numeric, note text)",
    json: "auto",
  });
  const loaded = loadFact("load", {
    after: staged,
    table: "readings",
    create: "CREATE TABLE IF NOT EXISTS readings (id integer, sensor text, celsius numeric, note text)",
    sql: "SELECT id, sensor, celsius, note FROM staging_readings",
    mode: "append",
  });
  dataQuality("quality", {
    after: loaded,
    checks: [sql({ name: "no reading is there twice", sql: "SELECT count(*) - count(DISTINCT id) FROM readings", expect: 0 })],
  });
});
`;

export interface FaultyRun {
  readonly session: Session;
  /** Past whatever is between the workspace and its server. */
  readonly direct: Warehouse;
}

export interface FaultyOptions {
  /** Is made. */
  readonly database: string;
  /** Default: the server's own. */
  readonly port?: number;
  readonly retries?: number;
  readonly tablespace?: string;
}

/** A workspace with 100,000 readings in ten files, on `server`, reached through `port`. */
export async function readingsWorkspace(
  t: TestContext,
  server: PostgresServer,
  { database, port = server.connection.port, retries = 30, tablespace = "pg_default" }: FaultyOptions,
): Promise<FaultyRun> {
  const administration = postgresWarehouse({ name: "administration", ...server.connection });
  await administration.query(`CREATE DATABASE ${database} TABLESPACE ${tablespace}`);
  await administration.close();
  const workspace = await mkdtemp(path.join(tmpdir(), "mr-faults-"));
  await chmod(workspace, 0o711);
  t.after(() => rm(workspace, { recursive: true, force: true }));
  const { password, user } = server.connection;
  const warehouse = {
    type: "postgres",
    host: "127.0.0.1",
    port,
    user,
    database,
    password: { env: "PG_SECRET" },
  };
  const connections = { warehouse, lake: { type: "files", path: "data" } };
  await writeFile(path.join(workspace, "millrace.json"), JSON.stringify({ connections }));
  await writeFile(path.join(workspace, ".env"), `PG_SECRET=${JSON.stringify(password)}\n`);
  await writeFile(path.join(workspace, "readings.dag.ts"), DAG.replace("RETRIES", String(retries)));
  await mkdir(path.join(workspace, "data", "readings"), { recursive: true });
  for (let file = 0; file < FILES; file += 1)
    await writeFile(path.join(workspace, "data", "readings", `${file}.jsonl`), linesOf(file));
  const direct = postgresWarehouse({ name: "direct", ...server.connection, database });
  t.after(() => direct.close());
  return { session: openTestSession(t, workspace), direct };
}

function linesOf(file: number): string {
  return Array.from({ length: LINES }, (_, line) => {
    const id = file * LINES + line;
    return `${JSON.stringify({ id, sensor: `s-${id % 17}`, celsius: (id % 400) / 10, note: "x".repeat(80) })}\n`;
  }).join("");
}

/** Every reading is in the table once, and the ledger says so. */
export async function assertLoadedOnce({ session, direct }: FaultyRun): Promise<void> {
  const runs = session.history().runs({ dagId: "readings" });
  assert.equal(failures(session, runs), "");
  const { rows } = await direct.query(
    "SELECT count(*)::int, count(DISTINCT id)::int, sum(id)::text FROM readings",
  );
  assert.deepEqual(rows, [[ROWS, ROWS, String((ROWS * (ROWS - 1)) / 2)]]);
  const loads = await direct.query(
    "SELECT task_id, rows_inserted::int FROM millrace.ledger ORDER BY task_id",
  );
  assert.deepEqual(loads.rows, [
    ["load", ROWS],
    ["stage", ROWS],
  ]);
}

/** Waits until a COPY has taken rows, and gives its process. */
export async function copyUnderWay(direct: Warehouse): Promise<number> {
  for (;;) {
    const { rows } = await direct.query("SELECT pid FROM pg_stat_progress_copy WHERE tuples_processed > 0");
    if (rows[0] !== undefined) return Number(rows[0][0]);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** What was told of each try that failed: its code, its message and what to do. */
export function errorsOf({ session }: FaultyRun, taskId: string): readonly string[] {
  const [run] = session.history().runs({ dagId: "readings" });
  assert.ok(run);
  return session
    .history()
    .tries(run.runId, taskId)
    .flatMap(({ error }) =>
      error === null ? [] : [`${error.code}: ${error.message} | ${error.next ?? ""}`],
    );
}
