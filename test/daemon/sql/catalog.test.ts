import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import {
  connectionTestStep,
  doctor,
  listColumns,
  listConnections,
  listLake,
  listRelations,
  listSchemas,
  testConnection,
} from "../../../protocol/rpc/connections.ts";
import { UserError } from "../../../protocol/user-error.ts";
import { catalogHandlers } from "../../../runner/daemon/catalog/catalog-handlers.ts";
import { connectionHandlers } from "../../../runner/daemon/catalog/connection-handlers.ts";
import { sqlDesk } from "./sql-desk.ts";

const desk = await sqlDesk();
const catalog = desk.client(catalogHandlers());
const connections = desk.client(connectionHandlers());
const connection = "warehouse";

const HOSTILE = `a"b'; DROP TABLE x; -- <b>😀\n\u202E`;
const QUOTED = `"${HOSTILE.replaceAll('"', '""')}"`;

async function script(sql: string): Promise<void> {
  await (await (await desk.session().connections()).warehouse(connection)).script(sql);
}

async function refusal(work: Promise<unknown>): Promise<UserError> {
  const error = await work.then(
    () => assert.fail("It was not refused."),
    (refused: unknown) => refused,
  );
  assert.ok(error instanceof UserError, String(error));
  return error;
}

test("lists schemas, without the server's own and those of runs", async () => {
  await script(
    `CREATE SCHEMA ${QUOTED}; CREATE SCHEMA "Zoo"; CREATE SCHEMA millrace_run_0123456789abcdef; CREATE TEMP TABLE t ()`,
  );
  assert.deepEqual(await catalog.send(listSchemas, { connection }), ["public", "Zoo", HOSTILE]);
});

test("lists tables and views, whatever they are called", async () => {
  await script(`
    CREATE TABLE "Zoo".${QUOTED} (id int PRIMARY KEY);
    CREATE TABLE "Zoo".parts (id int) PARTITION BY RANGE (id);
    CREATE TABLE "Zoo".parts_1 PARTITION OF "Zoo".parts FOR VALUES FROM (0) TO (10);
    CREATE VIEW "Zoo".seen AS SELECT 1 AS n;
    CREATE MATERIALIZED VIEW "Zoo".kept AS SELECT n FROM generate_series(1, 7) AS n;
    CREATE SEQUENCE "Zoo".numbers;
    ANALYZE "Zoo".kept`);
  assert.deepEqual(await catalog.send(listRelations, { connection, schema: "Zoo" }), [
    { name: HOSTILE, kind: "table", rowEstimate: null },
    { name: "kept", kind: "materialized view", rowEstimate: 7 },
    { name: "parts", kind: "table", rowEstimate: null },
    { name: "parts_1", kind: "table", rowEstimate: null },
    { name: "seen", kind: "view", rowEstimate: null },
  ]);
  assert.deepEqual(
    await catalog.send(listRelations, { connection, schema: "'; DROP SCHEMA public; --" }),
    [],
  );
});

test("lists columns in their order, with keys", async () => {
  await script(`
    CREATE TABLE "Zoo".t (${QUOTED} numeric(10, 2), gone int, b text NOT NULL, a int, PRIMARY KEY (a, b));
    ALTER TABLE "Zoo".t DROP COLUMN gone`);
  assert.deepEqual(await catalog.send(listColumns, { connection, schema: "Zoo", relation: "t" }), [
    { name: HOSTILE, type: "numeric(10,2)", nullable: true, isKey: false },
    { name: "b", type: "text", nullable: false, isKey: true },
    { name: "a", type: "integer", nullable: false, isKey: true },
  ]);
  const ofHostile = await catalog.send(listColumns, { connection, schema: "Zoo", relation: HOSTILE });
  assert.deepEqual(ofHostile, [{ name: "id", type: "integer", nullable: false, isKey: true }]);
  assert.deepEqual(await catalog.send(listColumns, { connection, schema: "Zoo", relation: "no" }), []);
});

test("lists a lake level by level", async () => {
  const data = path.join(desk.workspace, "data");
  for (const file of ["a.json", "log/2018/1.json", "log/2018/2.json", "log/2019/3.json", "log.txt"]) {
    await mkdir(path.dirname(path.join(data, file)), { recursive: true });
    await writeFile(path.join(data, file), "{}");
  }
  const level = (prefix: string, limit: number) =>
    catalog.send(listLake, { connection: "lake", prefix, limit });
  assert.deepEqual(await level("", 10), {
    folders: ["log/"],
    objects: [
      { key: "a.json", bytes: 2 },
      { key: "log.txt", bytes: 2 },
    ],
    hasMore: false,
  });
  assert.deepEqual(await level("log/", 10), {
    folders: ["log/2018/", "log/2019/"],
    objects: [],
    hasMore: false,
  });
  assert.deepEqual(await level("log/", 1), { folders: ["log/2018/"], objects: [], hasMore: true });
  assert.equal((await level("log/2018/", 2)).hasMore, false);
});

test("lists connections, and how they are reached on the target", async () => {
  const onOther = desk.client(connectionHandlers(), desk.session("other"));
  assert.deepEqual(await onOther.send(listConnections, {}), [
    {
      name: "warehouse",
      type: "embedded",
      kind: "warehouse",
      place: "database postgres",
      readOnly: false,
      standsFor: [],
      reachedBy: null,
    },
    {
      name: "lake",
      type: "files",
      kind: "lake",
      place: "data",
      readOnly: false,
      standsFor: ["source"],
      reachedBy: "source",
    },
    {
      name: "locked",
      type: "embedded",
      kind: "warehouse",
      place: "database postgres",
      readOnly: true,
      standsFor: ["warehouse"],
      reachedBy: "warehouse",
    },
  ]);
  const hidden = desk.client(catalogHandlers(), desk.session("other"));
  assert.equal((await refusal(hidden.send(listSchemas, { connection }))).code, "connection-not-on-target");
  assert.ok((await hidden.send(listSchemas, { connection: "locked" })).includes("public"));
  assert.equal((await refusal(catalog.send(listSchemas, { connection: "lake" }))).code, "unknown-connection");
});

test("tests a connection step by step, and lets go of nothing that others use", async () => {
  const told = connections.told.length;
  const steps = await connections.send(testConnection, { requestId: "t", name: connection });
  assert.deepEqual(
    steps.map(({ step, outcome }) => [step, outcome]),
    [
      ["configuration", "ok"],
      ["server", "ok"],
      ["reach", "ok"],
      ["sign in", "ok"],
      ["database", "ok"],
      ["query", "ok"],
      ["make a table", "ok"],
    ],
  );
  assert.deepEqual(
    connections.told.slice(told),
    steps.map((step) => ({ method: connectionTestStep.method, params: { requestId: "t", step } })),
  );
  await script("SELECT 1");
  assert.equal(
    (await refusal(connections.send(testConnection, { requestId: "t", name: "no" }))).code,
    "unknown-connection",
  );
});

test("a production target is tested without making a table", async () => {
  const onProd = desk.client(connectionHandlers(), desk.session("prod"));
  const steps = await onProd.send(testConnection, { requestId: "t", name: connection });
  assert.equal(steps.at(-1)?.outcome, "skipped");
});

test("looks at everything that doctor looks at", async () => {
  const findings = await connections.send(doctor, { requestId: "d" });
  const names = new Set(findings.map(({ name }) => name));
  for (const name of ["disk space", "connections", "DAG files"])
    assert.ok(names.has(name), [...names].join(", "));
  assert.deepEqual(
    findings.filter(({ health }) => health === "problem").map(({ text }) => text),
    [],
  );
});
