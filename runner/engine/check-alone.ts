import type { CheckSpec, DagSpec, TaskSpec } from "../../protocol/dag.ts";
import type { CheckResult } from "../../protocol/run.ts";
import { templateVariables } from "../core/templates/variables.ts";
import type { AnyOperator } from "../operators/registry.ts";
import { redactTexts } from "../secrets/redact-texts.ts";
import type { Redactor } from "../secrets/secrets.ts";
import type { CheckSite } from "./check-context.ts";
import type { TryRequest } from "./execute.ts";
import { withoutStaging } from "./gone-staging.ts";
import { hasRunSchema, runSearchPath } from "./run-schema.ts";
import type { ContextServices } from "./task-context.ts";
import { taskTexts } from "./task-texts.ts";
import { warehouseOf } from "./task-warehouse.ts";

/** A check to be evaluated without the work of its task, for the interval of a run that there is or could be. */
export interface LoneCheck {
  readonly dag: DagSpec;
  readonly task: TaskSpec;
  readonly check: CheckSpec;
  readonly run: TryRequest["run"];
}

/**
 * Evaluates checks as their tasks would; results in their order. Those on the same warehouse and for the same run
 * share scans. `onResults` is told what is known as soon as it is. Throws a UserError when a warehouse cannot be opened.
 */
export type EvaluateAlone = <T extends LoneCheck>(
  checks: readonly T[],
  signal: AbortSignal,
  onResults: (results: ReadonlyMap<T, CheckResult>) => void,
) => Promise<void>;

export interface AloneOptions {
  readonly operators: ReadonlyMap<string, AnyOperator>;
  readonly services: Pick<
    ContextServices,
    "workspace" | "connections" | "defaultWarehouse" | "evaluateChecks"
  >;
  /** What results tell has no secret in it. */
  readonly redactor: Pick<Redactor, "redact">;
}

export function checkAlone({ operators, services, redactor }: AloneOptions): EvaluateAlone {
  const { connections, defaultWarehouse, workspace, evaluateChecks } = services;

  const siteOf = ({ dag, task, run }: LoneCheck, signal: AbortSignal, searchPath: SearchPath): CheckSite => {
    const { id: runId, kind, interval, params } = run;
    const identity = { dagId: dag.id, taskId: task.id, runId, tryNumber: 1 };
    const variables = templateVariables({ ...identity, kind, interval, params });
    return {
      identity: { ...identity, tryId: "" },
      interval,
      signal,
      warehouse: (name) => connections.warehouse(name ?? defaultWarehouse),
      searchPath,
      ...taskTexts(workspace, dag.position.file, variables),
    };
  };

  return async (checks, signal, onResults) => {
    const byRun = Map.groupBy(checks, ({ run }) => run.id);
    for (const [runId, ofRun] of byRun) {
      const searchPath = searchPathOf(runId);
      const byWarehouse = Map.groupBy(
        ofRun,
        ({ task }) => warehouseOf(task, operators, defaultWarehouse) ?? defaultWarehouse,
      );
      for (const [name, group] of byWarehouse) {
        const warehouse = await connections.warehouse(name);
        const placed = group.map((one) => ({ check: one.check, site: siteOf(one, signal, searchPath) }));
        const results = await evaluateChecks(placed, warehouse, { signal });
        const isStaged = await hasRunSchema(warehouse, runId);
        const told = group.map((one, index): [typeof one, CheckResult] => {
          const result = results[index] as CheckResult;
          const found = isStaged ? result : withoutStaging(result, one.dag, operators);
          return [one, redactTexts(found, redactor)];
        });
        onResults(new Map(told));
      }
    }
  };
}

type SearchPath = CheckSite["searchPath"];

/** Asked once of each warehouse, not once for each check. */
function searchPathOf(runId: string): SearchPath {
  const known = new Map<string, Promise<readonly string[]>>();
  return (warehouse) => {
    const path = known.get(warehouse.name) ?? runSearchPath(warehouse, runId);
    known.set(warehouse.name, path);
    return path;
  };
}
