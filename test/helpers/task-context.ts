import { randomUUID } from "node:crypto";
import { evaluateChecks } from "../../runner/checks/evaluate.ts";
import { CHECKS } from "../../runner/checks/registry.ts";
import type { Lake } from "../../runner/connections/lake.ts";
import type { Warehouse } from "../../runner/connections/warehouse.ts";
import { checkContext } from "../../runner/engine/check-context.ts";
import { quoteName } from "../../runner/loads/table-name.ts";
import type { TaskContext, TryIdentity, UserCodeResult } from "../../runner/operators/operator.ts";

export interface TestTask
  extends Partial<Omit<TaskContext, "warehouse" | "lake" | "identity" | "sql" | "readFile">> {
  readonly warehouse?: Warehouse;
  readonly lake?: Lake;
  /** Files beside the DAG file, by path, as text. */
  readonly files?: Readonly<Record<string, string>>;
  /** The rest is `sales.load`, a manual run, and a try id of its own for each context. */
  readonly identity?: Partial<TryIdentity>;
}

/** One day in the middle of a leap year's February. */
export const TEST_INTERVAL = { start: "2024-02-14T00:00:00.000Z", end: "2024-02-15T00:00:00.000Z" };

/**
 * A task's context that works on real connections, without an engine: a run schema of its own that is on the
 * search path once it has been asked for, and templates of the form `{{ ds }}` only.
 */
export function testTaskContext(given: TestTask): TaskContext & { readonly logged: string[] } {
  const { warehouse, lake, files = {}, identity, ...overrides } = given;
  const interval = given.interval ?? TEST_INTERVAL;
  const logged: string[] = [];
  const runSchema = `run_${randomUUID().slice(0, 8)}`;
  const schemas: string[] = [];
  const render = given.render ?? ((template: string) => renderNames(template, interval));
  const need = <T>(value: T | undefined, what: string): T => {
    if (value === undefined) throw new Error(`This test gave its task no ${what}.`);
    return value;
  };
  const context: TaskContext & { readonly logged: string[] } = {
    logged,
    identity: {
      dagId: "sales",
      taskId: "load",
      runId: "manual__1",
      tryNumber: 1,
      tryId: randomUUID(),
      ...identity,
    },
    interval,
    position: { file: "sales.dag.ts", line: 1, column: 1 },
    checks: [],
    signal: new AbortController().signal,
    now: Date.now,
    log: (message) => void logged.push(message),
    render,
    sql: async (param, where) =>
      param.endsWith(".sql")
        ? { text: render(need(files[param], param), where), file: param }
        : { text: render(param, where) },
    readFile: async (path) => need(files[path], path),
    warehouse: async () => need(warehouse, "warehouse"),
    lake: async () => need(lake, "lake"),
    runSchema: async (on) => {
      if (schemas.length === 0) await on.query(`CREATE SCHEMA ${quoteName(runSchema)}`);
      schemas.splice(0, 1, runSchema);
      return runSchema;
    },
    searchPath: async () => [...schemas, "public"],
    waiting: { pokes: 0, since: 0 },
    callUserCode: async () => need<UserCodeResult>(undefined, "code"),
    evaluateChecks: async (checks, on) => {
      const ask = await checkContext(context, on);
      return await evaluateChecks(checks, TEST_CHECKS, () => ask, { signal: context.signal });
    },
    ...overrides,
  };
  return context;
}

/** The kinds of checks that `testTaskContext` evaluates. */
export const TEST_CHECKS = new Map(CHECKS.map((check) => [check.kind, check]));

function renderNames(template: string, interval: { readonly start: string; readonly end: string }): string {
  const values: Readonly<Record<string, string>> = {
    ds: interval.start.slice(0, 10),
    ds_nodash: interval.start.slice(0, 10).replaceAll("-", ""),
    data_interval_start: interval.start,
    data_interval_end: interval.end,
  };
  return template.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => values[name] ?? whole);
}
