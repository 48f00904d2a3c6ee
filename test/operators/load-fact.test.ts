import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { DataInterval } from "../../protocol/run.ts";
import type { Warehouse } from "../../runner/connections/warehouse.ts";
import { committedLoad, prepareLedger } from "../../runner/loads/ledger.ts";
import { loadFact } from "../../runner/operators/load-fact.ts";
import type { TaskResult } from "../../runner/operators/operator.ts";
import { testTaskContext } from "../helpers/task-context.ts";
import { testWarehouse } from "../helpers/warehouse.ts";

const CREATE = "CREATE TABLE IF NOT EXISTS plays (id int NOT NULL, at timestamp, song text)";
const DAY =
  "SELECT id, at, 'x' AS song FROM source WHERE at >= '{{ data_interval_start }}' AND at < '{{ data_interval_end }}'";

test("inserts by name and tells what it did, in the ledger too", async (t) => {
  const warehouse = await withSource(t);
  const context = testTaskContext({ warehouse });
  const sql = `-- the day's plays\nWITH day AS (${DAY}) SELECT song, id, at FROM day; -- done;`;
  const result = await loadFact.execute({ table: "plays", create: CREATE, sql }, context);
  const counts = { table: "plays", read: 2, inserted: 2, updated: 0, deleted: 0, rejected: 0, total: 2 };
  assert.deepEqual(result, { kind: "success", loads: [counts] });
  assert.deepEqual(await committedLoad(warehouse, context.identity.tryId), [{ ...counts, total: null }]);
  assert.deepEqual(context.logged, ["plays: 2 rows read, 2 inserted; 2 rows now"]);
  assert.deepEqual(await rows(warehouse, "SELECT id, at, song FROM plays ORDER BY id"), [
    [2, "2024-02-14 00:00:00", "x"],
    [3, "2024-02-14 23:59:59.999", "x"],
  ]);
});

test("untyped literals take the column's type, and columns that the SELECT lacks their defaults", async (t) => {
  const warehouse = await testWarehouse(t);
  const create =
    "CREATE TABLE facts (id int GENERATED ALWAYS AS IDENTITY, day date, n int DEFAULT 7, v numeric)";
  const sql = "SELECT '{{ ds }}' AS day, NULL AS v";
  await loadFact.execute({ table: "facts", create, sql }, testTaskContext({ warehouse }));
  assert.deepEqual(await rows(warehouse, "SELECT * FROM facts"), [[1, "2024-02-14", 7, null]]);
});

test("names with capitals, blanks, quotes and reserved words", async (t) => {
  const warehouse = await testWarehouse(t);
  const create =
    'CREATE SCHEMA "My Mart"; CREATE TABLE "My Mart"."Order" ("select" int, "a ""b""" int, at timestamptz)';
  const sql = `SELECT 1 AS "a ""b""", 2 AS "select", '{{ data_interval_start }}' AS at`;
  const params = {
    table: '"My Mart"."Order"',
    create,
    sql,
    mode: "replaceInterval",
    timeColumn: "at",
  } as const;
  await loadFact.execute(params, testTaskContext({ warehouse }));
  await loadFact.execute(params, testTaskContext({ warehouse }));
  assert.deepEqual(await rows(warehouse, 'SELECT "select", "a ""b""" FROM "My Mart"."Order"'), [[2, 1]]);
});

