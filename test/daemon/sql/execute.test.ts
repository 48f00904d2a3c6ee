import assert from "node:assert/strict";
import { test } from "node:test";
import { cancelSql, closeSql, fetchRows, LONGEST_CELL, renderSql } from "../../../protocol/rpc/sql.ts";
import { UserError } from "../../../protocol/user-error.ts";
import { sqlHandlers } from "../../../runner/daemon/sql/sql-handlers.ts";
import { type SqlClient, sqlDesk } from "./sql-desk.ts";

const desk = await sqlDesk();
const LIMITS = { idleMilliseconds: 600_000, lookEvery: 20, most: 6 };
const client = (limits = LIMITS): SqlClient => desk.client(sqlHandlers(limits));

/** The refusal, as a client sees it. */
async function refusal(work: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof UserError, String((error as Error).stack));
    const { code, message, position } = error;
    return { code, message, ...(position && { position }) };
  }
  return assert.fail("It was not refused.");
}

/** What the editor's own sessions are doing. */
async function sessions(): Promise<readonly string[]> {
  const warehouse = await (await desk.session().connections()).warehouse("warehouse");
  const { rows } = await warehouse.query(
    "SELECT state || ' ' || query FROM pg_stat_activity WHERE application_name = 'millrace editor'",
  );
  return rows.map(([said]) => String(said));
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}

test("runs a statement and tells all of its result", async () => {
  const [result] = await client().run(
    `SELECT 1 AS n, 9007199254740993 AS big, 1.50 AS money, true AS yes, NULL AS nothing, '{"a":1}'::jsonb AS j,
      DATE '2018-11-01' AS d, '\\x00ff'::bytea AS b, 'NaN'::float8 AS nan, '<b>"' AS "n""ä"`,
  );
  assert.ok(result !== undefined);
  const { milliseconds, rendered, ...shown } = result;
  assert.ok(milliseconds >= 0);
  assert.match(rendered, /^SELECT 1 AS n/);
  assert.deepEqual(shown, {
    offset: 0,
    command: "SELECT",
    columns: [
      { name: "n", type: "integer", isNumeric: true },
      { name: "big", type: "bigint", isNumeric: true },
      { name: "money", type: "numeric", isNumeric: true },
      { name: "yes", type: "boolean", isNumeric: false },
      { name: "nothing", type: "text", isNumeric: false },
      { name: "j", type: "jsonb", isNumeric: false },
      { name: "d", type: "date", isNumeric: false },
      { name: "b", type: "bytea", isNumeric: false },
      { name: "nan", type: "double precision", isNumeric: true },
      { name: 'n"ä', type: "text", isNumeric: false },
    ],
    rows: [[1, "9007199254740993", "1.50", true, null, '{"a": 1}', "2018-11-01", "\\x00ff", "NaN", '<b>"']],
    cut: [],
    hasMore: false,
    isCut: false,
    rowCount: 1,
    notices: [],
  });
});

test("reads the rest of the rows as somebody wants them", async () => {
  const one = client();
  const queryId = "q";
  const [first] = await one.run("SELECT generate_series(1, 25)", {}, { queryId, rows: 10 });
  assert.deepEqual([first?.rows.length, first?.hasMore, first?.rowCount], [10, true, null]);
  assert.equal(one.holds, 1);
  const second = await one.send(fetchRows, { queryId, rows: 10 });
  assert.deepEqual([second.rows[0], second.rows.length, second.hasMore], [[11], 10, true]);
  const third = await one.send(fetchRows, { queryId, rows: 10 });
  assert.deepEqual([third.rows.length, third.hasMore], [5, false]);
  assert.equal(one.holds, 0);
  assert.equal((await refusal(one.send(fetchRows, { queryId, rows: 10 })))["code"], "query-closed");
});

