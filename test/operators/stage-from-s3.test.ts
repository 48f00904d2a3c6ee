import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { StageFromS3Params } from "../../protocol/operators/stage-from-s3.ts";
import type { RowCounts } from "../../protocol/run.ts";
import { filesLake } from "../../runner/connections/files/files-lake.ts";
import type { Lake } from "../../runner/connections/lake.ts";
import type { Warehouse } from "../../runner/connections/warehouse.ts";
import { stageFromS3 } from "../../runner/operators/stage-from-s3.ts";
import { NO_SHARED_DATA, sharedData } from "../helpers/shared-data.ts";
import { type TestTask, testTaskContext } from "../helpers/task-context.ts";
import { testWarehouse } from "../helpers/warehouse.ts";
import { memoryLake } from "../staging/memory-lake.ts";

const LIMIT = { timeout: 120_000 };
const RUN_SCHEMA = "run_1";
const CREATE = "CREATE TABLE staging (id int NOT NULL, name varchar(5), price numeric(6,2))";
const SHARED_CREATE = CREATE.replace("TABLE", "TABLE IF NOT EXISTS");

interface Given extends Pick<TestTask, "identity" | "files" | "signal"> {
  readonly warehouse: Warehouse;
  readonly lake: Lake;
}

/** One try of a task; all tries of a test are of one run, in one schema. */
async function stage(given: Given, params: StageFromS3Params) {
  const context = testTaskContext({
    ...given,
    runSchema: async (on) => {
      await on.query(`CREATE SCHEMA IF NOT EXISTS ${RUN_SCHEMA}`);
      return RUN_SCHEMA;
    },
    searchPath: async () => [RUN_SCHEMA, "public"],
  });
  const outcome = await stageFromS3.execute(stageFromS3.params.parse(params), context);
  return { outcome, logged: context.logged };
}

function counts(outcome: Awaited<ReturnType<typeof stage>>["outcome"]): RowCounts | undefined {
  return outcome.kind === "success" ? outcome.loads?.[0] : undefined;
}

async function rows(warehouse: Warehouse, sql: string): Promise<readonly (readonly unknown[])[]> {
  return (await warehouse.query(sql)).rows;
}

async function only(warehouse: Warehouse, sql: string): Promise<unknown> {
  return (await rows(warehouse, sql))[0]?.[0];
}

async function setUp(
  t: TestContext,
  contents: Readonly<Record<string, string | Uint8Array>>,
): Promise<Given> {
  return { warehouse: await testWarehouse(t), lake: memoryLake(contents) };
}

test("files of all formats are loaded into one table", LIMIT, async (t) => {
  const given = await setUp(t, {
    "in/1.json": '{"id":1,"name":"a","price":1.5}\n{"id":2}',
    "in/2": '[{"id":3,"Name":"c"},\n{"ID":4,"other":[1]}]',
    "in/3.gz": gzipSync('{\n  "id": 5\n}'),
    "in/4": '{"id":6}{"id":7}',
    "in/5": "",
  });
  const { outcome, logged } = await stage(given, { from: "in/", table: "staging", create: CREATE });
  assert.deepEqual(counts(outcome), {
    table: "staging",
    read: 7,
    inserted: 7,
    updated: 0,
    deleted: 0,
    rejected: 0,
    total: 7,
  });
  assert.match(logged.join("\n"), /5 objects.*\nstaging: 7 rows/);
  assert.deepEqual(
    await rows(given.warehouse, `SELECT id, name, price FROM ${RUN_SCHEMA}.staging ORDER BY id`),
    [
      [1, "a", "1.50"],
      [2, null, null],
      [3, "c", null],
      [4, null, null],
      [5, null, null],
      [6, null, null],
      [7, null, null],
    ],
  );
  const ledger = await rows(given.warehouse, "SELECT mode, relation, rows_inserted FROM millrace.ledger");
  assert.deepEqual(ledger, [["stage-run", '"run_1"."staging"', "7"]]);
});

