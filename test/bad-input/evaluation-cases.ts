import { type BadInput, badAtEvaluation } from "./bad-input.ts";

/** The table that these cases are about. */
export const EVALUATION_TABLES = `
  CREATE TABLE orders (order_id bigint, status text, placed_at timestamp, day date);
  INSERT INTO orders VALUES (1, 'new', '2026-11-01 09:12', '2026-11-01');`;

/** What is wrong in a way that only the run or the warehouse knows. The cases share a workspace. */
export const EVALUATION_CASES: readonly BadInput[] = [
  runOf(
    "a table's name that is none once it is rendered",
    "load_name",
    `runSql("load", { sql: "SELECT 1", table: "mart.{{ ds }}" });`,
  ),
  runOf(
    "a date format that does not exist",
    "format",
    `runSql("load", { sql: "SELECT '{{ data_interval_start.strftime('%Y_%Q') }}'" });`,
  ),
  runOf("a text plus a number", "plus", `runSql("load", { sql: "SELECT '{{ 'week ' + 1 }}'" });`),
  runOf("a table that is not there", "no_relation", `runSql("load", { sql: "SELECT * FROM order_lines" });`),
  badAtEvaluation(
    "a table that is not there, in a check",
    "no_table",
    'rowCount({ table: "order", min: 1 })',
  ),
  badAtEvaluation(
    "a column that is not there",
    "no_column",
    'notNull({ table: "orders", columns: "orderid" })',
  ),
  badAtEvaluation(
    "a mistake in a where",
    "bad_where",
    `rowCount({ table: "orders", where: "day = '{{ ds }}' AND staus = 'new'", min: 1 })`,
  ),
  badAtEvaluation(
    "a where that closes more than it opens",
    "bracket",
    `rowCount({ table: "orders", where: "status = 'new')", min: 1 })`,
  ),
  badAtEvaluation(
    "a regular expression that is none",
    "regex",
    `matches({ table: "orders", column: "status", regex: "^(new|paid$" })`,
  ),
  badAtEvaluation(
    "values of another type than the column's",
    "type",
    `acceptedValues({ table: "orders", column: "order_id", values: ["new", "paid"] })`,
  ),
  badAtEvaluation(
    "a bound of another type than the column's",
    "bound",
    `range({ table: "orders", column: "placed_at", min: 5 })`,
  ),
  badAtEvaluation(
    "a number as the bound of a day",
    "bound_of_day",
    `range({ table: "orders", column: "day", max: 2026 })`,
  ),
  badAtEvaluation(
    "a number as the bound of a text",
    "bound_of_text",
    `range({ table: "orders", column: "status", min: 5 })`,
  ),
  badAtEvaluation(
    "the age of a text",
    "age",
    `freshness({ table: "orders", column: "status", maxAge: "1d" })`,
  ),
  badAtEvaluation(
    "a mistake in the SQL of a check",
    "bad_sql",
    `sql({ sql: "SELECT count(* FROM orders", expect: 0 })`,
  ),
  badAtEvaluation("a query that gives no row", "no_row", `sql({ sql: "SELECT 1 WHERE false", expect: 1 })`),
  badAtEvaluation(
    "a check that writes",
    "writes",
    `sql({ sql: "DELETE FROM orders RETURNING order_id", noRows: true })`,
  ),
  badAtEvaluation(
    "a key that one side does not have",
    "key",
    `compare({ left: { table: "orders" }, right: "SELECT order_id AS id FROM orders", key: "order_id" })`,
  ),
  badAtEvaluation(
    "a date format that does not exist, in a check",
    "check_format",
    `rowCount({ table: "orders", where: "day = '{{ data_interval_start.strftime('%Q') }}'", min: 1 })`,
  ),
];

function runOf(name: string, dagId: string, tasks: string): BadInput {
  const source = `import { dag, runSql } from "millrace";

dag({ id: "${dagId}" }, () => {
  ${tasks}
});
`;
  return { name, files: { [`${dagId}.dag.ts`]: source }, command: `run ${dagId} --date 2026-11-01` };
}