test("append refuses to load the same interval again, and loads others", async (t) => {
  const warehouse = await withSource(t);
  const params = { table: "plays", create: CREATE, sql: DAY };
  await loadFact.execute(params, testTaskContext({ warehouse }));
  const [[loadedAt] = []] = await rows(
    warehouse,
    `SELECT to_char(loaded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') FROM millrace.ledger`,
  );
  const again = { ...params, table: "public.Plays" };
  await assert.rejects(
    loadFact.execute(again, testTaskContext({ warehouse, identity: { runId: "manual__2" } })),
    {
      name: "UserError",
      code: "would-duplicate",
      message:
        "public.Plays was already loaded for 2024-02-14T00:00:00.000Z – 2024-02-15T00:00:00.000Z: run manual__1 " +
        `inserted 2 rows at ${loadedAt}. Appending them again would duplicate them.`,
      next: 'Use mode "replaceInterval" with a `timeColumn`, which can be repeated, or set `allowDuplicates: true` to append again.',
      retryable: false,
    },
  );
  await loadFact.execute(params, testTaskContext({ warehouse, interval: day(15) }));
  await loadFact.execute(params, testTaskContext({ warehouse, identity: { taskId: "other" } }));
  await loadFact.execute({ ...params, allowDuplicates: true }, testTaskContext({ warehouse }));
  assert.equal(await count(warehouse), 7);
});

test("of two appends of one interval at the same time one is refused", async (t) => {
  const warehouse = await withSource(t);
  const params = { table: "plays", create: CREATE, sql: DAY };
  const loads = [1, 2, 3, 4].map(() => loadFact.execute(params, testTaskContext({ warehouse })));
  const outcomes = await Promise.allSettled(loads);
  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  assert.equal(await count(warehouse), 2);
});

test("a load that inserted nothing can be repeated", async (t) => {
  const warehouse = await withSource(t);
  const params = { table: "plays", create: CREATE, sql: DAY };
  const interval = day(20);
  await loadFact.execute(params, testTaskContext({ warehouse, interval }));
  await warehouse.query("INSERT INTO source VALUES (9, '2024-02-20 12:00')");
  await loadFact.execute(params, testTaskContext({ warehouse, interval }));
  assert.equal(await count(warehouse), 1);
  await assert.rejects(loadFact.execute(params, testTaskContext({ warehouse, interval })), {
    code: "would-duplicate",
  });
});

for (const [type, text] of [
  ["timestamp", "at"],
  ["timestamp(3) with time zone", "at AT TIME ZONE 'UTC'"],
  ["date", "at"],
] as const) {
  test(`replaceInterval can be repeated: time column of type ${type}`, async (t) => {
    const warehouse = await withSource(t);
    const params = {
      table: "plays",
      create: `CREATE TABLE plays (id int, at ${type})`,
      sql: DAY.replace("id, at, 'x' AS song", `id, ${text} AS at`),
      mode: "replaceInterval",
      timeColumn: "at",
    } as const;
    await loadFact.execute(params, testTaskContext({ warehouse, interval: day(13) }));
    await loadFact.execute(params, testTaskContext({ warehouse, interval: day(15) }));
    for (const deleted of [0, 2, 2]) {
      const result = await loadFact.execute(params, testTaskContext({ warehouse }));
      assert.deepEqual(result.kind === "success" && result.loads, [
        { table: "plays", read: 2, inserted: 2, updated: 0, deleted, rejected: 0, total: 4 },
      ]);
    }
    await warehouse.query("DELETE FROM source WHERE id = 3");
    await loadFact.execute(params, testTaskContext({ warehouse }));
    assert.deepEqual(await rows(warehouse, "SELECT id FROM plays ORDER BY id"), [[1], [2], [4]]);
  });
}

test("replaceInterval refuses rows that the next load of the interval would not delete", async (t) => {
  const warehouse = await withSource(t);
  const params = { table: "plays", create: CREATE, mode: "replaceInterval", timeColumn: "at" } as const;
  const files = { "plays.sql": "-- all\n  SELECT id, at FROM source UNION ALL SELECT 9, NULL" };
  await assert.rejects(
    loadFact.execute({ ...params, sql: "plays.sql" }, testTaskContext({ warehouse, files })),
    {
      code: "outside-interval",
      message:
        "The SELECT for plays must give rows of the interval 2024-02-14T00:00:00.000Z – 2024-02-15T00:00:00.000Z only, " +
        "but of its 5 rows 2 lie outside (at 2024-02-13 23:59:59.999 to 2024-02-15 00:00:00) and 1 has no at. " +
        "The next load of this interval would duplicate them.",
      next: "If another run's files have these rows too, leave them to it by a condition in the SELECT: at >= '{{ data_interval_start }}' AND at < '{{ data_interval_end }}'. If not, they would be in no table then.",
      position: { file: "plays.sql", line: 2, column: 3 },
      retryable: false,
    },
  );
  assert.equal(await count(warehouse), 0);
});

