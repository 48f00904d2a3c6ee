import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { ResultOf } from "../../../protocol/rpc/message.ts";
import { cancelSql, type ExportFormat, exportSql } from "../../../protocol/rpc/sql.ts";
import { UserError } from "../../../protocol/user-error.ts";
import { sqlHandlers } from "../../../runner/daemon/sql/sql-handlers.ts";
import { sqlDesk } from "./sql-desk.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const desk = await sqlDesk();
const client = desk.client(sqlHandlers());

/** A folder that has nothing. */
async function emptyFolder(): Promise<string> {
  const folder = path.join(desk.workspace, randomUUID());
  await mkdir(folder);
  return folder;
}

/** What is in use, without what is only not collected yet. */
function memoryUsed(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function exporting(
  text: string,
  format: ExportFormat,
  file: string,
  queryId = "q",
): Promise<ResultOf<typeof exportSql>> {
  const source = { text, startLine: 0, startColumn: 0, file: "a.sql", values: { n: "2" } };
  return client.send(exportSql, { queryId, source, connection: "warehouse", format, file });
}

async function refusal(work: Promise<unknown>): Promise<UserError> {
  const error = await work.then(
    () => assert.fail("It was not refused."),
    (refused: unknown) => refused,
  );
  assert.ok(error instanceof UserError, String(error));
  return error;
}

const HOSTILE = `SELECT * FROM (VALUES
  (1, 'plain', NULL::text, 1.50::numeric),
  (:n::int, E'a,b "c"\\td\\r\\ne | <b>*x*</b> &', '', NULL)) AS v (id, "na;""me", id, amount) ORDER BY 1`;

const FILES: Readonly<Record<ExportFormat, string>> = {
  csv: 'id,"na;""me",id,amount\r\n1,plain,,1.50\r\n2,"a,b ""c""\td\r\ne | <b>*x*</b> &","",\r\n',
  tsv: 'id\t"na;""me"\tid\tamount\r\n1\tplain\t\t1.50\r\n2\t"a,b ""c""\td\r\ne | <b>*x*</b> &"\t""\t\r\n',
  json: `[
{"id":1,"na;\\"me":"plain","id_2":null,"amount":"1.50"},
{"id":2,"na;\\"me":"a,b \\"c\\"\\td\\r\\ne | <b>*x*</b> &","id_2":"","amount":null}
]
`,
  markdown: `| id | na;"me | id | amount |
| ---: | --- | --- | ---: |
| 1 | plain | NULL | 1.50 |
| 2 | a,b "c"\td<br>e \\| &lt;b>\\*x\\*&lt;/b> &amp; |  | NULL |
`,
};

for (const [format, expected] of Object.entries(FILES)) {
  test(`writes ${format}`, async () => {
    const folder = await emptyFolder();
    const file = path.join(folder, "rows");
    await writeFile(file, "from before");
    const { rows, bytes, notes } = await exporting(HOSTILE, format as ExportFormat, file);
    assert.equal(await readFile(file, "utf8"), expected);
    assert.deepEqual([rows, bytes], [2, Buffer.byteLength(expected)]);
    assert.deepEqual(
      notes,
      format === "json" ? ["Another column is called id too: it is id_2 in the file."] : [],
    );
    assert.deepEqual(await readdir(folder), ["rows"]);
  });
}

test("JSON of the warehouse stands in JSON as it is, and nothing gives an empty array", async () => {
  const folder = await emptyFolder();
  const file = path.join(folder, "rows.json");
  await exporting(
    `SELECT '{"a": [1.10, null]}'::jsonb AS j, 'NaN'::float8 AS f, 12345678901234567890 AS b`,
    "json",
    file,
  );
  assert.equal(
    await readFile(file, "utf8"),
    '[\n{"j":{"a": [1.10, null]},"f":"NaN","b":"12345678901234567890"}\n]\n',
  );
  await exporting("SELECT 1 AS a WHERE false", "json", file);
  assert.deepEqual(JSON.parse(await readFile(file, "utf8")), []);
});

test("writes all rows, in little memory, and long values whole", async () => {
  const folder = await emptyFolder();
  const file = path.join(folder, "rows.csv");
  const before = memoryUsed();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, memoryUsed());
  }, 1_000);
  const { rows } = await exporting(
    "SELECT generate_series(1, 300000) AS n, repeat('x', 300) AS long",
    "csv",
    file,
  );
  clearInterval(watch);
  assert.equal(rows, 300_000);
  // More than 90 MB are in the file.
  assert.ok(most - before < 40_000_000, `${Math.round((most - before) / 1e6)} MB more`);
  let expected = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (expected > 0) assert.equal(line.slice(0, line.indexOf(",")), String(expected));
    expected += 1;
  }
  assert.equal(expected, 300_001);
  await exporting("SELECT repeat('ab', 5000000)", "csv", file);
  assert.equal((await stat(file)).size, "repeat\r\n".length + 10_000_000 + 2);
});

test("a cancel stops it on the server, and leaves nothing", async () => {
  const folder = await emptyFolder();
  const running = refusal(
    exporting("SELECT generate_series(1, 2000000000)", "csv", path.join(folder, "a.csv"), "slow"),
  );
  while ((await readdir(folder)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await client.send(cancelSql, { queryId: "slow" });
  assert.equal((await running).code, "cancelled");
  assert.deepEqual(await readdir(folder), []);
});

test("a statement that fails in the middle leaves the file from before", async () => {
  const folder = await emptyFolder();
  const file = path.join(folder, "a.csv");
  await writeFile(file, "from before");
  const error = await refusal(
    exporting("SELECT 1 / (5000 - n)\nFROM generate_series(1, 9000) AS n", "csv", file),
  );
  assert.equal(error.code, "sql-error");
  assert.deepEqual(await readdir(folder), ["a.csv"]);
  assert.equal(await readFile(file, "utf8"), "from before");
});

const REFUSED: readonly (readonly [sql: string, code: string])[] = [
  ["CREATE TABLE made (id int)", "read-only"],
  ["WITH a AS (INSERT INTO kept VALUES (1) RETURNING id) SELECT * FROM a", "read-only"],
  ["SELECT 1; SELECT 2", "several-statements"],
  ["-- nothing", "no-statement"],
];

test("only what reads, and gives rows, is exported", async () => {
  await client.run("CREATE TABLE kept (id int)");
  const folder = await emptyFolder();
  for (const [sql, code] of REFUSED)
    assert.equal((await refusal(exporting(sql, "csv", path.join(folder, "a.csv")))).code, code, sql);
  assert.deepEqual(await readdir(folder), []);
});

test("says why a file cannot be written", async () => {
  const folder = await emptyFolder();
  const error = await refusal(exporting("SELECT 1", "csv", path.join(folder, "not-there", "a.csv")));
  assert.equal(error.code, "unwritable-file");
  assert.match(error.message, /its folder is not there/);
  await mkdir(path.join(folder, "taken"));
  assert.match(
    (await refusal(exporting("SELECT 1", "csv", path.join(folder, "taken")))).message,
    /cannot be written/,
  );
  assert.deepEqual(await readdir(folder), ["taken"]);
});
