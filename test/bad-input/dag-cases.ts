import { badDag } from "./bad-input.ts";

/** Ways to get a DAG file wrong, beyond those of `test/fixtures/dags/bad`. */
export const DAG_CASES = [
  badDag(
    "an operator that does not exist",
    `import { dag, loadFacts } from "millrace";

dag({ id: "shop" }, () => {
  loadFacts("load", { table: "orders", sql: "SELECT 1 AS id" });
});
`,
  ),
  badDag(
    "an operator that is not imported",
    `import { dag } from "millrace";

dag({ id: "shop" }, () => {
  runSql("load", { sql: "SELECT 1" });
});
`,
  ),
  badDag(
    "a name that the imported file does not export",
    `import { dag, runSql } from "millrace";
import { COUNTRY_SQL } from "./countries.ts";

dag({ id: "shop" }, () => {
  runSql("load", { sql: COUNTRY_SQL });
});
`,
    { "countries.ts": 'export const COUNTRIES_SQL = "SELECT 1";\n' },
  ),
  badDag(
    "a task that is used before it is made",
    `import { dag, runSql } from "millrace";

dag({ id: "shop" }, () => {
  runSql("last", { after: load, sql: "SELECT 2" });
  const load = runSql("load", { sql: "SELECT 1" });
});
`,
  ),
  badDag(
    "JSON with a mistake in an imported file",
    `import { dag, runSql } from "millrace";
import sources from "./sources.json";

dag({ id: "shop" }, () => {
  for (const { name } of sources) runSql(name, { sql: "SELECT 1" });
});
`,
    { "sources.json": '[\n  { "name": "orders" },\n  { "name": "returns", }\n]\n' },
  ),
  badDag(
    "a loop without an end",
    `import { dag, runSql } from "millrace";

dag({ id: "shop" }, () => {
  for (let day = 1; day > 0; ) runSql(\`load_\${day}\`, { sql: "SELECT 1" });
});
`,
    { "millrace.json": '{ "loader": { "timeout": "300ms" } }\n' },
  ),
  badDag(
    "a request to the network while the file is read",
    `import { dag, runSql } from "millrace";

dag({ id: "shop" }, () => {
  const sources = fetch("https://example.org/sources.json");
  runSql("load", { sql: \`SELECT '\${sources}'\` });
});
`,
  ),
  badDag(
    "replaceInterval without its time column",
    `import { dag, loadFact } from "millrace";

dag({ id: "shop" }, () => {
  loadFact("load", { table: "orders", sql: "SELECT 1 AS id", mode: "replaceInterval" });
});
`,
  ),
  badDag(
    "a version for a dimension that is replaced as a whole",
    `import { dag, loadDimension } from "millrace";

dag({ id: "shop" }, () => {
  loadDimension("load", { table: "users", sql: "SELECT 1 AS id", version: "seen_at" });
});
`,
  ),
  badDag(
    "a bucket's address as a key",
    `import { dag, stageFromS3 } from "millrace";

dag({ id: "shop" }, () => {
  stageFromS3("stage", { from: "s3://my-bucket/orders/", table: "staging_orders" });
});
`,
  ),
  badDag(
    "a schema for a staging table of the run",
    `import { dag, stageFromS3 } from "millrace";

dag({ id: "shop" }, () => {
  stageFromS3("stage", { from: "orders/", table: "staging.orders" });
});
`,
  ),
  badDag(
    "tables' names that are none",
    `import { dag, loadDimension, loadFact, runSql, stageFromS3 } from "millrace";

dag({ id: "shop" }, () => {
  stageFromS3("stage", { from: "orders/", table: "staging orders" });
  loadFact("orders", { table: "mart.sales.orders", sql: "SELECT 1 AS id" });
  loadDimension("users", { table: "1st_users", sql: "SELECT 1 AS id" });
  runSql("totals", { table: "mart.", sql: "SELECT 1" });
  runSql("by_day", { table: "by_day_{{ ds_nodash }}", sql: "SELECT 1" });
});
`,
  ),
  badDag(
    "a sensor with patterns of two kinds",
    `import { dag, s3KeySensor } from "millrace";

dag({ id: "shop" }, () => {
  s3KeySensor("wait", { keys: "orders/.*", regex: true, wildcard: true });
});
`,
  ),
  badDag(
    "a schedule with seconds",
    `import { dag, runSql } from "millrace";

dag({ id: "shop", schedule: "0 30 6 * * *", startDate: "2026-11-01" }, () => {
  runSql("load", { sql: "SELECT 1" });
});
`,
  ),
  badDag(
    "an empty statement",
    `import { dag, runSql } from "millrace";

dag({ id: "shop" }, () => {
  runSql("load", { sql: "" });
});
`,
  ),
  badDag(
    "a length of time without a unit",
    `import { dag, s3KeySensor } from "millrace";

dag({ id: "shop" }, () => {
  s3KeySensor("wait", { keys: "orders/{{ ds }}.json", pokeInterval: "60" });
});
`,
  ),
];
