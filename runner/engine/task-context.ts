import type { JsonObject } from "../../protocol/json.ts";
import type { CheckResult } from "../../protocol/run.ts";
import type { Connections } from "../connections/connections.ts";
import type { Warehouse } from "../connections/warehouse.ts";
import type { TemplateVariables } from "../core/templates/variables.ts";
import type { TaskContext, UserCodeResult } from "../operators/operator.ts";
import type { CheckEvaluator } from "./check-evaluator.ts";
import type { TryRequest } from "./execute.ts";
import { createRunSchema, runSearchPath } from "./run-schema.ts";
import type { TaskLog } from "./task-log.ts";
import { taskTexts } from "./task-texts.ts";

/** What a context needs of the outside. */
export interface ContextServices {
  readonly workspace: string;
  readonly connections: Connections;
  readonly now: () => number;
  /** Names of the connections that tasks use when they name none. */
  readonly defaultWarehouse: string;
  readonly defaultLake: string;
  /** Once per run and warehouse; a promise, so that tasks side by side share it. */
  readonly runSchemas: Map<string, Promise<string>>;
  readonly searchPaths: Map<string, Promise<readonly string[]>>;
  readonly callUserCode: (
    request: TryRequest,
    params: JsonObject,
    context: TaskContext,
  ) => Promise<UserCodeResult>;
  readonly evaluateChecks: CheckEvaluator;
}

export function createTaskContext(
  request: TryRequest,
  signal: AbortSignal,
  log: TaskLog,
  variables: TemplateVariables,
  services: ContextServices,
  onCheck: (result: CheckResult) => void,
): TaskContext {
  const { dag, task, run } = request;
  const perRun = <T>(
    known: Map<string, Promise<T>>,
    warehouse: Warehouse,
    make: () => Promise<T>,
  ): Promise<T> => {
    const key = `${warehouse.name} ${run.id}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const made = make();
    known.set(key, made);
    made.catch(() => known.delete(key));
    return made;
  };
  const context: TaskContext = {
    identity: {
      dagId: dag.id,
      taskId: task.id,
      runId: run.id,
      tryNumber: request.tryNumber,
      tryId: request.tryId,
    },
    interval: run.interval,
    position: task.position,
    checks: task.checks,
    signal,
    waiting: request.waiting,
    now: services.now,
    log: (message) => log.write(message),
    ...taskTexts(services.workspace, dag.position.file, variables),
    warehouse: (name) => services.connections.warehouse(name ?? services.defaultWarehouse),
    lake: (name) => services.connections.lake(name ?? services.defaultLake),
    runSchema: (warehouse) =>
      perRun(services.runSchemas, warehouse, () => createRunSchema(warehouse, run.id)),
    searchPath: (warehouse) =>
      perRun(services.searchPaths, warehouse, () => runSearchPath(warehouse, run.id)),
    callUserCode: (params) => services.callUserCode(request, params, context),
    evaluateChecks: (checks, warehouse) => {
      const placed = checks.map((check) => ({ check, site: context }));
      return services.evaluateChecks(placed, warehouse, { signal, onResult: onCheck });
    },
  };
  return context;
}
