import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { CheckSpec } from "../../protocol/dag.ts";
import { CHECKS } from "../../runner/checks/registry.ts";
import type { Warehouse } from "../../runner/connections/warehouse.ts";
import { checkAlone, type LoneCheck } from "../../runner/engine/check-alone.ts";
import { checkEvaluator } from "../../runner/engine/check-evaluator.ts";
import { createRunSchema } from "../../runner/engine/run-schema.ts";
import { OPERATORS } from "../../runner/operators/registry.ts";
import { createRedactor } from "../../runner/secrets/redactor.ts";
import { checkSpec, dagSpec, day, taskSpec } from "../helpers/dag-specs.ts";
import { testWarehouse } from "../helpers/warehouse.ts";

const OPERATOR_BY_NAME = new Map(OPERATORS.map((operator) => [operator.name, operator]));
const KINDS = new Map(CHECKS.map((check) => [check.kind, check]));

const STAGE = taskSpec("stage", { operator: "stageFromS3", params: { from: "a", table: "staging" } });

/** A check of a task of a DAG's run on the first day. */
function lone(
  dagId: string,
  check: CheckSpec,
  task: { id?: string; operator?: string; warehouse?: string } = {},
): LoneCheck {
  const { id = "quality", operator = "dataQuality", warehouse } = task;
  const params = warehouse === undefined ? {} : { warehouse };
  const spec = taskSpec(id, { operator, params, checks: [check] });
  const run = { id: `${dagId}__1`, kind: "manual", interval: day(0), params: { most: 2 } } as const;
  return { dag: dagSpec(dagId, [STAGE, spec]), task: spec, check, run };
}

interface Alone {
  readonly warehouse: Warehouse;
  /** The statements that were run, those about the checks' tables. */
  readonly asked: string[];
  /** `name: outcome`, in the order in which they were told. */
  evaluate(...checks: readonly LoneCheck[]): Promise<readonly string[]>;
}

async function bench(t: TestContext): Promise<Alone> {
  const warehouse = await testWarehouse(t);
  const asked: string[] = [];
  const named = (name: string): Warehouse => ({
    ...warehouse,
    name,
    query(sql, values, options) {
      if (/orders|staging/.test(sql)) asked.push(`${name}: ${sql}`);
      return warehouse.query(sql, values, options);
    },
  });
  const evaluateAlone = checkAlone({
    redactor: createRedactor(),
    operators: OPERATOR_BY_NAME,
    services: {
      workspace: ".",
      connections: { warehouse: async (name) => named(name), lake: assert.fail, close: async () => {} },
      defaultWarehouse: "main",
      evaluateChecks: checkEvaluator(KINDS, { checkValues: () => [] }),
    },
  });
  return {
    warehouse,
    asked,
    async evaluate(...checks) {
      const told: string[] = [];
      await evaluateAlone(checks, new AbortController().signal, (results) => {
        for (const [{ check }, { outcome }] of results) told.push(`${check.name}: ${outcome}`);
      });
      return told;
    },
  };
}

const rows = (name: string, params: Record<string, number | string>): CheckSpec =>
  checkSpec("rowCount", { table: "orders", ...params }, { name });

test("checks of several tasks of one run share a scan; other runs and warehouses do not", async (t) => {
  const { warehouse, asked, evaluate } = await bench(t);
  await warehouse.script("CREATE TABLE orders (id int); INSERT INTO orders VALUES (1), (2), (3)");
  const told = await evaluate(
    lone("a", rows("one", { min: 1 }), { id: "first" }),
    lone("b", rows("other run", { min: 1 })),
    lone("a", rows("two", { max: 2 }), { id: "second", operator: "runTask" }),
    lone("a", rows("elsewhere", { min: 1 }), { warehouse: "other" }),
  );
  assert.deepEqual(told, ["one: pass", "two: fail", "elsewhere: pass", "other run: pass"]);
  const scans = asked.filter((sql) => sql.includes("count(*)") && !sql.includes("failing_rows"));
  assert.deepEqual(
    scans.map((sql) => sql.split(":")[0]),
    ["main", "other", "main"],
  );
});

test("texts are rendered for the interval and the run's parameters", async (t) => {
  const { warehouse, asked, evaluate } = await bench(t);
  await warehouse.script("CREATE TABLE orders (id int, day date)");
  const where = "day = '{{ ds }}' AND id > {{ params.most }}";
  assert.deepEqual(await evaluate(lone("a", rows("c", { where, equals: 0 }))), ["c: pass"]);
  assert.match(asked.join("\n"), /day = '2018-11-01' AND id > 2/);
});

test("the run's staging tables are seen while they are there, and after that nothing is wrong", async (t) => {
  const { warehouse, evaluate } = await bench(t);
  const staged = lone("a", rows("staged", { table: "staging", min: 1 }));
  const missing = lone("a", rows("missing", { table: "nowhere", min: 1 }));
  assert.deepEqual(await evaluate(staged, missing), ["staged: skipped", "missing: error"]);
  const columns = checkSpec("columns", { table: "staging", columns: ["id"] }, { name: "columns" });
  const freshness = checkSpec(
    "freshness",
    { table: "staging", column: "at", maxAge: "1d" },
    { name: "freshness" },
  );
  assert.deepEqual(
    await evaluate(lone("a", columns), lone("a", freshness)),
    ["columns: skipped", "freshness: skipped"],
    "where the catalog is asked for the table first",
  );
  await warehouse.script("CREATE TABLE orders (id int)");
  const mistaken = lone("a", rows("mistaken", { table: "orders", where: "staging > 1", min: 1 }));
  assert.deepEqual(await evaluate(mistaken), ["mistaken: error"], "a column called like it");
  const schema = await createRunSchema(warehouse, "a__1");
  assert.deepEqual(await evaluate(staged), ["staged: error"], "its run has not staged it");
  await warehouse.script(`CREATE TABLE ${schema}.staging AS SELECT 1 AS id`);
  assert.deepEqual(await evaluate(staged, missing), ["staged: pass", "missing: error"]);
  await warehouse.script("CREATE TABLE public.staging (id int)");
  assert.deepEqual(await evaluate(staged), ["staged: pass"], "the run's own comes first");
});
