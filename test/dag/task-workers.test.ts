import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { TaskSpec } from "../../protocol/dag.ts";
import { UserError } from "../../protocol/user-error.ts";
import { DEFAULT_CONFIG } from "../../runner/config/config.ts";
import { bundleStore } from "../../runner/dag/bundle-store.ts";
import { loadDags } from "../../runner/dag/loader.ts";
import { type TaskWorkers, taskWorkers, type UserCall } from "../../runner/dag/task-workers.ts";
import { packageRoot } from "../../runner/package-root.ts";
import { REGISTRIES } from "./registries.ts";

const WORKSPACE = path.join(packageRoot(), "test", "fixtures", "dags", "code");
const CONTEXT: UserCall["context"] = {
  dagId: "code",
  taskId: "task",
  runId: "run",
  tryNumber: 2,
  ds: "2018-11-01",
  dataInterval: { start: "2018-11-01T00:00:00.000Z", end: "2018-11-02T00:00:00.000Z" },
  params: { limit: 10 },
};

async function tasksOf(workspace: string, bundles = bundleStore()) {
  const { dags, problems } = await loadDags({
    workspace,
    config: DEFAULT_CONFIG,
    registries: REGISTRIES,
    bundles,
  });
  assert.deepEqual(problems, []);
  return { bundles, tasks: dags.flatMap(({ tasks }) => tasks) };
}

function callOf(task: TaskSpec | undefined, lines: string[], changes: Partial<UserCall> = {}): UserCall {
  if (task?.code === undefined) return assert.fail("no such task");
  return {
    code: task.code,
    position: task.position,
    params: task.params,
    context: CONTEXT,
    signal: new AbortController().signal,
    log: (line) => lines.push(line),
    query: async (sql, values, options) => {
      if (sql.startsWith("SELEC ")) {
        throw new UserError({
          code: "sql-error",
          message: "syntax error",
          next: "Correct it.",
          retryable: false,
        });
      }
      return { columns: ["one"], rows: [{ one: values[0], when: options.warehouse }], rowCount: 1 };
    },
    render: (template) => template.replace("{{ ds }}", "2018-11-01"),
    ...changes,
  };
}