test("two fetches at once give each row once", async () => {
  const one = client();
  await one.run("SELECT generate_series(1, 1000000)", {}, { queryId: "q", rows: 1 });
  const pages = await Promise.all([1, 2, 3].map(() => one.send(fetchRows, { queryId: "q", rows: 40 })));
  assert.deepEqual(
    pages.flatMap(({ rows }) => rows.flat()),
    Array.from({ length: 120 }, (_, index) => index + 2),
  );
  await one.send(closeSql, { queryId: "q" });
  assert.equal(one.holds, 0);
});

test("each statement of a text gives a result, and commits by itself", async () => {
  const schema = await desk.schema();
  const one = client();
  const text = `-- a table; made here
CREATE TABLE ${schema}.t (id int);
INSERT INTO ${schema}.t SELECT generate_series(1, 3);
SELECT generate_series(1, 200);
DROP TABLE IF EXISTS ${schema}.nothing;
SELECT id FROM ${schema}.t ORDER BY id;`;
  const results = await one.run(text, {}, { rows: 5 });
  assert.deepEqual(
    results.map(({ command, rowCount, rows, hasMore, isCut, offset }) => [
      command,
      rowCount,
      rows.length,
      hasMore,
      isCut,
      text.slice(offset, offset + 6),
    ]),
    [
      ["CREATE TABLE", null, 0, false, false, "CREATE"],
      ["INSERT", 3, 0, false, false, "INSERT"],
      ["SELECT", null, 5, false, true, "SELECT"],
      ["DROP TABLE", null, 0, false, false, "DROP T"],
      ["SELECT", 3, 3, false, false, "SELECT"],
    ],
  );
  assert.match(results[3]?.notices[0] ?? "", /^NOTICE: table "nothing" does not exist/);
  assert.deepEqual(
    one.told.map(({ params }) => (params as { index: number }).index),
    [0, 1, 2, 3, 4],
  );
});

test("what was done before a statement that fails stays, and was told", async () => {
  const schema = await desk.schema();
  const one = client();
  const text = `CREATE TABLE ${schema}.t (id int);\nSELECT wrong;\nDROP TABLE ${schema}.t`;
  const refused = await refusal(one.run(text));
  assert.deepEqual(refused["position"], { file: "a.sql", line: 2, column: 8 });
  assert.equal(one.told.length, 1);
  assert.equal((await one.run(`SELECT count(*) FROM ${schema}.t`))[0]?.rowCount, 1);
});

test("BEGIN and ROLLBACK in a text are what they say", async () => {
  const schema = await desk.schema();
  const one = client();
  await one.run(`CREATE TABLE ${schema}.t (id int); BEGIN; INSERT INTO ${schema}.t VALUES (1); ROLLBACK`);
  assert.deepEqual((await one.run(`SELECT count(*)::int FROM ${schema}.t`))[0]?.rows, [[0]]);
  const open = `BEGIN; INSERT INTO ${schema}.t VALUES (1); SELECT generate_series(1, 1000)`;
  assert.equal((await refusal(one.run(open)))["code"], "transaction-left-open");
  assert.deepEqual((await one.run(`SELECT count(*)::int FROM ${schema}.t`))[0]?.rows, [[0]]);
});

test("a statement that changes data is committed at its first page, and counts all", async () => {
  const schema = await desk.schema();
  const one = client();
  await one.run(`CREATE TABLE ${schema}.t (id int)`);
  for (const sql of [
    `INSERT INTO ${schema}.t SELECT generate_series(1, 500) RETURNING id`,
    `WITH new AS (INSERT INTO ${schema}.t SELECT generate_series(1, 500) RETURNING id) SELECT * FROM new`,
  ]) {
    const [result] = await one.run(sql, {}, { rows: 10 });
    assert.deepEqual(
      [result?.rows.length, result?.rowCount, result?.hasMore, result?.isCut],
      [10, 500, false, true],
    );
  }
  assert.deepEqual((await one.run(`SELECT count(*)::int FROM ${schema}.t`))[0]?.rows, [[1000]]);
  assert.equal(one.holds, 0);
});

