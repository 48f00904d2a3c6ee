import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "../../protocol/json.ts";
import { evaluateChecks } from "../../runner/checks/evaluate.ts";
import { checkContext } from "../../runner/engine/check-context.ts";
import { checkSpec } from "../helpers/dag-specs.ts";
import { testTaskContext } from "../helpers/task-context.ts";
import { testWarehouse } from "../helpers/warehouse.ts";
import { CHECK_BY_KIND } from "./check-case.ts";

/** 12,000 rows: `id` from 1, each of 6,000 `pair` twice, `note` NULL in the first 2,000, `kind` from k0 to k1999. */
const TABLES = `
  CREATE TABLE t AS
    SELECT id, id / 2 * 2 AS pair, CASE WHEN id > 2000 THEN 'x' END AS note, 'k' || id % 2000 AS kind
      FROM generate_series(0, 11999) AS id;
  CREATE TABLE few AS SELECT * FROM t WHERE id < 5000;`;

type Row = readonly [kind: string, params: JsonObject, observed: string, expected: string];

const CASES: readonly Row[] = [
  ["rowCount", { min: 15_000, max: 20_000 }, "12,000 rows", "15,000 to 20,000 rows"],
  [
    "rowCount",
    { change: { min: -1000, max: 1500 } },
    "12,000 rows (+1,100% of 1,000)",
    "a change of -1,000 rows to +1,500 rows",
  ],
  ["notNull", { columns: "note" }, "NULL in 2,001 of 12,000 rows", "no NULL in note"],
  [
    "notNull",
    { columns: ["id", "note"] },
    "NULL in 2,001 of 12,000 rows: note in 2,001",
    "no NULL in id, note",
  ],
  ["unique", { columns: "pair" }, "6,000 of 6,000 keys more than once", "each pair once"],
  [
    "acceptedValues",
    { column: "kind", values: ["k0"] },
    '11,994 of 12,000 values not accepted, such as "k1"',
    'kind one of "k0"',
  ],
  // Bounds and values of columns are none of Millrace's numbers.
  [
    "range",
    { column: "id", min: 0, max: 10_000 },
    "1,999 of 12,000 values outside (least 0, greatest 11999)",
    "id from 0 to 10000",
  ],
  ["matches", { column: "kind", regex: "9$" }, "10,800 of 12,000 values not matching", "kind matching 9$"],
  [
    "relationship",
    { columns: "id", references: { table: "few" } },
    "7,000 of 12,000 rows not in few",
    "each id in few",
  ],
];

test("large counts are grouped, values of the data are not", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.script(TABLES);
  const context = await checkContext(testTaskContext({ warehouse }), warehouse, () => [1000]);
  const checks = CASES.map(([kind, params]) => checkSpec(kind, { table: "t", ...params }));
  const results = await evaluateChecks(checks, CHECK_BY_KIND, () => context);
  const seen = results.map(({ kind, observed, expected, message }) => [kind, observed || message, expected]);
  assert.deepEqual(
    seen,
    CASES.map(([kind, , observed, expected]) => [kind, observed, expected]),
  );
});

test("so are those of comparisons and of queries", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.script(TABLES);
  const context = await checkContext(testTaskContext({ warehouse }), warehouse, () => []);
  const sides = { left: { table: "t" }, right: { table: "few" } };
  const cases: readonly (readonly [kind: string, params: JsonObject, observed: string])[] = [
    ["compare", sides, "7,000 of 12,000 rows only on the left"],
    ["compare", { ...sides, key: "id" }, "7,000 of 12,000 rows different: 7,000 only on the left"],
    ["sql", { sql: "SELECT * FROM t", noRows: true }, "12,000 rows"],
    ["sql", { sql: "SELECT count(*) FROM t", expect: 1000 }, "12000"],
  ];
  const checks = cases.map(([kind, params]) => checkSpec(kind, params));
  const results = await evaluateChecks(checks, CHECK_BY_KIND, () => context);
  assert.deepEqual(
    results.map(({ observed, message }) => observed || message),
    cases.map(([, , observed]) => observed),
  );
});
