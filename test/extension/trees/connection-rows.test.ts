import assert from "node:assert/strict";
import { test } from "node:test";
import { createConnectionTests } from "../../../extension/connection-tests.ts";
import { createDockerNews } from "../../../extension/docker-news.ts";
import type { Found } from "../../../extension/surfaces/connections-tree/catalog.ts";
import { type CatalogWhat, catalogKey } from "../../../extension/surfaces/connections-tree/catalog-what.ts";
import {
  type ConnectionsShown,
  connectionRows,
} from "../../../extension/surfaces/connections-tree/connection-rows.ts";
import type { ConnectionView } from "../../../protocol/rpc/connections.ts";
import type { DockerView } from "../../../protocol/rpc/docker.ts";
import { outline } from "./outline.ts";

const NOW = 1_000_000;

const WAREHOUSE: ConnectionView = {
  name: "docker",
  type: "postgres",
  kind: "warehouse",
  place: "localhost:5432/dev",
  readOnly: false,
  standsFor: ["warehouse"],
  reachedBy: "warehouse",
};
const LAKE: ConnectionView = {
  ...WAREHOUSE,
  name: "lake",
  type: "files",
  kind: "lake",
  place: "data",
  standsFor: [],
  reachedBy: null,
};

const SHOWN: ConnectionsShown = {
  target: null,
  hasTargets: false,
  connections: [WAREHOUSE],
  catalog: new Map(),
  tested: () => undefined,
  docker: () => undefined,
  now: NOW,
};

function check(shown: Partial<ConnectionsShown>, expected: string): void {
  const rows = connectionRows({ ...SHOWN, ...shown });
  assert.equal(outline(rows), expected.trim());
}

function catalog(...found: readonly (readonly [CatalogWhat, Found])[]): ReadonlyMap<string, Found> {
  return new Map(found.map(([what, one]) => [catalogKey(what), one]));
}

test("the target and each connection, tested or not", () => {
  check(
    {
      target: { name: "prod", production: true, readOnly: true, description: "the real one" },
      hasTargets: true,
      connections: [{ ...WAREHOUSE, readOnly: true }, LAKE],
      tested: (name) => (name === "lake" ? { isOk: false, lines: [], at: NOW - 60_000 } : undefined),
    },
    `
(target) Target prod | production · read-only · the real one
(database) docker | postgres · localhost:5432/dev · read-only · is warehouse
  ? {"kind":"schemas","connection":"docker"}
(error) lake | files · data · test failed 1 min ago
  ? {"kind":"lake","connection":"lake","prefix":"","limit":50}`,
  );
});

test("schemas, tables and columns", () => {
  const at = { connection: "docker", schema: "public" } as const;
  check(
    {
      catalog: catalog(
        [
          { kind: "schemas", connection: "docker" },
          { kind: "schemas", schemas: ["public", "empty"] },
        ],
        [
          { kind: "relations", ...at },
          {
            kind: "relations",
            relations: [
              { name: "users", kind: "table", rowEstimate: 6820 },
              { name: "daily", kind: "view", rowEstimate: null },
            ],
          },
        ],
        [
          { kind: "relations", connection: "docker", schema: "empty" },
          { kind: "relations", relations: [] },
        ],
        [
          { kind: "columns", ...at, relation: "users" },
          {
            kind: "columns",
            columns: [
              { name: "user_id", type: "integer", nullable: false, isKey: true },
              { name: "level", type: "text", nullable: true, isKey: false },
            ],
          },
        ],
      ),
    },
    `
(database) docker | postgres · localhost:5432/dev · is warehouse
  (symbol-namespace) public
    (table) users | about 6,820 rows
      (key) user_id | integer · not null
      (symbol-field) level | text
    (eye) daily | view
      ? {"kind":"columns","connection":"docker","schema":"public","relation":"daily"}
  (symbol-namespace) empty
    () No tables`,
  );
});

