import type { PlanFacts } from "../../protocol/plan-facts.ts";
import type { WorkPlan } from "../../protocol/work.ts";

/** A plan with its facts in `--json` output: everything, however long it is. */
export function planDocument({ order, dag, taskIds, runs }: WorkPlan, facts: PlanFacts): object {
  const { sharedSources, estimate, notes } = facts;
  return {
    dag: dag.id,
    order,
    taskIds,
    runs: runs.map(({ runId, ...run }, index) => ({ runId: runId ?? null, ...run, ...facts.runs[index] })),
    sharedSources,
    estimate,
    notes,
  };
}