test("a run's table begins empty at each try, as `create` says by then", LIMIT, async (t) => {
  const given = await setUp(t, { a: '{"id":1}' });
  await stage(given, { from: "a", table: "staging", create: CREATE });
  await stage(given, {
    from: "a",
    table: "staging",
    create: "CREATE TABLE staging (id int, more text DEFAULT 'x')",
  });
  assert.deepEqual(await rows(given.warehouse, `SELECT * FROM ${RUN_SCHEMA}.staging`), [[1, null]]);
  assert.equal(await only(given.warehouse, "SELECT to_regclass('public.staging')"), null);
});

test(
  "without `create` a run's table is made like the one that is there; unlisted columns get their defaults",
  LIMIT,
  async (t) => {
    const given = await setUp(t, { a: '{"id":1,"note":"from file"}' });
    await given.warehouse.query("CREATE TABLE staging (id int, note text DEFAULT 'default')");
    await stage(given, { from: "a", table: "staging", columns: ["id"] });
    assert.deepEqual(await rows(given.warehouse, `SELECT * FROM ${RUN_SCHEMA}.staging`), [[1, "default"]]);
    assert.equal(await only(given.warehouse, "SELECT count(*) FROM public.staging"), "0");
  },
);

test("a shared table that tolerated rejects is not done when none are tolerated", LIMIT, async (t) => {
  const given = await setUp(t, { a: '{"id":1}\n{"id":"x"}' });
  const params = { from: "a", table: "staging", create: SHARED_CREATE, scope: "shared" } as const;
  assert.equal(counts((await stage(given, { ...params, maxErrors: 1 })).outcome)?.rejected, 1);
  await assert.rejects(stage(given, params), { code: "too-many-rejects" });
});

test(
  "a column whose type changes while a shared load waits gets values of its new type",
  LIMIT,
  async (t) => {
    const given = await setUp(t, { a: '{"id":5}' });
    const { warehouse } = given;
    await warehouse.query("CREATE TABLE staging (id bigint)");
    const staged = await warehouse.transaction({}, async (tx) => {
      await tx.lockForLoad({ schema: "public", name: "staging" });
      const waiting = stage(given, { from: "a", table: "staging", scope: "shared" });
      const waits = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
      while ((await only(warehouse, waits)) !== "1") await new Promise((resolve) => setTimeout(resolve, 20));
      await warehouse.query("ALTER TABLE staging ALTER COLUMN id TYPE float8");
      return { waiting };
    });
    await staged.waiting;
    assert.deepEqual(await rows(warehouse, "SELECT id::text FROM staging"), [["5"]]);
  },
);

test("a run's table has the columns that the server fills, like the one that is there", LIMIT, async (t) => {
  const given = await setUp(t, { a: '{"v":2}' });
  await given.warehouse.query(
    "CREATE TABLE staging (id int GENERATED ALWAYS AS IDENTITY, v int, g int GENERATED ALWAYS AS (v * 2) STORED)",
  );
  await stage(given, { from: "a", table: "staging" });
  assert.deepEqual(await rows(given.warehouse, `SELECT * FROM ${RUN_SCHEMA}.staging`), [[1, 2, 4]]);
});