test("parameters are values, whatever they are", async () => {
  const values = { day: "2018-11-01", name: "'; DROP TABLE x; --\n😀", none: null, extra: "not used" };
  const [result] = await client().run(
    "SELECT :day::date + 1, :name::text, :none::int IS NULL, ':name', :day, '{1,2,3}'::int[] AS a",
    { values },
  );
  assert.deepEqual(result?.rows, [["2018-11-02", values.name, true, ":name", "2018-11-01", "{1,2,3}"]]);
  assert.match(result?.rendered ?? "", /^SELECT \$1::date \+ 1, \$2::text, \$3::int IS NULL, ':name', \$1,/);
  const refused = await refusal(client().run("SELECT\n :day, :toString", { values }));
  assert.equal(refused["code"], "missing-values");
  assert.deepEqual(refused["position"], { file: "a.sql", line: 2, column: 8 });
});

test("what a template gives is no parameter", async () => {
  const refused = await refusal(
    client().run("SELECT {{ '1 :a' }}", { date: "2018-11-03", values: { a: "2" } }),
  );
  assert.equal(refused["code"], "sql-error");
  assert.match(String(refused["message"]), /syntax error at or near ":"/);
});

test("templates are filled for an interval, of a DAG or of a day", async () => {
  const one = client();
  const text = "SELECT '{{ ds }}', '{{ params.city }}', :name::text, 'x{# ; #}y'";
  const ofDag = { dagId: "daily", date: "2018-11-03", values: { name: "{{ ds }}" } };
  // The day in Tokyo begins on the day before in UTC, which is what Airflow's ds is of.
  assert.deepEqual((await one.run(text, ofDag))[0]?.rows, [["2018-11-02", "Oslo", "{{ ds }}", "xy"]]);
  assert.deepEqual((await one.run("SELECT '{{ ds }}'", { date: "2018-11-03" }))[0]?.rows, [["2018-11-03"]]);
  assert.equal((await refusal(one.run(text)))["code"], "no-interval");
  const source = { text, startLine: 0, startColumn: 0, file: null, ...ofDag };
  assert.deepEqual(await one.send(renderSql, { source }), {
    text: "SELECT '2018-11-02', 'Oslo', :name::text, 'xy'",
    label: "2018-11-03",
  });
});

test("a loop over statements runs each", async () => {
  const results = await client().run("{% for n in [1, 2] %} SELECT {{ n }}; {% endfor %}", {
    date: "2018-11-03",
  });
  assert.deepEqual(
    results.map(({ rows }) => rows),
    [[[1]], [[2]]],
  );
});

/** `«` stands where the error's place is. */
const PLACES: readonly (readonly [name: string, text: string])[] = [
  ["in a plain text", "SELECT 1,\n  «wrong"],
  ["in a later statement", "SELECT 1;\n-- about\n  SELECT «wrong, 2"],
  ["behind a template on the line", "SELECT '{{ ds }} {{ run_id }}', «wrong"],
  [
    "behind lines that a template makes",
    "{% for a in [1, 2, 3] %}\n  SELECT 1;\n{% endfor %}\nSELECT «wrong",
  ],
  ["in a loop's body", "{% for a in [1, 2, 3] %}\nSELECT {{ a }}, «wrong;\n{% endfor %}"],
  ["in what a template gives", "SELECT 1, {{ «'wrong' }}"],
  ["behind a comment and a trimmed blank", "SELECT {# a\nb #} {%- if true -%} 1, «wrong {%- endif %}"],
  ["behind parameters", "SELECT :day::date, :none::text, «wrong"],
  ["in a parameter", "SELECT 1, «:day::wrong_type".replace("«:day::", ":day::«")],
  ["behind signs of two units", "SELECT '😀😀', «wrong"],
  ["in a template that cannot be rendered", "SELECT 1,\n '{{ «wrong }}'"],
];

