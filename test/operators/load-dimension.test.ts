import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { RowCounts } from "../../protocol/run.ts";
import type { Warehouse } from "../../runner/connections/warehouse.ts";
import { committedLoad } from "../../runner/loads/ledger.ts";
import { loadDimension } from "../../runner/operators/load-dimension.ts";
import { testTaskContext } from "../helpers/task-context.ts";
import { testWarehouse } from "../helpers/warehouse.ts";

const CREATE = "CREATE TABLE users (id int, level text, since timestamp, note json)";

test("upsert inserts new keys, updates changed rows and leaves the others", async (t) => {
  const warehouse = await testWarehouse(t);
  const params = { table: "users", create: CREATE, key: "id" };
  const first = await load(warehouse, {
    ...params,
    sql: "SELECT * FROM (VALUES (1, 'free'), (2, 'paid'), (3, NULL), (4, 'free')) AS v (id, level)",
  });
  assert.deepEqual(first, { ...NOTHING, read: 4, inserted: 4, total: 4 });
  await warehouse.query("UPDATE users SET since = '2024-01-01', note = '{\"a\": 1}' WHERE id = 1");
  const untouched = await rows(warehouse, "SELECT id, ctid::text FROM users WHERE id IN (2, 3) ORDER BY id");
  const second = await load(warehouse, {
    ...params,
    sql: "SELECT * FROM (VALUES ('paid', 1), ('paid', 2), (NULL, 3), (NULL, 4), ('new', 5)) AS v (level, id)",
  });
  assert.deepEqual(second, { ...NOTHING, read: 5, inserted: 1, updated: 2, total: 5 });
  assert.deepEqual(await rows(warehouse, "SELECT id, level, since FROM users ORDER BY id"), [
    [1, "paid", "2024-01-01 00:00:00"],
    [2, "paid", null],
    [3, null, null],
    [4, null, null],
    [5, "new", null],
  ]);
  const now = await rows(warehouse, "SELECT id, ctid::text FROM users WHERE id IN (2, 3) ORDER BY id");
  assert.deepEqual(now, untouched);
});

test("upsert compares values of types that have no equality", async (t) => {
  const warehouse = await testWarehouse(t);
  const create = "CREATE TABLE shapes (id int, j json, x xml, p point, b box, js json[])";
  const params = { table: "shapes", create, key: "id" };
  const shape = (json: string, box: string) => `SELECT 1 AS id, '${json}' AS j, '<a/>' AS x, '(1,2)' AS p,
    '${box}' AS b, ARRAY['${json}']::json[] AS js`;
  assert.equal((await load(warehouse, { ...params, sql: shape("[1]", "(0,0),(1,2)") }))?.inserted, 1);
  assert.equal((await load(warehouse, { ...params, sql: shape("[1]", "(0,0),(1,2)") }))?.updated, 0);
  assert.equal((await load(warehouse, { ...params, sql: shape("[2]", "(0,0),(1,2)") }))?.updated, 1);
  const sameArea = await load(warehouse, { ...params, sql: shape("[2]", "(0,0),(2,1)") });
  assert.equal(sameArea?.updated, 1);
});

test("upsert writes values that are equal, and yet others", async (t) => {
  const warehouse = await testWarehouse(t);
  const create = "CREATE TABLE sizes (id int, n numeric, i interval, j jsonb, f float8)";
  const params = { table: "sizes", create, key: "id" };
  const size = (n: string, i: string, f: string) =>
    `SELECT 1 AS id, ${n} AS n, interval '${i}' AS i, '[${n}]'::jsonb AS j, '${f}'::float8 AS f`;
  await load(warehouse, { ...params, sql: size("1.0", "24 hours", "0") });
  assert.equal((await load(warehouse, { ...params, sql: size("1.0", "24 hours", "0") }))?.updated, 0);
  assert.equal((await load(warehouse, { ...params, sql: size("1.00", "1 day", "-0") }))?.updated, 1);
  assert.deepEqual(await rows(warehouse, "SELECT n::text, i::text, j::text, f::text FROM sizes"), [
    ["1.00", "1 day", "[1.00]", "-0"],
  ]);
});

test("upsert by a key of several columns, and of key columns only", async (t) => {
  const warehouse = await testWarehouse(t);
  const create = 'CREATE TABLE "Time" ("Year" int, month int, PRIMARY KEY ("Year", month))';
  const params = { table: '"Time"', create, key: ["Year", "month"] };
  const sql = 'SELECT 2024 AS "Year", m AS month FROM generate_series(1, 3) AS m';
  assert.equal((await load(warehouse, { ...params, sql }))?.inserted, 3);
  const again = await load(warehouse, { ...params, sql: sql.replace("3", "4") });
  assert.deepEqual([again?.read, again?.inserted, again?.updated], [4, 1, 0]);
});