test("a shared table is loaded again only when files, mapping or table have changed", LIMIT, async (t) => {
  const first = await setUp(t, { "in/a": '{"id":1}', "in/b": '{"id":2}' });
  const params = { from: "in/", table: "staging", create: SHARED_CREATE, scope: "shared" } as const;
  const load = async (given: Given, more: Partial<StageFromS3Params> = {}) =>
    (await stage(given, { ...params, ...more })).outcome;
  const inserted = async (...args: Parameters<typeof load>) => counts(await load(...args))?.inserted;

  assert.equal(await inserted(first), 2);
  const again = await load(first);
  assert.ok(again.kind === "success");
  assert.equal(again.note, "unchanged: 2 objects, 2 rows");
  assert.deepEqual(counts(again), {
    table: "staging",
    read: 0,
    inserted: 0,
    updated: 0,
    deleted: 0,
    rejected: 0,
    total: 2,
  });

  const changed: Given = { ...first, lake: memoryLake({ "in/a": '{"id":3}', "in/b": '{"id":2}' }) };
  assert.deepEqual(counts(await load(changed)), {
    table: "staging",
    read: 2,
    inserted: 2,
    updated: 0,
    deleted: 2,
    rejected: 0,
    total: 2,
  });
  assert.deepEqual(await rows(first.warehouse, "SELECT id FROM public.staging ORDER BY 1"), [[2], [3]]);
  assert.equal(await inserted(changed), 0);
  assert.equal(await inserted(changed, { emptyAsNull: true }), 2);
  assert.equal(await inserted(changed, { json: "auto", emptyAsNull: true }), 2);
  await first.warehouse.query("DELETE FROM public.staging");
  assert.equal(await inserted(changed, { json: "auto", emptyAsNull: true }), 2);
  await first.warehouse.query("DROP TABLE public.staging");
  assert.equal(await inserted(changed, { json: "auto", emptyAsNull: true }), 2);
  const other = { ...changed, identity: { taskId: "another" } };
  assert.equal(await inserted(other, { json: "auto", emptyAsNull: true }), 2);
});

test("runs that share a table load it once", LIMIT, async (t) => {
  const given = await setUp(t, { a: '{"id":1}' });
  const params = { from: "a", table: "staging", create: SHARED_CREATE, scope: "shared" } as const;
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => stage(given, params)));
  assert.deepEqual(outcomes.map(({ outcome }) => counts(outcome)?.inserted).toSorted(), [0, 0, 0, 1]);
  assert.equal(await only(given.warehouse, "SELECT count(*) FROM public.staging"), "1");
});

const BAD = {
  "in/a": '{"id":1}\n',
  "in/b": '{"id":2}\n\n{"id":"x\\u0000y"}\n{"id":3,"name":"too long"}\n{"id":}\n{"id":4}',
};

test("one reject more than tolerated loads nothing, and names the first and how many", LIMIT, async (t) => {
  const given = await setUp(t, BAD);
  const params = { from: "in/", table: "staging", create: SHARED_CREATE, scope: "shared" } as const;
  await assert.rejects(stage(given, { ...params, maxErrors: 2 }), {
    name: "UserError",
    code: "too-many-rejects",
    retryable: false,
    message:
      'in/b line 3 (record 2): id: "x\\u0000y" is not an integer. 3 of 6 records were rejected, and maxErrors is 2; nothing was loaded.',
  });
  assert.equal(await only(given.warehouse, "SELECT count(*) FROM public.staging"), "0");
  assert.equal(await only(given.warehouse, "SELECT count(*) FROM millrace.ledger"), "0");
  const kept =
    "SELECT file, line, column_name, value, reason, record, table_name FROM millrace.rejects ORDER BY line";
  assert.deepEqual(await rows(given.warehouse, kept), [
    ["in/b", "3", "id", '"x\\u0000y"', "is not an integer", '{"id":"x\\u0000y"}', "staging"],
    [
      "in/b",
      "4",
      "name",
      '"too long"',
      "has 8 characters, too many for character varying(5)",
      '{"id":3,"name":"too long"}',
      "staging",
    ],
    ["in/b", "5", null, null, "invalid JSON at column 7: not a JSON value", '{"id":}', "staging"],
  ]);
});