for (const [name, marked] of PLACES) {
  test(`an error tells its place: ${name}`, async () => {
    const offset = marked.indexOf("«");
    const text = marked.replace("«", "");
    const before = text.slice(0, offset).split("\n");
    const source = { date: "2018-11-03", values: { day: "2018-11-01", none: null } };
    const column = (before.at(-1)?.length ?? 0) + 1;
    const { position, message } = await refusal(client().run(text, source));
    assert.deepEqual(position, { file: "a.sql", line: before.length, column }, String(message));
    assert.doesNotMatch(String(message), /of the statement/);
    // The same text further down in its document.
    const inside = await refusal(
      client().run(text, { ...source, startLine: 10, startColumn: 4, file: null }),
    );
    const moved = before.length === 1 ? column + 4 : column;
    assert.deepEqual(inside["position"], { file: "", line: before.length + 10, column: moved });
  });
}

test("refuses what is no statement", async () => {
  for (const text of ["", " ;; ", "-- nothing", "{# nothing #}"])
    assert.equal((await refusal(client().run(text, { date: "2018-11-03" })))["code"], "no-statement");
  assert.equal(
    (await refusal(client().run("SELECT 1", {}, { connection: "lake" })))["code"],
    "unknown-connection",
  );
});

test("long values are cut in a page", async () => {
  const [result] = await client().run("SELECT 1, repeat('ab', 5000000), 'short' FROM generate_series(1, 2)");
  assert.deepEqual(
    result?.rows.map((row) => String(row[1]).length),
    [LONGEST_CELL, LONGEST_CELL],
  );
  assert.deepEqual(result?.cut, [
    { row: 0, column: 1, length: 10_000_000 },
    { row: 1, column: 1, length: 10_000_000 },
  ]);
});

test("a page of large rows is short, and goes on", async () => {
  const one = client();
  const [result] = await one.run(
    "SELECT repeat('x', 60000) FROM generate_series(1, 300)",
    {},
    { queryId: "q", rows: 300 },
  );
  let count = result?.rows.length ?? 0;
  assert.ok(count < 300 && count > 0 && result?.hasMore === true);
  for (let hasMore = true; hasMore; ) {
    const page = await one.send(fetchRows, { queryId: "q", rows: 300 });
    count += page.rows.length;
    hasMore = page.hasMore;
  }
  assert.equal(count, 300);
});

test("a cancel stops the statement on the server", async () => {
  const one = client();
  const sql = "SELECT count(*) FROM (SELECT generate_series(1, 20000000000)) AS slow_one";
  const running = refusal(one.run(sql, {}, { queryId: "q" }));
  await until(async () =>
    (await sessions()).some((said) => said.startsWith("active") && said.includes("slow_one")),
  );
  await one.send(cancelSql, { queryId: "q" });
  assert.equal((await running)["code"], "cancelled");
  await until(async () => !(await sessions()).some((said) => said.includes("slow_one")));
  assert.equal(one.holds, 0);
});

const ENDINGS: readonly (readonly [name: string, end: (one: SqlClient) => unknown])[] = [
  ["is cancelled", (one) => one.send(cancelSql, { queryId: "q" })],
  ["is closed", (one) => one.send(closeSql, { queryId: "q" })],
  ["is run again under its id", (one) => one.run("SELECT 1", {}, { queryId: "q" })],
  ["loses its client", (one) => one.leave()],
];

for (const [name, end] of ENDINGS) {
  test(`a query that waits to be read lets go when it ${name}`, async () => {
    const one = client();
    await one.run("SELECT generate_series(1, 2000000000) AS waiting_one", {}, { queryId: "q", rows: 3 });
    assert.ok((await sessions()).some((said) => said.includes("waiting_one")));
    await end(one);
    await until(async () => !(await sessions()).some((said) => said.includes("waiting_one")));
    assert.equal(one.holds, 0);
  });
}

test("a statement is stopped when its client goes, and when its request is withdrawn", async () => {
  for (const end of [(one: SqlClient) => one.leave(), (one: SqlClient) => one.withdraw()]) {
    const one = client();
    const running = refusal(one.run("SELECT pg_sleep(10000) AS sleepy_one"));
    await until(async () => (await sessions()).some((said) => said.includes("sleepy_one")));
    end(one);
    assert.equal((await running)["code"], "cancelled");
    await until(async () => !(await sessions()).some((said) => said.includes("sleepy_one")));
  }
});

