import type { JsonObject } from "../../protocol/json.ts";
import type { QueryOptions, QueryResult } from "../dag/authoring/task-context.ts";
import type { TaskWorkers } from "../dag/task-workers.ts";
import type { TaskContext, UserCodeResult } from "../operators/operator.ts";
import type { TryRequest } from "./execute.ts";

/** What the engine's task contexts call for `runTask` and custom operators. */
export function userCodeCaller(
  workers: TaskWorkers,
): (request: TryRequest, params: JsonObject, context: TaskContext) => Promise<UserCodeResult> {
  return async ({ task, run }, params, context) => {
    const { identity, interval, position, signal } = context;
    if (task.code === undefined) throw new Error(`The task ${task.id} has no code of its own.`);
    const { dagId, taskId, runId, tryNumber } = identity;
    return await workers.call({
      code: task.code,
      position,
      params,
      context: {
        dagId,
        taskId,
        runId,
        tryNumber,
        ds: context.render("{{ ds }}", "ds"),
        dataInterval: interval,
        params: run.params,
      },
      signal,
      log: (line) => context.log(line),
      query: (sql, values, options) => query(context, sql, values, options),
      render: (template) => context.render(template, "render"),
    });
  };
}

async function query(
  context: TaskContext,
  sql: string,
  values: readonly unknown[],
  options: QueryOptions,
): Promise<QueryResult> {
  const { identity, signal } = context;
  const warehouse = await context.warehouse(options.warehouse);
  const searchPath = await context.searchPath(warehouse);
  const label = `${identity.dagId}.${identity.taskId} ${identity.runId} ${identity.tryNumber}`;
  const { columns, rows, rowCount } = await warehouse.query(sql, values, { searchPath, signal, label });
  return {
    columns,
    rows: rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]]))),
    rowCount,
  };
}
