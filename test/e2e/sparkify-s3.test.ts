import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { packageRoot } from "../../runner/package-root.ts";
import type { Session } from "../../runner/session.ts";
import { openWorkspaceSession } from "../../runner/workspace-session.ts";
import { cliInProcess } from "../helpers/cli.ts";
import {
  MONTH,
  placeSparkifyData,
  type Songs,
  skipWithoutData,
  sparkifyData,
} from "../helpers/sparkify-data.ts";
import { backfill, copyWorkspace, failures, scalar } from "../helpers/workspace.ts";
import { debianBinaries } from "../postgres/binaries.ts";
import { type PostgresServer, startPostgres } from "../postgres/server.ts";
import { cephMissing, startCeph } from "../s3/ceph.ts";
import { clientOf } from "../s3/checks/check.ts";
import { startS3Server } from "../s3/server.ts";
import { SPARKIFY_FACTS } from "../sample/facts.ts";

const binaries = debianBinaries();
const skip =
  skipWithoutData ||
  (binaries === undefined ? "needs Debian's Postgres (apt-get install postgresql)" : false);

/** Each table of the sample that stays, as its rows in a fixed order. None has a column that is numbered or timed by a load. */
const TABLES = ["staging_songs", "songplays", "users", "songs", "artists", "time"];
const BUCKET = "sparkify-raw";
const SAMPLE = path.join(packageRoot(), "samples", "sparkify");
const SETTINGS = "millrace.json";

/** An S3 server, wherever it is, with a bucket for the test. */
interface S3Place {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

test("the sample from S3 into Postgres gives what it gives on one machine, row by row", {
  skip,
}, async (t) => {
  const s3 = await startS3Server({ region: "eu-central-1" });
  t.after(() => s3.close());
  s3.createBucket(BUCKET);
  await fromOneToTheOther(t, s3, "full");
  const reads = s3.requests.filter(({ method, key }) => method === "GET" && key.startsWith("raw/song_data/"));
  assert.equal(new Set(reads.map(({ key }) => key)).size, 14_896);
});

test("the small songs from Ceph's S3 server", { skip: skip || cephMissing() }, async (t) => {
  const ceph = await startCeph();
  t.after(() => ceph.close());
  const client = clientOf(ceph);
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  client.destroy();
  await fromOneToTheOther(t, ceph, "small");
});

/** Runs the month on the embedded server with a folder, copies the folder into the bucket, and runs it again from there. */
async function fromOneToTheOther(t: TestContext, s3: S3Place, songs: Songs): Promise<void> {
  assert.ok(sparkifyData !== undefined && binaries !== undefined);
  const postgres = await startPostgres({ binaries });
  t.after(() => postgres.stop());
  const workspace = await copyWorkspace(t, "samples/sparkify");
  await placeSparkifyData(sparkifyData, path.join(workspace, "data"), songs);
  await writeSettings(workspace, s3, postgres);

  const here = await run(t, workspace, undefined, songs);
  await copyLake(workspace);
  const there = await run(t, workspace, "server", songs);

  for (const table of TABLES) assert.deepEqual(there.rows.get(table), here.rows.get(table), table);
  assert.deepEqual(there.loads, here.loads);
  await assertAsShipped(workspace);
}

/** Every file of the sample is there to the byte, and none beside them; `millrace.json` has more in it, and nothing else. */
async function assertAsShipped(workspace: string): Promise<void> {
  const files = await filesOf(SAMPLE);
  assert.ok(files.includes("sparkify.dag.ts") && files.filter((file) => file.endsWith(".sql")).length >= 12);
  assert.deepEqual(await filesOf(workspace), [...files, ".env"].sort());
  for (const file of files.filter((one) => one !== SETTINGS)) {
    const [shipped, used] = await Promise.all([SAMPLE, workspace].map((at) => readFile(path.join(at, file))));
    assert.ok(shipped !== undefined && used?.equals(shipped), `${file} is as it ships`);
  }
  const [shipped, used] = [await settingsOf(SAMPLE), await settingsOf(workspace)];
  const { server, bucket, ...connections } = used.connections;
  const { server: target, ...targets } = used.targets;
  assert.ok(server !== undefined && bucket !== undefined && target !== undefined);
  assert.deepEqual({ ...used, connections, targets }, shipped);
}

/** Of a workspace, without its data and what Millrace writes there; sorted, with forward slashes. */
async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      path.relative(folder, path.join(parentPath, name)).replaceAll(path.sep, "/"),
    )
    .filter((file) => !/^(data\/|\.millrace\/|tsconfig\.json$)/.test(file))
    .sort();
}