test("a load waits for one of an overlapping interval", async (t) => {
  const warehouse = await withSource(t);
  const params = {
    table: "plays",
    create: CREATE,
    sql: DAY,
    mode: "replaceInterval",
    timeColumn: "at",
  } as const;
  const inside = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const held = heldBeforeCommit(warehouse, inside.resolve, goOn.promise);
  const first = loadFact.execute(params, testTaskContext({ warehouse: held }));
  await inside.promise;
  const interval = { start: day(13).start, end: day(14).end };
  const second = loadFact.execute(params, testTaskContext({ warehouse, interval }));
  await Promise.race([second, untilOneWaits(warehouse)]);
  goOn.resolve();
  await Promise.all([first, second]);
  assert.deepEqual(await rows(warehouse, "SELECT id FROM plays ORDER BY id"), [[1], [2], [3]]);
});

test("a load does not wait for a load of another interval", async (t) => {
  const warehouse = await withSource(t);
  const params = {
    table: "plays",
    create: CREATE,
    sql: DAY,
    mode: "replaceInterval",
    timeColumn: "at",
  } as const;
  await loadFact.execute(params, testTaskContext({ warehouse, interval: day(13) }));
  const inside = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const held = heldBeforeCommit(warehouse, inside.resolve, goOn.promise);
  const first = loadFact.execute(params, testTaskContext({ warehouse: held }));
  await inside.promise;
  await loadFact.execute(params, testTaskContext({ warehouse, interval: day(15) }));
  goOn.resolve();
  const { loads } = (await first) as Extract<TaskResult, { kind: "success" }>;
  assert.equal(await count(warehouse), 4);
  assert.equal(loads?.[0]?.total, 4, "what was committed meanwhile is counted too");
});

test("many tasks create their tables in one new schema at the same time", async (t) => {
  const warehouse = await testWarehouse(t);
  await prepareLedger(warehouse);
  const tables = [1, 2, 3, 4, 5, 6].map((number) => `mart.t${number % 3}`);
  await Promise.all(
    tables.map((table, index) => {
      const create = `CREATE SCHEMA IF NOT EXISTS mart; SELECT pg_sleep(0.05);
        CREATE TABLE IF NOT EXISTS ${table} (n int)`;
      const context = testTaskContext({ warehouse, identity: { taskId: `task${index}` } });
      return loadFact.execute({ table, create, sql: "SELECT 1 AS n" }, context);
    }),
  );
  assert.deepEqual(await rows(warehouse, "SELECT count(*) FROM mart.t0"), [["2"]]);
});

test("the table is created beside the run's staging schema, not in it, and found before a staging table", async (t) => {
  const warehouse = await testWarehouse(t);
  const context = testTaskContext({ warehouse });
  const staging = await context.runSchema(warehouse);
  await warehouse.script(`CREATE TABLE ${staging}.plays (id int); INSERT INTO ${staging}.plays VALUES (5)`);
  await loadFact.execute({ table: "plays", create: CREATE, sql: "SELECT id FROM plays" }, context);
  assert.deepEqual(await rows(warehouse, "SELECT id FROM public.plays"), [[5]]);
  await assert.rejects(
    loadFact.execute({ table: "plays", sql: "SELECT id FROM plays" }, testTaskContext({ warehouse })),
    { code: "would-duplicate" },
  );
});

