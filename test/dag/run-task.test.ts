import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "../../protocol/json.ts";
import type { TaskContext, UserCodeResult } from "../../runner/operators/operator.ts";
import { runTask, userCodeOperator } from "../../runner/operators/run-task.ts";

function contextOf(result: UserCodeResult) {
  const calls: JsonObject[] = [];
  const context = {
    render: (template: string) => template.replace("{{ ds }}", "2018-11-01"),
    sql: async (param: string) => ({ text: `text of ${param}` }),
    callUserCode: async (params: JsonObject) => {
      calls.push(params);
      return result;
    },
  } as unknown as TaskContext;
  return { context, calls };
}

test("a custom operator gets its texts rendered, however deep, and its SQL read", async () => {
  const { context, calls } = contextOf({ loads: [] });
  const params = {
    from: ["a/{{ ds }}/", 1],
    deep: { day: "{{ ds }}", none: null },
    sql: "sql/a.sql",
    on: true,
  };
  const result = await userCodeOperator("copy", ["sql"]).execute(params, context);
  assert.deepEqual(result, { kind: "success", loads: [] });
  const day = "2018-11-01";
  assert.deepEqual(calls, [
    { from: [`a/${day}/`, 1], deep: { day, none: null }, sql: "text of sql/a.sql", on: true },
  ]);
});

test("runTask ends as skipped with the code's reason", async () => {
  const { context } = contextOf({ loads: [], skipped: "no data" });
  assert.deepEqual(await runTask.execute({}, context), { kind: "skipped", reason: "no data" });
});

test("runTask takes no parameters", () => {
  assert.equal(runTask.params.safeParse({ extra: 1 }).success, false);
});