test("tolerated rejects are kept with the load that they belong to", LIMIT, async (t) => {
  const given = await setUp(t, BAD);
  const { outcome, logged } = await stage(given, {
    from: "in/",
    table: "staging",
    create: CREATE,
    maxErrors: 3,
  });
  assert.deepEqual(counts(outcome), {
    table: "staging",
    read: 6,
    inserted: 3,
    updated: 0,
    deleted: 0,
    rejected: 3,
    total: 3,
  });
  assert.match(logged.join("\n"), /rejected: in\/b line 4/);
  const joined = "SELECT count(*) FROM millrace.rejects JOIN millrace.ledger USING (try_id)";
  assert.equal(await only(given.warehouse, joined), "3");
});

test("all rejects are counted, a thousand kept", LIMIT, async (t) => {
  const given = await setUp(t, { a: '{"id":"x"}\n'.repeat(1500) });
  const { outcome } = await stage(given, { from: "a", table: "staging", create: CREATE, maxErrors: 5000 });
  assert.equal(counts(outcome)?.rejected, 1500);
  assert.equal(await only(given.warehouse, "SELECT count(*) FROM millrace.rejects"), "1000");
});

const unreadable: readonly [name: string, content: string | Uint8Array, message: RegExp][] = [
  [
    "an array that is cut short",
    '[{"id":1},\n{"id":2}',
    /a line 2: the file ends inside the array\. The rest/,
  ],
  [
    "gzip data that is cut short",
    gzipSync('{"id":1}\n').subarray(0, -4),
    /a line 2: the gzip data is damaged/,
  ],
];

for (const [name, content, message] of unreadable) {
  test(`${name} is not tolerated, whatever maxErrors is`, LIMIT, async (t) => {
    const given = await setUp(t, { a: content });
    const work = stage(given, { from: "a", table: "staging", create: CREATE, maxErrors: 100 });
    await assert.rejects(work, { code: "unreadable-file", message });
  });
}

test("a row that the server refuses is told by file and line", LIMIT, async (t) => {
  const given = await setUp(t, {
    "in/a": '{"id":1}\n{"id":2}\n',
    "in/b": '{"id":"bad"}\n{"id":3}\n\n{"id":-4}\n{"id":5}\n',
  });
  const create = "CREATE TABLE staging (id int CHECK (id > 0))";
  await assert.rejects(stage(given, { from: "in/", table: "staging", create, maxErrors: 1 }), {
    code: "row-refused",
    message: /^in\/b line 4 \(record 3\): the server refused the record: .*check constraint/,
  });
  const kept = "SELECT line, record FROM millrace.rejects ORDER BY line";
  assert.deepEqual(await rows(given.warehouse, kept), [
    ["1", '{"id":"bad"}'],
    ["4", '{"id":-4}'],
  ]);
});

test("a refused row is told in its own file when it is the last one there", LIMIT, async (t) => {
  const given = await setUp(t, { "in/a": '{"id":1}\n{"id":-2}\n', "in/b": '{"id":3}' });
  const create = "CREATE TABLE staging (id int CHECK (id > 0))";
  await assert.rejects(stage(given, { from: "in/", table: "staging", create }), {
    message: /^in\/a line 2: /,
  });
});

test("JSONPaths, epoch times and templates go together", LIMIT, async (t) => {
  const given = await setUp(t, { "2024-02-14.json": '{"user":{"name":"Ann"},"at":[1541105830796]}' });
  const files = {
    "paths.json": '{"jsonpaths": ["$[\'at\'][0]", "$.user.name"]}',
    "make.sql": "CREATE TABLE s (at timestamp, who text)",
  };
  const params = {
    from: "{{ ds }}.json",
    table: "s",
    create: "make.sql",
    json: "paths.json",
    timeFormat: "epochmillisecs",
  } as const;
  await stage({ ...given, files }, params);
  const sql = `SELECT at::text, who FROM ${RUN_SCHEMA}.s`;
  assert.deepEqual(await rows(given.warehouse, sql), [["2018-11-01 20:57:10.796", "Ann"]]);
});