test("a query that nobody reads from is closed by itself, and says so", async () => {
  const one = client({ ...LIMITS, idleMilliseconds: 1 });
  await one.run("SELECT generate_series(1, 1000)", {}, { queryId: "q", rows: 3 });
  await until(() => one.holds === 0);
  const refused = await refusal(one.send(fetchRows, { queryId: "q", rows: 3 }));
  assert.equal(refused["code"], "query-closed");
  assert.match(String(refused["message"]), /nobody has read from it for a while/);
});

test("a query that waits to be read is closed when other work waits for it", async () => {
  const schema = await desk.schema();
  const one = client();
  await one.run(`CREATE TABLE ${schema}.t AS SELECT generate_series(1, 1000) AS id`);
  await one.run(`SELECT id FROM ${schema}.t`, {}, { queryId: "q", rows: 3 });
  await client().run(`TRUNCATE ${schema}.t`);
  const refused = await refusal(one.send(fetchRows, { queryId: "q", rows: 3 }));
  assert.match(String(refused["message"]), /other work waited for it/);
});

test("of many that wait, the oldest is closed", async () => {
  const one = client({ ...LIMITS, most: 2 });
  for (const queryId of ["a", "b", "c"])
    await one.run("SELECT generate_series(1, 1000)", {}, { queryId, rows: 3 });
  assert.match(
    String((await refusal(one.send(fetchRows, { queryId: "a", rows: 3 })))["message"]),
    /other results were opened since/,
  );
  assert.equal((await one.send(fetchRows, { queryId: "c", rows: 3 })).rows.length, 3);
});

test("ids of queries are a client's own", async () => {
  const group = sqlHandlers(LIMITS);
  const [one, other] = [desk.client(group), desk.client(group)];
  await one.run("SELECT generate_series(1, 1000)", {}, { queryId: "q", rows: 3 });
  assert.equal((await refusal(other.send(fetchRows, { queryId: "q", rows: 3 })))["code"], "query-closed");
  await other.send(cancelSql, { queryId: "q" });
  assert.equal((await one.send(fetchRows, { queryId: "q", rows: 3 })).rows.length, 3);
});

test("a production target is read from without asking, and written to for one statement when somebody agrees", async () => {
  const schema = await desk.schema();
  await client().run(`CREATE TABLE ${schema}.t (id int)`);
  const group = sqlHandlers(LIMITS);
  const one = desk.client(group, desk.session("prod"));
  const insert = `INSERT INTO ${schema}.t VALUES (1)`;
  assert.equal((await one.run(`SELECT * FROM ${schema}.t`))[0]?.rowCount, 0);
  assert.equal((await refusal(one.run(insert)))["code"], "production-target");
  assert.equal((await refusal(one.run(insert, {}, { consent: "dev" })))["code"], "production-target");
  assert.equal((await one.run(insert, {}, { consent: "prod" }))[0]?.rowCount, 1);
  assert.equal((await refusal(one.run(insert)))["code"], "production-target");
  const hidden = `SELECT 1; WITH a AS (${insert} RETURNING id) SELECT * FROM a`;
  assert.equal((await refusal(one.run(hidden)))["code"], "production-target");
  assert.deepEqual((await one.run(`SELECT count(*)::int FROM ${schema}.t`))[0]?.rows, [[1]]);
});

test("a read-only connection is never written to", async () => {
  const schema = await desk.schema();
  const refused = await refusal(
    desk
      .client(sqlHandlers(LIMITS), desk.session())
      .run(`SELECT 1;\nCREATE TABLE ${schema}.t (id int)`, {}, { connection: "locked" }),
  );
  assert.equal(refused["code"], "read-only");
  assert.deepEqual(refused["position"], { file: "a.sql", line: 2, column: 1 });
});