test("columns with defaults and NOT NULL may be missing from the SELECT", async (t) => {
  const warehouse = await testWarehouse(t);
  const create = "CREATE TABLE songs (sk int GENERATED ALWAYS AS IDENTITY, id int, n int NOT NULL DEFAULT 7)";
  await load(warehouse, { table: "songs", create, key: "id", sql: "SELECT 5 AS id" });
  assert.deepEqual(await rows(warehouse, "SELECT * FROM songs"), [[1, 5, 7]]);
});

test("with a version, an older row does not overwrite a newer one", async (t) => {
  const warehouse = await testWarehouse(t);
  const params = { table: "users", create: CREATE, key: "id", version: "since" };
  const at = (since: string, level: string) => `SELECT 1 AS id, '${level}' AS level, ${since} AS since`;
  const steps: readonly (readonly [sql: string, updated: number, level: string])[] = [
    [at("NULL", "unknown"), 0, "unknown"],
    [at("'2024-02-02'", "paid"), 1, "paid"],
    [at("'2024-02-01'", "free"), 0, "paid"],
    [at("NULL", "unknown"), 0, "paid"],
    [at("'2024-02-02'", "corrected"), 1, "corrected"],
    [at("'2024-02-03'", "corrected"), 1, "corrected"],
    [at("'2024-02-03'", "corrected"), 0, "corrected"],
  ];
  for (const [sql, updated, level] of steps) {
    assert.equal((await load(warehouse, { ...params, sql }))?.updated, updated, sql);
    assert.deepEqual(await rows(warehouse, "SELECT level FROM users"), [[level]]);
  }
});

test("loads of intervals in any order and side by side end in the same table", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.query("CREATE TABLE users (id int, level text, since timestamp)");
  const days = Array.from({ length: 8 }, (_, index) => index + 1);
  const userSets = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 6 })), { minLength: 8, maxLength: 8 });
  const order = fc.shuffledSubarray(days, { minLength: 8 });
  await fc.assert(
    fc.asyncProperty(userSets, order, fc.integer({ min: 1, max: 8 }), async (users, days, width) => {
      await warehouse.query("DELETE FROM users");
      const waiting = [...days];
      const lane = async () => {
        for (let day = waiting.shift(); day !== undefined; day = waiting.shift()) {
          await load(warehouse, {
            table: "users",
            key: "id",
            version: "since",
            sql: `SELECT id, 'on day ${day}' AS level, timestamp '2024-02-0${day}' AS since
                    FROM unnest('{${users[day - 1]}}'::int[]) AS id`,
          });
        }
      };
      await Promise.all(Array.from({ length: width }, lane));
      const expected = new Map<number, string>();
      users.forEach((ids, index) => {
        for (const id of ids) expected.set(id, `on day ${index + 1}`);
      });
      assert.deepEqual(
        await rows(warehouse, "SELECT id, level FROM users ORDER BY id"),
        [...expected].sort(([a], [b]) => a - b),
      );
    }),
    { numRuns: 15 },
  );
});

test("truncateInsert replaces all rows, or none when it fails", async (t) => {
  const warehouse = await testWarehouse(t);
  const params = { table: "users", create: CREATE };
  await load(warehouse, { ...params, sql: "SELECT n AS id FROM generate_series(1, 5) AS n" });
  const second = await load(warehouse, { ...params, sql: "SELECT n AS id FROM generate_series(4, 6) AS n" });
  assert.deepEqual(second, { ...NOTHING, read: 3, inserted: 3, deleted: 5, total: 3 });
  await assert.rejects(
    load(warehouse, { ...params, sql: "SELECT 1 / (n - 6) AS id FROM generate_series(4, 6) AS n" }),
    {
      message: "division by zero (SQLSTATE 22012).",
    },
  );
  assert.deepEqual(await rows(warehouse, "SELECT id FROM users ORDER BY id"), [[4], [5], [6]]);
});

test("append refuses to load the same interval again", async (t) => {
  const warehouse = await testWarehouse(t);
  const params = { table: "users", create: CREATE, mode: "append", sql: "SELECT 1 AS id" } as const;
  await load(warehouse, params);
  await assert.rejects(load(warehouse, params), {
    code: "would-duplicate",
    next: 'Use mode "upsert" with a `key`, or "truncateInsert", which can be repeated, or set `allowDuplicates: true` to append again.',
    retryable: false,
  });
  await load(warehouse, { ...params, allowDuplicates: true });
  assert.deepEqual(await rows(warehouse, "SELECT count(*) FROM users"), [["2"]]);
});