test("columns without any field are named in the log", LIMIT, async (t) => {
  const given = await setUp(t, { a: '{"id":1,"Name":"x"}' });
  const { logged } = await stage(given, { from: "a", table: "staging", create: CREATE, json: "auto" });
  assert.match(logged.join("\n"), /No file has a field for: name, price/);
});

test("no object at all fails, skips or loads nothing", LIMIT, async (t) => {
  const given = await setUp(t, { a: '{"id":1}' });
  const params = { from: "in/", table: "staging", create: SHARED_CREATE, scope: "shared" } as const;
  await stage(given, { ...params, from: "a" });
  await assert.rejects(stage(given, params), { code: "no-objects", message: /"in\/"/ });
  await assert.rejects(stage(given, { ...params, from: ["a", "in/"] }), { code: "no-objects" });
  assert.equal((await stage(given, { ...params, onEmpty: "skip" })).outcome.kind, "skipped");
  assert.equal(await only(given.warehouse, "SELECT count(*) FROM public.staging"), "1");
  const { outcome } = await stage(given, { ...params, onEmpty: "load" });
  assert.equal(counts(outcome)?.deleted, 1);
  assert.equal(await only(given.warehouse, "SELECT count(*) FROM public.staging"), "0");
});

test("an object that several patterns match is loaded once", LIMIT, async (t) => {
  const given = await setUp(t, { "in/a": '{"id":1}', "in/b": '{"id":2}' });
  const { outcome } = await stage(given, { from: ["in/a", "in/*", "in/"], table: "staging", create: CREATE });
  assert.equal(counts(outcome)?.inserted, 2);
});

test(
  "a table that nothing makes, and one that `create` makes elsewhere, are the user's errors",
  LIMIT,
  async (t) => {
    const given = await setUp(t, { a: '{"id":1}' });
    await assert.rejects(stage(given, { from: "a", table: "staging" }), { code: "no-such-table" });
    await assert.rejects(stage(given, { from: "a", table: "staging", scope: "shared" }), {
      code: "no-such-table",
    });
    const create = "CREATE TABLE public.staging (id int)";
    await assert.rejects(stage(given, { from: "a", table: "staging", create }), {
      code: "table-not-created",
    });
  },
);

test("a cancelled task leaves nothing behind", LIMIT, async (t) => {
  const given = await setUp(t, { a: '{"id":1}' });
  const controller = new AbortController();
  const lake: Lake = {
    ...given.lake,
    open: async (key) => {
      controller.abort();
      return given.lake.open(key);
    },
  };
  const params = { from: "a", table: "staging", create: SHARED_CREATE, scope: "shared" } as const;
  await assert.rejects(stage({ ...given, lake, signal: controller.signal }, params));
  assert.equal(await only(given.warehouse, "SELECT count(*) FROM public.staging"), "0");
  assert.equal(await only(given.warehouse, "SELECT count(*) FROM millrace.ledger"), "0");
});

test("a file that is written again after it was listed is read anew by the next try", LIMIT, async (t) => {
  const root = await mkdtemp(path.join(tmpdir(), "mr-lake-"));
  t.after(() => rm(root, { recursive: true, force: true }));
  for (const name of ["a", "b"]) await writeFile(path.join(root, name), '{"id":1}\n{"id":2}\n');
  const lake = filesLake({ name: "lake", root });
  const overtaken: Lake = {
    ...lake,
    open: async (object, signal) => {
      if (object.key === "b") await writeFile(path.join(root, "b"), '{"id":3}\n');
      return await lake.open(object, signal);
    },
  };
  const warehouse = await testWarehouse(t);
  const params = { from: "*", table: "staging", create: SHARED_CREATE, scope: "shared" } as const;
  const first = stage({ warehouse, lake: overtaken }, params);
  await assert.rejects(first, { code: "object-changed", retryable: true, message: /\/b was written again/ });
  assert.deepEqual(await rows(warehouse, "SELECT id FROM staging"), []);
  await stage({ warehouse, lake }, params);
  assert.deepEqual(await rows(warehouse, "SELECT id FROM staging ORDER BY id"), [[1], [2], [3]]);
});