test("a table may have the name of one of Millrace's own", async (t) => {
  const warehouse = await testWarehouse(t);
  await prepareLedger(warehouse);
  const params = { table: "ledger", create: "CREATE TABLE ledger (id int)", sql: "SELECT 5 AS id" };
  await loadFact.execute(params, testTaskContext({ warehouse }));
  assert.deepEqual(await rows(warehouse, "SELECT id FROM public.ledger"), [[5]]);
});

const MISTAKES: readonly {
  readonly name: string;
  readonly sql: string;
  readonly table?: string;
  readonly create?: string;
  readonly timeColumn?: string;
  readonly error: object;
}[] = [
  {
    name: "no table",
    sql: "SELECT 1 AS id",
    table: "nowhere",
    error: {
      code: "no-such-table",
      message: "There is no table nowhere in the warehouse.",
      next: "Add `create` to the task, with the SQL that makes the table, or create the table yourself.",
    },
  },
  {
    name: "a create that makes another table",
    sql: "SELECT 1 AS id",
    table: "play",
    create: CREATE,
    error: {
      code: "table-not-created",
      message: "The SQL of `create` ran, but there is still no table play.",
    },
  },
  {
    name: "a bad name",
    sql: "SELECT 1 AS id",
    table: "a.b.c",
    error: { code: "bad-table-name", message: '"a.b.c" is not the name of a table.' },
  },
  {
    name: "an unknown column",
    sql: "fact.sql",
    error: {
      code: "unknown-column",
      message: 'The SELECT gives a column "songs" that facts does not have. Did you mean "song"?',
      next: "Rename it with AS; the columns of facts are id, at, song.",
      position: { file: "fact.sql", line: 2, column: 1 },
    },
  },
  {
    name: "a column without a name",
    sql: "SELECT 1 AS id, 2",
    error: {
      code: "column-without-name",
      message: "Column 2 of the SELECT has no name, so it matches no column of facts.",
    },
  },
  {
    name: "a column twice",
    sql: "SELECT 1 AS id, 2 AS id",
    error: { code: "column-twice", message: 'The SELECT gives the column "id" twice.' },
  },
  {
    name: "a missing column",
    sql: "SELECT 'a' AS song",
    error: {
      code: "missing-column",
      message: 'The SELECT does not give "id", which facts needs: NOT NULL and without a default.',
    },
  },
  {
    name: "two statements",
    sql: "SELECT 1 AS id; DELETE FROM facts",
    error: {
      code: "several-statements",
      message: "Only one SELECT can stand here, but a second statement follows: DELETE FROM facts.",
    },
  },
  {
    name: "no SELECT",
    sql: "INSERT INTO facts VALUES (1)",
    error: {
      code: "not-a-select",
      message: "A SELECT is needed here, but the SQL text has: INSERT INTO facts VALUES (1).",
    },
  },
  {
    name: "no statement",
    sql: "-- nothing",
    error: { code: "no-statement", message: "There is no statement in the SQL text." },
  },
  {
    name: "an error that the server finds, in a file",
    sql: "wrong.sql",
    error: {
      code: "sql-error",
      message:
        'column "idd" does not exist (SQLSTATE 42703). Hint: Perhaps you meant to reference the column "facts.id".',
      position: { file: "wrong.sql", line: 3, column: 3 },
    },
  },
  {
    name: "an error that the server finds while it inserts",
    sql: "SELECT 1 AS id,\n 1 AS at",
    error: {
      code: "sql-error",
      message:
        'column "at" is of type timestamp without time zone but expression is of type integer at line 2, column 2 of the SQL (SQLSTATE 42804). Hint: You will need to rewrite or cast the expression.',
    },
  },
  {
    name: "an unknown time column",
    sql: "SELECT 1 AS id",
    timeColumn: "att",
    error: {
      code: "no-time-column",
      message: 'facts has no column "att", which `timeColumn` names. Did you mean "at"?',
    },
  },
  {
    name: "a time column that is no time",
    sql: "SELECT 1 AS id",
    timeColumn: "song",
    error: {
      code: "bad-time-column",
      message: '"song" of facts is text; `timeColumn` must be a timestamp or a date.',
    },
  },
];