interface Settings {
  readonly connections: Readonly<Record<string, unknown>>;
  readonly targets: Readonly<Record<string, unknown>>;
}

async function settingsOf(folder: string): Promise<Settings> {
  return JSON.parse(await readFile(path.join(folder, SETTINGS), "utf8"));
}

/** What lies in the folder goes into the bucket, by the command that users have for that. */
async function copyLake(workspace: string): Promise<void> {
  const last: (() => Promise<void>)[] = [];
  const cli = cliInProcess({ path: workspace, beforeRemoval: (work) => void last.push(work) });
  const { code, stdout, stderr } = await cli.run("lake cp lake: bucket: --quiet");
  assert.equal(code, 0, `${stdout}${stderr}`);
  for (const work of last) await work();
}

/** As a user does it: two connections more, and a target that takes them. Secrets are in `.env`. */
async function writeSettings(workspace: string, s3: S3Place, { connection }: PostgresServer): Promise<void> {
  const { host, port, user, database, password } = connection;
  const { endpoint, region, accessKeyId, secretAccessKey } = s3;
  const shipped = await settingsOf(workspace);
  const more = {
    server: { type: "postgres", host, port, user, database, password: { env: "SPARKIFY_PASSWORD" } },
    bucket: {
      ...{ type: "s3", bucket: BUCKET, prefix: "raw/", region, endpoint },
      credentials: {
        accessKeyId: { env: "SPARKIFY_ACCESS_KEY" },
        secretAccessKey: { env: "SPARKIFY_SECRET_KEY" },
      },
    },
  };
  const settings = {
    ...shipped,
    connections: { ...shipped.connections, ...more },
    targets: { ...shipped.targets, server: { connections: { warehouse: "server", lake: "bucket" } } },
  };
  await writeFile(path.join(workspace, SETTINGS), JSON.stringify(settings, null, 2));
  const secrets = [
    `SPARKIFY_PASSWORD="${password}"`,
    `SPARKIFY_ACCESS_KEY=${accessKeyId}`,
    `SPARKIFY_SECRET_KEY=${secretAccessKey}`,
  ];
  await writeFile(path.join(workspace, ".env"), `${secrets.join("\n")}\n`);
}

interface Outcome {
  readonly rows: ReadonlyMap<string, readonly string[]>;
  /** What each load of the month read and wrote, by day and table. */
  readonly loads: readonly string[];
}

/** The whole month, eight days at a time; its tables are held to the known facts. Without a target, as it ships. */
async function run(
  t: TestContext,
  workspace: string,
  name: string | undefined,
  songs: Songs,
): Promise<Outcome> {
  const target = name === undefined ? {} : { target: { name, by: "--target" } as const };
  const session = openWorkspaceSession({ workspace, ...target, now: Date.now, newId: randomUUID });
  t.after(() => session.close());
  const runs = await backfill(session, "sparkify", { ...MONTH, maxActiveRuns: 8 });
  assert.equal(failures(session, runs), "");
  assert.equal(runs.filter(({ state }) => state === "success").length, 30);
  for (const { name: fact, sql, expectSmall, expectFull } of SPARKIFY_FACTS) {
    const expected = songs === "small" ? expectSmall : expectFull;
    assert.equal(await scalar(session, sql), expected, `${name ?? "as it ships"}: ${fact}`);
  }
  const rows = new Map<string, readonly string[]>();
  for (const table of TABLES) rows.set(table, await rowsOf(session, table));
  const loads = runs.flatMap(({ runId, interval }) =>
    session
      .history()
      .loads(runId)
      .filter(({ table }) => !DEPENDS_ON_THE_ORDER.has(table))
      .map(
        ({ table, read, inserted, rejected }) => `${interval.start} ${table} ${read} ${inserted} ${rejected}`,
      ),
  );
  await session.close();
  return { rows, loads: loads.toSorted() };
}

/** Which of several days that run side by side stages the songs, or meets a user first, is chance. */
const DEPENDS_ON_THE_ORDER = new Set(["staging_songs", "users", "songs", "artists"]);

async function rowsOf(session: Session, table: string): Promise<readonly string[]> {
  const warehouse = await (await session.connections()).warehouse("warehouse");
  const { rows } = await warehouse.query(`SELECT t::text FROM ${table} AS t ORDER BY t::text COLLATE "C"`);
  return rows.map(([row]) => String(row));
}
