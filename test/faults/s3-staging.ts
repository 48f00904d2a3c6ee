import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { TestContext } from "node:test";
import type { TaskError } from "../../protocol/event.ts";
import { createRedactor } from "../../runner/secrets/redactor.ts";
import type { Session } from "../../runner/session.ts";
import { openWorkspaceSession } from "../../runner/workspace-session.ts";
import { type TestConnection, testDatabase } from "../helpers/warehouse.ts";
import { backfill, copyWorkspace, scalar } from "../helpers/workspace.ts";
import { type S3Server, startS3Server } from "../s3/server.ts";

/** A workspace whose lake is a bucket of the tests' S3 server, and whose warehouse is a database of its own on an embedded Postgres. */
export interface Staging {
  readonly s3: S3Server;
  /** The variables that the workspace sees. They may be changed. */
  readonly env: Record<string, string>;
  /** What became of one run of the DAG `once` (no retries) or `again` (one). */
  run(dagId?: "once" | "again"): Promise<Outcome>;
  /** What is in the table: `820 rows, 820 ids, version 1`. */
  table(): Promise<string>;
}

export interface Outcome {
  readonly state: string;
  /** Of the task's last try that failed, whatever came of later ones. */
  readonly error: TaskError | undefined;
  readonly tries: number;
  /** What the history says that the run has loaded. */
  readonly loads: number;
}

export const BUCKET = "raw";
export const LARGE = "in/large.json";
/** Read in one go: 256 KB at most. */
const SMALL_OBJECTS = 40;
const SMALL_ROWS = 20;
const LARGE_ROWS = 20_000;

/** Bytes of the large object, which is streamed. */
export const largeSize = (): number => Buffer.byteLength(rows(LARGE_ROWS, SMALL_OBJECTS * SMALL_ROWS, "1"));

export const smallKey = (index: number): string => `in/small/${String(index).padStart(2, "0")}.json`;

/** Requests of a run that nothing happens to: a listing, and a read of each object. */
export const ALL_REQUESTS = 1 + 1 + SMALL_OBJECTS;

/** What the table has when every row has come once. */
export const ALL_ROWS = `${total()} rows, ${total()} ids, version 1`;
/** The table may be there already: it is made before its rows are loaded. */
export const NO_ROWS = "no rows";

function total(): number {
  return SMALL_OBJECTS * SMALL_ROWS + LARGE_ROWS;
}

/** The large object as it is after somebody wrote it again; of the same length. */
export function rewriteLarge(s3: S3Server): void {
  s3.seed(BUCKET, { [LARGE]: rows(LARGE_ROWS, SMALL_OBJECTS * SMALL_ROWS, "2") });
}

function rows(count: number, first: number, version: string): string {
  return Array.from({ length: count }, (_, i) => `{"id":${first + i},"version":"${version}"}\n`).join("");
}

export interface StagingOptions {
  /** Requests are sent so often at most. */
  readonly attempts?: number;
  /** More settings of the lake's connection. */
  readonly lake?: Readonly<Record<string, unknown>>;
}

export async function s3Staging(
  t: TestContext,
  { attempts, lake = {} }: StagingOptions = {},
): Promise<Staging> {
  const s3 = await startS3Server({ sessionToken: "token-1" });
  t.after(() => s3.close());
  s3.seed(BUCKET, { [LARGE]: rows(LARGE_ROWS, SMALL_OBJECTS * SMALL_ROWS, "1") });
  for (let i = 0; i < SMALL_OBJECTS; i++)
    s3.seed(BUCKET, { [smallKey(i)]: rows(SMALL_ROWS, i * SMALL_ROWS, "1") });
  const database = await testDatabase(t);
  const env: Record<string, string> = {
    WAREHOUSE_PASSWORD: database.password,
    LAKE_KEY: s3.accessKeyId,
    LAKE_SECRET: s3.secretAccessKey,
    LAKE_TOKEN: "token-1",
    ...(attempts !== undefined && { AWS_MAX_ATTEMPTS: String(attempts) }),
  };
  const workspace = await copyWorkspace(t, "test/fixtures/s3-faults");
  await writeFile(path.join(workspace, "millrace.json"), JSON.stringify(config(s3.endpoint, database, lake)));
  const secretSources = { env, redactor: createRedactor() };
  const session = openWorkspaceSession({ workspace, now: Date.now, newId: randomUUID, secretSources });
  t.after(() => session.close());
  return {
    s3,
    env,
    run: (dagId = "once") => run(session, dagId),
    table: () => table(session),
  };
}

function config(
  endpoint: string,
  { host, port, user, database }: TestConnection,
  more: Readonly<Record<string, unknown>>,
) {
  const credentials = {
    accessKeyId: { env: "LAKE_KEY" },
    secretAccessKey: { env: "LAKE_SECRET" },
    sessionToken: { env: "LAKE_TOKEN" },
  };
  return {
    connections: {
      warehouse: {
        ...{ type: "postgres", host, port, user, database },
        password: { env: "WAREHOUSE_PASSWORD" },
      },
      lake: { type: "s3", bucket: BUCKET, endpoint, credentials, ...more },
    },
  };
}

async function run(session: Session, dagId: string): Promise<Outcome> {
  const day = { from: "2024-02-14", to: "2024-02-14" };
  const [record] = await backfill(session, dagId, { ...day, policy: "all" });
  if (record === undefined) throw new Error("There was no run.");
  const tries = session.history().tries(record.runId, "stage");
  const error = tries.findLast((one) => one.error !== null)?.error ?? undefined;
  const loads = session.history().loads(record.runId).length;
  return { state: record.state, error, tries: tries.length, loads };
}

async function table(session: Session): Promise<string> {
  const there = await scalar(session, "SELECT to_regclass('events')");
  const count = there === "null" ? "0" : await scalar(session, "SELECT count(*) FROM events");
  if (count === "0") return NO_ROWS;
  return await scalar(
    session,
    `SELECT count(*) || ' rows, ' || count(DISTINCT id) || ' ids, version ' ||
            string_agg(DISTINCT version, ' and ') FROM events`,
  );
}
