import { badCheck, badDag } from "./bad-input.ts";

/** Ways to get a check wrong. */
export const CHECK_CASES = [
  badCheck("a kind that does not exist", 'notNul({ table: "orders", columns: "order_id" })'),
  badCheck(
    "the functions of another tool",
    `acceptedValues({ table: "orders", column: "status", accepted_values: ["new", "paid"] })`,
  ),
  badCheck("a parameter that is misspelled", 'rowCount({ table: "orders", minimum: 1 })'),
  badCheck("a check without its columns", 'notNull({ table: "orders" })'),
  badCheck("an empty list of columns", 'unique({ table: "orders", columns: [] })'),
  badCheck("several columns in one text", 'unique({ table: "orders", columns: "day, order_id" })'),
  badCheck("a column with a blank", 'notNull({ table: "orders", columns: "order id" })'),
  badCheck("a table of three parts", 'rowCount({ table: "shop.mart.orders", min: 1 })'),
  badCheck("a severity of another tool", 'notNull({ table: "orders", columns: "id", severity: "warning" })'),
  badCheck(
    "a percentage above 100",
    'notNull({ table: "orders", columns: "id", severity: { error: "120%" } })',
  ),
  badCheck(
    "a percentage as a fraction",
    'notNull({ table: "orders", columns: "id", severity: { warn: 0.01 } })',
  ),
  badCheck(
    "a level that is misspelled",
    'notNull({ table: "orders", columns: "id", severity: { eror: 10 } })',
  ),
  badCheck(
    "a warning that comes after the failure",
    'notNull({ table: "orders", columns: "id", severity: { warn: 10, error: 5 } })',
  ),
  badCheck(
    "a threshold where nothing can be counted",
    'freshness({ table: "orders", column: "placed_at", maxAge: "1d", severity: { error: 10 } })',
  ),
  badCheck(
    "more failing rows than can be kept",
    'notNull({ table: "orders", columns: "id", keepRows: 5000 })',
  ),
  badCheck(
    "a word that onEmpty does not take",
    'notNull({ table: "orders", columns: "id", onEmpty: "pass" })',
  ),
  badCheck(
    "two checks of one name",
    'notNull({ name: "orders are sound", table: "orders", columns: "order_id" })',
    'unique({ name: "orders are sound", table: "orders", columns: "order_id" })',
  ),
  badCheck("a number of rows without a bound", 'rowCount({ table: "orders" })'),
  badCheck("bounds that no number of rows can meet", 'rowCount({ table: "orders", min: 10, max: 5 })'),
  badCheck("a change that is no percentage", 'rowCount({ table: "orders", change: { max: "half" } })'),
  badCheck("a range without a bound", 'range({ table: "orders", column: "total" })'),
  badCheck(
    "a range that is the wrong way round",
    'range({ table: "orders", column: "total", min: 100, max: 0 })',
  ),
  badCheck(
    "a list of values that is empty",
    'acceptedValues({ table: "orders", column: "status", values: [] })',
  ),
  badCheck(
    "keys of different lengths",
    'relationship({ table: "orders", columns: ["shop_id", "customer_id"], references: { table: "customers", columns: "customer_id" } })',
  ),
  badCheck(
    "an age that is no length of time",
    'freshness({ table: "orders", column: "placed_at", maxAge: "1 day" })',
  ),
  badCheck(
    "a warning that comes after the failure, by age",
    'freshness({ table: "orders", column: "placed_at", maxAge: "1d", warnAge: "2d" })',
  ),
  badCheck("a query with two expectations", 'sql({ sql: "SELECT 1", expect: 0, noRows: true })'),
  badCheck("a query without an expectation", 'sql({ sql: "SELECT 1" })'),
  badCheck(
    "a file that is not there",
    'compare({ left: { sql: "sql/ordrs.sql" }, right: { table: "orders" } })',
  ),
  badCheck(
    "a side that is a query and a table",
    'compare({ left: { sql: "SELECT 1", table: "orders" }, right: { table: "orders" } })',
  ),
  badCheck(
    "a connection that is not there",
    'compare({ left: { table: "orders" }, right: { table: "orders", connection: "archive" } })',
  ),
  badCheck(
    "a type that is no type",
    'columns({ table: "orders", columns: { order_id: { type: "bigint", nulable: false } } })',
  ),
  badDag(
    "the name of a check in place of the check",
    `import { dag, dataQuality } from "millrace";

dag({ id: "shop" }, () => {
  dataQuality("quality", { checks: ["rowCount orders"] });
});
`,
  ),
];
