import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { CheckSpec } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { CheckResult } from "../../protocol/run.ts";
import { evaluateChecks } from "../../runner/checks/evaluate.ts";
import { CHECKS } from "../../runner/checks/registry.ts";
import type { Warehouse } from "../../runner/connections/warehouse.ts";
import { checkContext } from "../../runner/engine/check-context.ts";
import { checkSpec } from "../helpers/dag-specs.ts";
import { testTaskContext } from "../helpers/task-context.ts";
import { testWarehouse } from "../helpers/warehouse.ts";

/** One row of a table of cases: a check, and what of its result matters. */
export interface CheckCase {
  readonly params: JsonObject;
  /** Severity, onEmpty, keepRows. Default: fails as soon as the rule is broken. */
  readonly spec?: Partial<CheckSpec>;
  /** What the check measured for earlier intervals, the nearest one first. */
  readonly earlier?: readonly number[];
  readonly expect: Expected;
}

/** Only what is given is compared; a regular expression must match. */
export type Expected = Partial<Omit<CheckResult, "observed" | "message" | "sql">> & {
  readonly observed?: string | RegExp;
  readonly message?: string | RegExp;
  readonly sql?: string | RegExp;
  /** Of its failing rows only their number, and whether that is all. */
  readonly kept?: { readonly rows: number; readonly isCut: boolean };
};

export interface CheckTable {
  readonly kind: string;
  /** SQL that makes the tables; its unqualified names are in `public`. */
  readonly tables: string;
  /** SQL files beside the DAG file. */
  readonly files?: Readonly<Record<string, string>>;
  /** Other warehouses by their names, and the SQL that makes their tables. */
  readonly others?: Readonly<Record<string, string>>;
  readonly cases: Readonly<Record<string, CheckCase>>;
}

export const CHECK_BY_KIND = new Map(CHECKS.map((check) => [check.kind, check]));

/** Evaluates each case alone on a real server. The run's interval is the UTC day 2024-02-14. */
export function testCheckTable(name: string, { kind, tables, files, others, cases }: CheckTable): void {
  test(name, async (t) => {
    const warehouse = await madeWarehouse(t, tables);
    const byName = new Map<string, Warehouse>();
    for (const [other, sql] of Object.entries(others ?? {})) byName.set(other, await madeWarehouse(t, sql));
    for (const [title, { params, spec, earlier = [], expect }] of Object.entries(cases)) {
      await t.test(title, async () => {
        const site = {
          ...testTaskContext({ warehouse, ...(files && { files }) }),
          warehouse: async (other?: string) => (other && byName.get(other)) || warehouse,
        };
        const context = await checkContext(site, warehouse, (limit) => earlier.slice(0, limit));
        const check = checkSpec(kind, params, { position: PLACE, ...spec });
        const [result] = await evaluateChecks([check], CHECK_BY_KIND, () => context);
        assert.ok(result);
        assertResult(result, expect);
      });
    }
  });
}

const PLACE = { file: "sales.dag.ts", line: 3, column: 5 };

async function madeWarehouse(t: TestContext, tables: string): Promise<Warehouse> {
  const warehouse = await testWarehouse(t);
  if (tables !== "") await warehouse.script(tables);
  return warehouse;
}

/** Compares what is expected, and shows the whole result when it differs. */
export function assertResult(result: CheckResult, { kept, ...expected }: Expected): void {
  const { failing } = result;
  if (kept !== undefined)
    assert.deepEqual(failing && { rows: failing.rows.length, isCut: failing.isCut }, kept);
  const seen = Object.fromEntries(
    Object.entries(expected).map(([key, wanted]) => {
      const value = result[key as keyof CheckResult];
      return [key, wanted instanceof RegExp && wanted.test(String(value)) ? wanted : value];
    }),
  );
  assert.deepEqual({ ...result, ...seen }, { ...result, ...expected });
}

export function pass(observed?: string | RegExp, expected?: string, more: Expected = {}): Expected {
  return {
    outcome: "pass",
    ...(observed !== undefined && { observed }),
    ...(expected !== undefined && { expected }),
    ...more,
  };
}

export function fail(observed?: string | RegExp, expected?: string, more: Expected = {}): Expected {
  return { ...pass(observed, expected, more), outcome: "fail" };
}

export function error(message: string | RegExp): Expected {
  return { outcome: "error", message, observed: "", expected: "" };
}