test("mistakes are told as what they are, and leave nothing behind", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.query("CREATE TABLE facts (id int NOT NULL, at timestamp, song text)");
  const files = {
    "fact.sql": "-- facts\nSELECT 1 AS id, 'a' AS songs",
    "wrong.sql": "\nSELECT id,\n  idd FROM facts",
  };
  for (const { name, error, table = "facts", timeColumn, ...rest } of MISTAKES) {
    await t.test(name, async () => {
      const replace = timeColumn === undefined ? {} : ({ mode: "replaceInterval", timeColumn } as const);
      const params = { table, ...rest, ...replace };
      await assert.rejects(loadFact.execute(params, testTaskContext({ warehouse, files })), {
        name: "UserError",
        retryable: false,
        ...error,
      });
    });
  }
  assert.deepEqual(await rows(warehouse, "SELECT count(*) FROM facts"), [["0"]]);
  assert.deepEqual(await rows(warehouse, "SELECT count(*) FROM millrace.ledger"), [["0"]]);
});

test("a commit whose answer is lost is looked up in the ledger", async (t) => {
  const warehouse = await withSource(t);
  const lost: Warehouse = {
    ...warehouse,
    transaction: async (options, work) => {
      const result = await warehouse.transaction(options, work);
      const { commitUnknown } = await import("../../runner/connections/postgres/errors.ts");
      if (Array.isArray(result)) throw commitUnknown("embedded", new Error("gone"));
      return result;
    },
  };
  const params = { table: "plays", create: CREATE, sql: DAY };
  const result = await loadFact.execute(params, testTaskContext({ warehouse: lost }));
  assert.equal(result.kind === "success" && result.loads?.[0]?.inserted, 2);
});

test("parameters", () => {
  const good = { table: "plays", sql: "SELECT 1" };
  assert.ok(loadFact.params.safeParse(good).success);
  assert.ok(loadFact.params.safeParse({ ...good, mode: "replaceInterval", timeColumn: "at" }).success);
  for (const bad of [
    { table: "plays" },
    { ...good, mode: "replaceInterval" },
    { ...good, mode: "upsert" },
    { ...good, tabel: "x" },
    { ...good, create: undefined },
  ]) {
    assert.ok(!loadFact.params.safeParse(bad).success, JSON.stringify(bad));
  }
});

/** Rows just inside and just outside of 2024-02-14. */
async function withSource(t: TestContext): Promise<Warehouse> {
  const warehouse = await testWarehouse(t);
  await warehouse.script(`
    CREATE TABLE source (id int, at timestamp);
    INSERT INTO source VALUES (1, '2024-02-13 23:59:59.999'), (2, '2024-02-14 00:00'),
      (3, '2024-02-14 23:59:59.999'), (4, '2024-02-15 00:00')`);
  return warehouse;
}

function heldBeforeCommit(warehouse: Warehouse, entered: () => void, goOn: Promise<void>): Warehouse {
  return {
    ...warehouse,
    transaction: (options: Parameters<Warehouse["transaction"]>[0], work) =>
      warehouse.transaction(options, async (tx) => {
        const result = await work(tx);
        if (!Array.isArray(result)) return result;
        entered();
        await goOn;
        return result;
      }),
  };
}

async function untilOneWaits(warehouse: Warehouse): Promise<void> {
  const waiting =
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
  while ((await rows(warehouse, waiting)).length === 0);
}

function day(number: number): DataInterval {
  const start = new Date(`2024-02-${number}T00:00:00Z`);
  return { start: start.toISOString(), end: new Date(start.getTime() + 86_400_000).toISOString() };
}

async function count(warehouse: Warehouse): Promise<number> {
  return Number((await rows(warehouse, "SELECT count(*) FROM plays"))[0]?.[0]);
}

async function rows(warehouse: Warehouse, sql: string): Promise<readonly (readonly unknown[])[]> {
  return (await warehouse.query(sql)).rows;
}
