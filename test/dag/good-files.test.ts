import assert from "node:assert/strict";
import path from "node:path";
import { before, describe, test } from "node:test";
import type { DagSpec, TaskSpec } from "../../protocol/dag.ts";
import { formatPosition } from "../../protocol/problem.ts";
import { loadConfig } from "../../runner/config/load-config.ts";
import { bundleStore } from "../../runner/dag/bundle-store.ts";
import { type LoadedDags, loadDags } from "../../runner/dag/loader.ts";
import { packageRoot } from "../../runner/package-root.ts";
import { REGISTRIES } from "./registries.ts";

const WORKSPACE = path.join(packageRoot(), "test", "fixtures", "dags", "good");

describe("loadDags", () => {
  const bundles = bundleStore();
  let loaded: LoadedDags;
  before(async () => {
    const { config } = await loadConfig(WORKSPACE);
    loaded = await loadDags({ workspace: WORKSPACE, config, registries: REGISTRIES, bundles });
  });
  const dag = (id: string): DagSpec => loaded.dags.find((spec) => spec.id === id) ?? assert.fail(id);
  const task = (dagId: string, id: string): TaskSpec =>
    dag(dagId).tasks.find((spec) => spec.id === id) ?? assert.fail(id);

  test("finds nothing wrong", () => {
    assert.deepEqual(loaded.problems, []);
    assert.deepEqual(loaded.broken, []);
  });

  test("tasks made in a loop of a helper have the place of the call there, and their checks too", () => {
    const { tasks, position } = dag("dynamic");
    assert.equal(formatPosition(position), "dynamic.dag.ts:5:1");
    assert.deepEqual(
      tasks.map(({ id, position, upstream, checks }) => ({
        id,
        at: formatPosition(position),
        upstream,
        checks: checks.map((check) => `${check.name} ${formatPosition(check.position)}`),
      })),
      [
        {
          id: "load_users",
          at: "lib/load-all.ts:7:14",
          upstream: [],
          checks: ["rowCount users lib/load-all.ts:12:9"],
        },
        {
          id: "load_songs",
          at: "lib/load-all.ts:7:14",
          upstream: ["load_users"],
          checks: ["rowCount songs lib/load-all.ts:12:9"],
        },
      ],
    );
  });

  test("a DAG that a helper makes has its place in the DAG file, and finds SQL beside that", () => {
    assert.equal(formatPosition(dag("team_users").position), "team/factory.dag.ts:3:1");
    assert.equal(formatPosition(dag("team_songs").position), "team/factory.dag.ts:4:1");
    assert.equal(formatPosition(task("team_users", "load").position), "lib/make-dag.ts:5:5");
  });

  test("groups stand for their last tasks, and hand their own upstream to their first ones", () => {
    const upstream = Object.fromEntries(dag("groups").tasks.map(({ id, upstream }) => [id, upstream]));
    assert.deepEqual(upstream, {
      start: [],
      "outer.a": ["start"],
      "outer.inner.b": ["outer.a"],
      "outer.inner.c": ["outer.inner.b"],
      "outer.inner.d": ["outer.a"],
      "outer.e": ["outer.a"],
      "outer.f": ["start"],
      last: ["outer.inner.c", "outer.inner.d", "outer.e", "outer.f"],
      named: ["outer.inner.c", "outer.inner.d", "start"],
      x: ["last"],
      y: ["last"],
      z: ["x"],
      z2: ["y"],
      end: ["z", "z2"],
    });
    assert.deepEqual(
      dag("groups").groups.map(({ id, parent }) => [id, parent]),
      [
        ["outer", undefined],
        ["outer.inner", "outer"],
      ],
    );
  });

  test("reads every option of a DAG", () => {
    const { tasks, groups, position, ...options } = dag("options");
    assert.deepEqual(options, {
      id: "options",
      description: "All there is",
      schedule: "30 6 * * 1-5",
      timezone: "Europe/Berlin",
      startDate: "2018-10-31T23:00:00.000Z",
      endDate: "2018-12-01T04:00:00.000Z",
      catchup: true,
      maxActiveRuns: 2,
      maxActiveTasks: 3,
      tags: ["one"],
      params: {
        limit: { type: "integer", default: 10 },
        ratio: { type: "number", default: 0.5 },
        name: { type: "string", default: "x" },
        on: { type: "boolean", default: true },
        day: { type: "string", default: null, choices: ["mon", "tue"] },
      },
    });
  });

  test("a task's own options go before the DAG's defaults, and these before Airflow's", () => {
    const { code, position, params, ...options } = task("options", "code");
    assert.deepEqual(options, {
      id: "code",
      operator: "runTask",
      description: "Reads a file",
      upstream: ["copy"],
      triggerRule: "all_done",
      retries: 2,
      retryDelayMs: 90_000,
      retryExponentialBackoff: true,
      maxRetryDelayMs: 3_600_000,
      executionTimeoutMs: 500,
      dependsOnPast: true,
      pool: "slow",
      poolSlots: 2,
      checks: [],
    });
    assert.equal(task("options", "copy").retries, 0);
    const plain = task("dynamic", "load_users");
    assert.deepEqual(
      [plain.retries, plain.retryDelayMs, plain.pool, plain.poolSlots, plain.triggerRule],
      [0, 300_000, "default", 1, "all_success"],
    );
  });

  test("a check without a name has its condition in it only where another one would be called so", () => {
    assert.deepEqual(
      task("options", "check")
        .checks.slice(3)
        .map(({ name }) => name),
      ["unique t one", "unique t one where two < 0"],
    );
  });

  test("checks have their options as they are judged by, and their kind's parameters as written", () => {
    const [plain, full, warned] = task("options", "check").checks.map(({ position, ...check }) => check);
    assert.deepEqual(plain, {
      kind: "sql",
      name: "nothing",
      params: { sql: "SELECT 0", expect: 0 },
      severity: { error: { count: 0 } },
      onEmpty: "evaluate",
      keepRows: 20,
      tags: [],
      tables: [],
    });
    assert.deepEqual(full, {
      kind: "unique",
      name: "unique mart.t one, {{ params.name }}",
      params: { table: "mart.t", columns: ["one", "{{ params.name }}"] },
      severity: { warn: { count: 0 }, error: { percent: 0.5 } },
      onEmpty: "skip",
      keepRows: 0,
      tags: ["nightly", "keys"],
      tables: ["mart.t"],
    });
    assert.deepEqual(warned?.severity, { warn: { count: 0 } });
  });

  test("operators take the DAG's connections where they name none", () => {
    assert.equal(task("options", "load").params["warehouse"], "warehouse");
    assert.equal(task("options", "check").params["warehouse"], "other");
    assert.equal("warehouse" in task("dynamic", "load_users").params, false);
  });

  test("tasks with code carry its number and the hash of the text that was read", () => {
    const copy = task("options", "copy");
    const code = task("options", "code").code ?? assert.fail();
    assert.deepEqual(copy.code, { ...code, functionIndex: 0, sqlParams: ["sql"] });
    assert.deepEqual([code.file, code.functionIndex], ["options.dag.ts", 1]);
    assert.equal(bundles.get(code.bundle ?? "")?.file, "options.dag.ts");
    assert.equal(copy.operator, "copyRows");
    assert.deepEqual(copy.params, { from: "{{ ds }}", into: { table: "t" }, sql: "sql/songs.sql" });
  });

  test("what a file writes while it is read is kept, not printed", () => {
    assert.deepEqual(loaded.output, [{ file: "options.dag.ts", lines: ['reading {"options":true}'] }]);
  });

  test("reads only the files that are asked for", async () => {
    const { config } = await loadConfig(WORKSPACE);
    const files = ["team/factory.dag.ts"];
    const some = await loadDags({ workspace: WORKSPACE, config, registries: REGISTRIES, files });
    assert.deepEqual(
      some.dags.map(({ id }) => id),
      ["team_users", "team_songs"],
    );
  });
});
