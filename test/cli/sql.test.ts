import assert from "node:assert/strict";
import { test } from "node:test";
import { CLI_WORKSPACE, cliFolder, cliInProcess, widest } from "../helpers/cli.ts";

const { run, json } = cliInProcess(cliFolder(CLI_WORKSPACE));

test("rows are a table, other statements a line", async () => {
  const statements = `
    SELECT 1 AS a, NULL AS b, 'x' AS c;
    CREATE TEMPORARY TABLE pairs (i int);
    INSERT INTO pairs VALUES (1), (20);
    SELECT i, i * 1000 AS thousands FROM pairs;
    SELECT 1 AS none WHERE false`;
  const { code, stdout } = await run(["sql", statements]);
  assert.equal(code, 0);
  assert.equal(
    stdout,
    `a  b     c
─  ────  ─
1  NULL  x
(1 row)

CREATE TABLE
INSERT: 2 rows

 i  thousands
──  ─────────
 1       1000
20      20000
(2 rows)

none
────
(0 rows)
`,
  );
});

test("as CSV: what has no rows is left out, and an empty line is between two results", async () => {
  const statements = `SELECT 'a "b", c' AS text, NULL AS none; SET work_mem = '8MB'; SELECT 1 AS one, 2 AS one`;
  const { code, stdout } = await run(["sql", statements, "--format", "csv"]);
  assert.deepEqual([code, stdout], [0, 'text,none\r\n"a ""b"", c",\r\n\r\none,one\r\n1,2\r\n']);
});

test("as JSON: one document, rows in the order of the columns, no number loses digits", async () => {
  const statements = `SELECT 12345678901234567890 AS big, 9007199254740993::bigint AS i, 1.50::numeric AS n,
    2 AS two, '2026-01-01'::date AS d, true AS t, NULL AS none, '{"a": 1}'::jsonb AS j; CREATE TEMPORARY TABLE x ()`;
  const { code, document } = await json(["sql", statements]);
  assert.equal(code, 0);
  assert.deepEqual(document, {
    results: [
      {
        command: "SELECT",
        rowCount: 1,
        columns: ["big", "i", "n", "two", "d", "t", "none", "j"],
        rows: [["12345678901234567890", "9007199254740993", "1.50", 2, "2026-01-01", true, null, '{"a": 1}']],
      },
      { command: "CREATE TABLE", rowCount: 0, columns: [], rows: [] },
    ],
  });
  const same = await run(["sql", "SELECT 1 AS a", "--format", "json"]);
  assert.equal(JSON.parse(same.stdout).results[0].rows[0][0], 1);
});

test("a template is filled as a task of the DAG would fill it: by default values, then by the run's own", async () => {
  const query = "sql -f queries/day.sql --dag letters --date 2026-01-07";
  assert.deepEqual((await json(query)).document.results[0].rows, [["2026-01-07", "none"]]);
  await run("run letters --date 2026-01-07 --param word=own");
  assert.deepEqual((await json(query)).document.results[0].rows, [["2026-01-07", "own"]]);
  const latest = await json("sql -f queries/day.sql --dag letters");
  assert.deepEqual(latest.document.results[0].rows, [["2026-01-31", "none"]]);
  const day = await run(["sql", "SELECT '{{ ds }}' AS day", "--date", "2026-03-04T05:06Z"]);
  assert.match(day.stdout, /^2026-03-04$/m);
});

test("wide rows fit the terminal: texts are cut, and rows that cannot fit are shown one below the other", async () => {
  const long = `SELECT repeat('word ', 60) AS words, 1234567890 AS number`;
  for (const width of [80, 120]) {
    const { stdout } = await run(["sql", long], { width, isTTY: true });
    assert.ok(widest(stdout) <= width, stdout);
    assert.match(stdout, /… {2}1234567890$/m);
  }
  const columns = Array.from({ length: 20 }, (_, index) => `${index} AS column_number_${index}`);
  const { stdout } = await run(["sql", `SELECT ${columns.join(", ")}`], { width: 80, isTTY: true });
  assert.match(stdout, /^── row 1\ncolumn_number_0 {3}0\n/);
  const piped = await run(["sql", long], { width: 80 });
  assert.match(piped.stdout, /^(word ){60} +1234567890$/m, "a pipe has no width");
});

test("nothing in the data can move the cursor or colour the terminal", async () => {
  const { stdout } = await run(["sql", String.raw`SELECT E'\x1b[31mred\x07' AS text`]);
  assert.match(stdout, /^\\x1b\[31mred\\x07$/m);
});

test("a failed statement leaves nothing of the ones before it in its transaction, and its place is told", async () => {
  const { code, stdout, stderr } = await run(["sql", "CREATE TABLE half ();\nSELECT 1 / 0;\nSELECT broken"]);
  assert.deepEqual([code, stdout], [2, ""]);
  assert.equal(stderr, "error division by zero (SQLSTATE 22012).\n");
  const { document } = await json(["sql", "SELECT to_regclass('half')"]);
  assert.deepEqual(document.results[0].rows, [[null]]);
});