test("a load and its ledger row are one", async (t) => {
  const warehouse = await testWarehouse(t);
  const context = testTaskContext({ warehouse });
  const params = { table: "users", create: CREATE, key: "id", sql: "SELECT 1 AS id" };
  await loadDimension.execute(params, context);
  assert.deepEqual(await committedLoad(warehouse, context.identity.tryId), [
    { ...NOTHING, read: 1, inserted: 1, total: null },
  ]);
  assert.deepEqual(await rows(warehouse, "SELECT mode FROM millrace.ledger"), [["upsert"]]);
});

const MISTAKES: readonly { readonly name: string; readonly params: object; readonly error: object }[] = [
  {
    name: "keys more than once",
    params: {
      key: "id",
      sql: "SELECT id, 'x' AS level FROM unnest('{1,2,2,3,3,3,4,4,5,5}'::int[]) AS id",
    },
    error: {
      code: "duplicate-keys",
      message:
        "The SELECT for users gives 4 keys more than once: id 3 (3 rows); id 2 (2 rows); id 4 (2 rows); ….",
      next: "Let it give one row for each id, for example with row_number() OVER (PARTITION BY id …) = 1.",
    },
  },
  {
    name: "a key of several columns more than once",
    params: { key: ["id", "level"], sql: "SELECT 1 AS id, 'x' AS level FROM generate_series(1, 2)" },
    error: {
      code: "duplicate-keys",
      message: "The SELECT for users gives 1 key more than once: id 1, level x (2 rows).",
    },
  },
  {
    name: "rows without a key",
    params: { key: ["id", "level"], sql: "users.sql" },
    error: {
      code: "null-keys",
      message: "2 rows of the SELECT for users have no key: id or level is NULL.",
      next: "Leave them out: WHERE id IS NOT NULL AND level IS NOT NULL.",
      position: { file: "users.sql", line: 2, column: 1 },
    },
  },
  {
    name: "a key that the SELECT does not give",
    params: { key: "idd", sql: "SELECT 1 AS id" },
    error: {
      code: "key-not-selected",
      message: 'The SELECT does not give the column "idd", which `key` names. Did you mean "id"?',
      next: "Add it to the SELECT, or correct `key`; the SELECT gives id.",
    },
  },
  {
    name: "a version that the SELECT does not give",
    params: { key: "id", version: "since", sql: "SELECT 1 AS id" },
    error: {
      code: "version-not-selected",
      message: 'The SELECT does not give the column "since", which `version` names.',
    },
  },
  {
    name: "no table",
    params: { table: "nowhere", sql: "SELECT 1 AS id" },
    error: { code: "no-such-table", message: "There is no table nowhere in the warehouse." },
  },
];

test("mistakes are told as what they are, and leave the table as it was", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.script(`${CREATE}; INSERT INTO users VALUES (1, 'free')`);
  const files = { "users.sql": "-- users\nSELECT 1 AS id, NULL AS level UNION ALL SELECT NULL, 'x'" };
  for (const { name, params, error } of MISTAKES) {
    await t.test(name, async () => {
      const full = loadDimension.params.parse({ table: "users", ...params });
      await assert.rejects(loadDimension.execute(full, testTaskContext({ warehouse, files })), {
        name: "UserError",
        retryable: false,
        ...error,
      });
    });
  }
  assert.deepEqual(await rows(warehouse, "SELECT id, level FROM users"), [[1, "free"]]);
});

test("parameters", () => {
  const given = { table: "users", sql: "SELECT 1" };
  for (const good of [{}, { key: "id" }, { key: ["id", "day"], version: "since" }, { mode: "append" }]) {
    assert.ok(loadDimension.params.safeParse({ ...given, ...good }).success, JSON.stringify(good));
  }
  for (const bad of [
    { mode: "upsert" },
    { version: "since" },
    { mode: "truncateInsert", key: "id", version: "since" },
    { key: [] },
    { mode: "replaceInterval" },
  ]) {
    assert.ok(!loadDimension.params.safeParse({ ...given, ...bad }).success, JSON.stringify(bad));
  }
});

const NOTHING: RowCounts = {
  table: "users",
  read: 0,
  inserted: 0,
  updated: 0,
  deleted: 0,
  rejected: 0,
  total: 0,
};

async function load(
  warehouse: Warehouse,
  params: Parameters<typeof loadDimension.execute>[0],
): Promise<RowCounts | undefined> {
  const result = await loadDimension.execute(params, testTaskContext({ warehouse }));
  return result.kind === "success" ? result.loads?.[0] : undefined;
}

async function rows(warehouse: Warehouse, sql: string): Promise<readonly (readonly unknown[])[]> {
  return (await warehouse.query(sql)).rows;
}