const wrong: readonly [params: Record<string, unknown>, path: string][] = [
  [{ from: "a" }, "table"],
  [{ from: [], table: "t" }, "from"],
  [{ from: "s3://b/a", table: "t" }, "from"],
  [{ from: "a", table: "mart.t" }, "table"],
  [{ from: "a", table: "t", json: "noshred" }, "json"],
  [{ from: "a", table: "t", maxErrors: -1 }, "maxErrors"],
  [{ from: "a", table: "t", columns: [] }, "columns"],
  [{ from: "a", table: "t", scop: "run" }, ""],
];

for (const [params, at] of wrong) {
  test(`refuses ${JSON.stringify(params)}`, () => {
    assert.equal(stageFromS3.params.safeParse(params).error?.issues[0]?.path.join("."), at);
  });
}

const SPARKIFY = path.join(sharedData() ?? "", "sparkify");
const skip = sharedData() === undefined ? NO_SHARED_DATA : false;
const EVENTS = `CREATE TABLE staging_events (artist text, auth text, first_name text, gender char(1), item_in_session int,
  last_name text, length double precision, level text, location text, method text, page text, registration timestamp,
  session_id int, song text, status int, ts timestamp, user_agent text, user_id int)`;
const SONGS = `CREATE TABLE IF NOT EXISTS staging_songs (num_songs int, artist_id text, artist_latitude double precision,
  artist_longitude double precision, artist_location text, artist_name text, song_id text, title text,
  duration double precision, year int)`;

test("the Sparkify logs", { ...LIMIT, skip }, async (t) => {
  const given = { warehouse: await testWarehouse(t), lake: filesLake({ name: "lake", root: SPARKIFY }) };
  const files = { "log_json_path.json": await readFile(path.join(SPARKIFY, "log_json_path.json"), "utf8") };
  const params = { json: "log_json_path.json", timeFormat: "epochmillisecs", create: EVENTS } as const;
  const { outcome } = await stage(
    { ...given, files },
    { from: "log_data/*/*-events.json", table: "staging_events", ...params },
  );
  assert.deepEqual(counts(outcome), {
    table: "staging_events",
    read: 8056,
    inserted: 8056,
    updated: 0,
    deleted: 0,
    rejected: 0,
    total: 8056,
  });
  const facts = `SELECT count(*) FILTER (WHERE user_id IS NULL), count(*) FILTER (WHERE page = 'NextSong'),
      date_trunc('second', min(ts) FILTER (WHERE page = 'NextSong'))::text, sum(length)::numeric(12,5)::text,
      count(*) FILTER (WHERE user_agent LIKE '"%')
    FROM ${RUN_SCHEMA}.staging_events`;
  assert.deepEqual(await rows(given.warehouse, facts), [
    ["286", "6820", "2018-11-01 21:01:46", "1684759.74663", "5917"],
  ]);
});

const songs: readonly [from: string, count: number][] = [
  ["song_data/", 71],
  ["song_data_full.jsonl.gz", 14896],
];

for (const [from, count] of songs) {
  test(`the Sparkify songs of ${from}`, { ...LIMIT, skip }, async (t) => {
    const given = { warehouse: await testWarehouse(t), lake: filesLake({ name: "lake", root: SPARKIFY }) };
    const { outcome } = await stage(given, { from, table: "staging_songs", create: SONGS, scope: "shared" });
    assert.equal(counts(outcome)?.inserted, count);
    assert.equal(counts(outcome)?.rejected, 0);
    const numbers = "SELECT count(*) FROM staging_songs WHERE title ~ '^[0-9]+$' AND song_id IS NOT NULL";
    if (count > 71) assert.notEqual(await only(given.warehouse, numbers), "0");
  });
}
