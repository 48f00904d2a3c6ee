import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { postgresWarehouse } from "../../runner/connections/postgres/postgres-warehouse.ts";
import type { Warehouse } from "../../runner/connections/warehouse.ts";
import type { Session } from "../../runner/session.ts";
import { failures, openTestSession } from "../helpers/workspace.ts";
import type { PostgresServer } from "../postgres/server.ts";
import type { S3Server } from "../s3/server.ts";

const ROWS = 100_000;
const BUCKET = "raw";

/** A folder has ten files of 1.3 MB, a bucket one object of 46 MB: far more than is read ahead of a COPY. */
const FILES = 10;
const NOTE_IN_FILES = 80;
const NOTE_IN_BUCKET = 400;
/** The bucket's object. */
export const READINGS = "readings/all.jsonl";

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
  /** Has the readings in a bucket. Default: they are in a folder. */
  readonly s3?: S3Server;
}

/** A workspace with 100,000 readings in its lake, on `server`, reached through `port`. */
export async function readingsWorkspace(
  t: TestContext,
  server: PostgresServer,
  { database, port = server.connection.port, retries = 30, tablespace = "pg_default", s3 }: FaultyOptions,
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
  const lake = s3 === undefined ? await fillFolder(workspace) : fillBucket(s3);
  await writeFile(
    path.join(workspace, "millrace.json"),
    JSON.stringify({ connections: { warehouse, lake } }),
  );
  const secrets = [
    `PG_SECRET=${JSON.stringify(password)}`,
    `S3_KEY=${s3?.accessKeyId ?? ""}`,
    `S3_SECRET=${s3?.secretAccessKey ?? ""}`,
  ];
  await writeFile(path.join(workspace, ".env"), `${secrets.join("\n")}\n`);
  await writeFile(path.join(workspace, "readings.dag.ts"), DAG.replace("RETRIES", String(retries)));
  const direct = postgresWarehouse({ name: "direct", ...server.connection, database });
  t.after(() => direct.close());
  return { session: openTestSession(t, workspace), direct };
}

/** Gives the lake's connection. */
async function fillFolder(workspace: string): Promise<Record<string, unknown>> {
  const folder = path.join(workspace, "data", "readings");
  await mkdir(folder, { recursive: true });
  const each = ROWS / FILES;
  for (let file = 0; file < FILES; file += 1)
    await writeFile(path.join(folder, `${file}.jsonl`), linesOf(file * each, each, NOTE_IN_FILES));
  return { type: "files", path: "data" };
}

/** Gives the lake's connection. What stalls there goes on stalling. */
function fillBucket(s3: S3Server): Record<string, unknown> {
  s3.seed(BUCKET, { [READINGS]: linesOf(0, ROWS, NOTE_IN_BUCKET) });
  const credentials = { accessKeyId: { env: "S3_KEY" }, secretAccessKey: { env: "S3_SECRET" } };
  return { type: "s3", bucket: BUCKET, endpoint: s3.endpoint, stallTimeout: "1h", credentials };
}

function linesOf(first: number, count: number, noteLength: number): string {
  const note = "x".repeat(noteLength);
  return Array.from({ length: count }, (_, line) => {
    const id = first + line;
    return `${JSON.stringify({ id, sensor: `s-${id % 17}`, celsius: (id % 400) / 10, note })}\n`;
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

/** No request to the lake is left behind by a try that failed, and no connection by the session. */
export async function assertLakeIsLeft({ session }: FaultyRun, s3: S3Server): Promise<void> {
  while (s3.underWay() > 0) await sleep(5);
  await session.close();
  while (s3.connections() > 0) await sleep(5);
}

/** Waits until a COPY has taken so many rows, and gives its process. */
export async function copyUnderWay(direct: Warehouse, least = 1): Promise<number> {
  for (;;) {
    const { rows } = await direct.query(
      "SELECT pid FROM pg_stat_progress_copy WHERE tuples_processed >= $1",
      [least],
    );
    if (rows[0] !== undefined) return Number(rows[0][0]);
    await sleep(2);
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