test("folders and objects of a lake, and the way to more of them", () => {
  const page = {
    folders: ["log_data/2018/"],
    objects: [{ key: "log_data/readme.txt", bytes: 512 }],
    hasMore: true,
  };
  check(
    {
      connections: [LAKE],
      catalog: catalog(
        [
          { kind: "lake", connection: "lake", prefix: "", limit: 50 },
          { kind: "lake", page: { folders: ["log_data/"], objects: [], hasMore: false }, limit: 50 },
        ],
        [
          { kind: "lake", connection: "lake", prefix: "log_data/", limit: 50 },
          { kind: "lake", page, limit: 50 },
        ],
      ),
    },
    `
(folder-library) lake | files · data
  (folder) log_data
    (folder) 2018
      ? {"kind":"lake","connection":"lake","prefix":"log_data/2018/","limit":50}
    (file) readme.txt | 512 bytes
    + {"kind":"lake","connection":"lake","prefix":"log_data/","limit":100}
(add) Add Connection… | to Postgres or S3`,
  );
});

test("what was done with Docker is said at the connections that lead there", () => {
  const news = createDockerNews((error) => assert.fail(String(error)));
  const view: DockerView = {
    composeFile: "docker-compose.yml",
    project: "work",
    services: [],
    volumes: [],
    connections: [{ name: "docker", service: "postgres", place: "localhost:8001", answers: true, text: "" }],
  };
  const shown = () =>
    outline(connectionRows({ ...SHOWN, docker: (name) => news.of("f", name) })).split("\n")[0];
  news.keep("g", "started", view, NOW);
  assert.equal(shown(), "(database) docker | postgres · localhost:5432/dev · is warehouse");
  news.keep("f", "started", view, NOW - 60_000);
  assert.equal(
    shown(),
    "(database) docker | started 1 min ago · postgres · localhost:5432/dev · is warehouse",
  );
  news.keep("f", "stopped", view, NOW);
  assert.equal(
    shown(),
    "(database) docker | stopped just now · postgres · localhost:5432/dev · is warehouse",
  );
});

test("where nothing leads beyond this machine, a row leads to the form", () => {
  const embedded = { ...WAREHOUSE, name: "warehouse", type: "embedded", place: "", standsFor: [] };
  const lines = (connections: readonly ConnectionView[]) =>
    outline(connectionRows({ ...SHOWN, connections })).split("\n");
  assert.equal(lines([embedded, LAKE]).at(-1), "(add) Add Connection… | to Postgres or S3");
  for (const other of [WAREHOUSE, { ...LAKE, type: "s3" }, { ...WAREHOUSE, type: "redshift" }])
    assert.doesNotMatch(lines([embedded, LAKE, other]).join("\n"), /Add Connection/);
});

test("a bucket is looked into as a folder is", () => {
  const raw = { ...LAKE, name: "raw", type: "s3", place: "s3://raw/2018/" };
  check(
    {
      connections: [raw],
      catalog: catalog([
        { kind: "lake", connection: "raw", prefix: "", limit: 50 },
        { kind: "lake", page: { folders: ["a/"], objects: [], hasMore: false }, limit: 50 },
      ]),
    },
    `
(cloud) raw | s3 · s3://raw/2018/
  (folder) a
    ? {"kind":"lake","connection":"raw","prefix":"a/","limit":50}`,
  );
});

test("what is wrong is said where somebody looks, with a test to find out more", () => {
  check(
    {
      catalog: catalog([
        { kind: "schemas", connection: "docker" },
        { kind: "error", message: "Nobody answers at localhost:5432." },
      ]),
    },
    `
(database) docker | postgres · localhost:5432/dev · is warehouse
  (error) Nobody answers at localhost:5432.
  (debug-disconnect) Test the connection`,
  );
  check({ connections: "The runner ended." }, "(error) The runner ended.");
  check({ connections: undefined }, "(loading~spin) Loading…");
});

test("a test's outcome is kept by folder and connection", () => {
  const tests = createConnectionTests((error) => assert.fail(String(error)));
  let told = 0;
  tests.onDidChange(() => told++);
  const step = { step: "connect", text: "refused", milliseconds: 1 } as const;
  tests.keep(
    "f",
    "docker",
    [
      { ...step, outcome: "failed", next: "Start it." },
      { ...step, outcome: "not reached" },
    ],
    5,
  );
  tests.keep(
    "g",
    "docker",
    [
      { ...step, outcome: "ok" },
      { ...step, outcome: "skipped" },
    ],
    6,
  );
  assert.deepEqual(tests.of("f", "docker"), { isOk: false, lines: ["connect: refused Start it."], at: 5 });
  assert.equal(tests.of("g", "docker")?.isOk, true);
  assert.equal(tests.of("g", "lake"), undefined);
  assert.equal(told, 2);
});
