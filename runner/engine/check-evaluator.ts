import type { CheckSpec } from "../../protocol/dag.ts";
import type { CheckResult } from "../../protocol/run.ts";
import type { CheckContext } from "../checks/check.ts";
import type { CheckRegistry, EvaluateOptions } from "../checks/evaluate.ts";
import { evaluateChecks } from "../checks/evaluate.ts";
import type { Warehouse } from "../connections/warehouse.ts";
import type { Store } from "../state/store.ts";
import { type CheckSite, checkContext } from "./check-context.ts";

/** A check where it stands. */
export interface PlacedCheck {
  readonly check: CheckSpec;
  readonly site: CheckSite;
}

/**
 * Evaluates checks, of one task or of several, on one warehouse; results in their order. Those that scan the same
 * table share a statement, so all of them must look names up alike.
 */
export type CheckEvaluator = (
  placed: readonly PlacedCheck[],
  warehouse: Warehouse,
  options: EvaluateOptions,
) => Promise<readonly CheckResult[]>;

/** Evaluates checks of the registered kinds, compared with what the history has of them. */
export function checkEvaluator(registry: CheckRegistry, history: Pick<Store, "checkValues">): CheckEvaluator {
  return async (placed, warehouse, options) => {
    const contexts = new Map<CheckSpec, CheckContext>();
    for (const { check, site } of placed) {
      const { dagId, taskId } = site.identity;
      const of = { dagId, taskId, name: check.name, before: site.interval.start };
      const earlierValues = (limit: number) => history.checkValues({ ...of, limit });
      contexts.set(check, await checkContext(site, warehouse, earlierValues));
    }
    const contextOf = (check: CheckSpec) => contexts.get(check) as CheckContext;
    const checks = placed.map(({ check }) => check);
    return await evaluateChecks(checks, registry, contextOf, options);
  };
}