describe("task workers", () => {
  let workers: TaskWorkers;
  let tasks: readonly TaskSpec[];
  before(async () => {
    const loaded = await tasksOf(WORKSPACE);
    tasks = loaded.tasks;
    workers = taskWorkers({ workspace: WORKSPACE, size: 2, bundles: loaded.bundles, memoryMb: 64 });
  });
  after(() => workers.close());

  const run = async (id: string, changes: Partial<UserCall> = {}) => {
    const lines: string[] = [];
    const task = tasks.find((spec) => spec.id === id);
    const end = await workers.call(callOf(task, lines, changes)).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      const { code, message, next, position, retryable } = error;
      return {
        code,
        message,
        next,
        position: position && `${position.file}:${position.line}:${position.column}`,
        retryable,
      };
    });
    return { end, lines };
  };
  const failed = async (id: string, changes?: Partial<UserCall>) => {
    const { end } = await run(id, changes);
    return "code" in end ? end : assert.fail("it did not fail");
  };

  test("call a custom operator with its parameters, and log what it writes", async () => {
    const { end, lines } = await run("echo");
    assert.deepEqual(lines, ["log hello { deep: [ 1 ] }", "console hello", "second line"]);
    const counts = { table: "t", read: 3, inserted: 2, updated: 0, deleted: 0, rejected: 0, total: null };
    assert.deepEqual(end, { loads: [counts] });
  });

  test("give the code its context", async () => {
    const { lines } = await run("context");
    assert.deepEqual(JSON.parse(lines[0] ?? ""), {
      ...{
        dagId: "code",
        taskId: "task",
        runId: "run",
        tryNumber: 2,
        ds: "2018-11-01",
        params: { limit: 10 },
      },
      ...{ start: Date.UTC(2018, 10, 1), hours: 86_400_000 },
    });
  });

  test("carry queries and templates to the runner, with bigints as they are", async () => {
    assert.deepEqual((await run("query")).lines, ["{ one: 1n, when: 'other' } 1 [ 'one' ] 2018-11-01"]);
  });

  test("hand on an error of the runner with its code, at the place of the author's call", async () => {
    assert.deepEqual(await failed("refused"), {
      code: "sql-error",
      message: "syntax error",
      next: "Correct it.",
      position: "code.dag.ts:30:21",
      retryable: false,
    });
    assert.deepEqual((await run("caught")).lines, ["syntax error"]);
  });

  for (const [id, message, position] of [
    ["thrown", "TypeError: on purpose", "lib/fail.ts:2:9"],
    ["thrown_text", "only text", "code.dag.ts:44:3"],
    ["uncaught", "RangeError: later", "code.dag.ts:52:15"],
    [
      "bad_counts",
      'TypeError: recordRows takes whole numbers of rows; "inserted" is -1',
      "code.dag.ts:90:53",
    ],
  ] as const) {
    test(`tell of an exception with its place: ${id}`, async () => {
      const expected = { code: "user-code-error", message, next: undefined, position, retryable: true };
      assert.deepEqual(await failed(id), expected);
    });
  }

  test("end a task as skipped", async () => {
    assert.deepEqual((await run("skipped")).end, { loads: [], skipped: "no data today" });
  });

  test("have Node's modules and the network, but not the runner's channel", async () => {
    const { lines } = await run("modules");
    assert.deepEqual(lines, ["d41d8cd98f00b204e9800998ecf8427e function undefined"]);
  });

  test("are told of a cancel and may end by themselves", async () => {
    const cancel = new AbortController();
    const lines: string[] = [];
    const log = (line: string): void => {
      lines.push(line);
      cancel.abort();
    };
    assert.equal((await failed("patient", { signal: cancel.signal, log })).code, "user-code-cancelled");
    assert.deepEqual(lines, ["started", "aborted"]);
  });

  test("are ended when they do not heed a cancel, whatever they do", async () => {
    const cancel = new AbortController();
    const error = await failed("stubborn", { signal: cancel.signal, log: () => cancel.abort() });
    assert.equal(error.code, "user-code-cancelled");
  });

  test("do not start when the run is cancelled already", async () => {
    const signal = AbortSignal.abort();
    assert.equal((await failed("nothing", { signal })).code, "user-code-cancelled");
  });

  test("running out of memory ends the code alone", async () => {
    const error = await failed("memory");
    assert.deepEqual([error.code, error.retryable], ["user-code-memory", false]);
    assert.deepEqual((await run("nothing")).end, { loads: [] });
  });

  test("process.exit is an error", async () => {
    assert.equal((await failed("exit")).code, "user-code-exit");
  });

  test("are used again by the next call, and no more than asked for run at a time", async () => {
    const first = (await run("process")).lines;
    assert.deepEqual((await run("process")).lines, first);
    const many = await Promise.all(Array.from({ length: 20 }, () => run("process")));
    assert.ok(new Set(many.flatMap(({ lines }) => lines)).size <= 2);
  });
});

describe("task workers and files that change", () => {
  let workspace: string;
  before(async () => {
    workspace = await mkdtemp(path.join(tmpdir(), "millrace-code-"));
  });
  after(() => rm(workspace, { recursive: true }));
  const write = (body: string) =>
    writeFile(
      path.join(workspace, "a.dag.ts"),
      `import { dag, runTask } from "millrace";\ndag({ id: "a" }, () => { ${body} });\n`,
    );

  test("run the code that was read, not what the file says now", async () => {
    await write(`runTask("one", { run: (c) => c.log("before") });`);
    const { tasks, bundles } = await tasksOf(workspace);
    await write(`runTask("one", { run: (c) => c.log("after") });`);
    const workers = taskWorkers({ workspace, size: 1, bundles });
    const lines: string[] = [];
    await workers.call(callOf(tasks[0], lines));
    const again = await tasksOf(workspace, bundles);
    await workers.call(callOf(again.tasks[0], lines));
    await workers.close();
    assert.deepEqual(lines, ["before", "after"]);
  });

  test("read the file again when what was read is gone", async () => {
    await write(`runTask("one", { run: (c) => c.log("from the file") });`);
    const { tasks } = await tasksOf(workspace);
    const workers = taskWorkers({ workspace, size: 1, bundles: bundleStore() });
    const lines: string[] = [];
    await workers.call(callOf(tasks[0], lines));
    await workers.close();
    assert.deepEqual(lines, ["from the file"]);
  });

  test("tell when the file registers other functions each time", async () => {
    await write(`if (typeof process === "undefined") runTask("one", { run: () => {} });`);
    const { tasks, bundles } = await tasksOf(workspace);
    const workers = taskWorkers({ workspace, size: 1, bundles });
    await assert.rejects(workers.call(callOf(tasks[0], [])), { code: "user-code-unsteady" });
    await workers.close();
  });
});
