import type { PlanFacts, RunFacts } from "../../protocol/plan-facts.ts";
import type { PlannedRun, WorkOrder, WorkPlan } from "../../protocol/work.ts";
import type { Connections } from "../connections/connections.ts";
import { makeRunId } from "../engine/run-id.ts";
import type { AnyOperator } from "../operators/registry.ts";
import type { Store } from "../state/store.ts";
import { estimate, usualDurations } from "./durations.ts";
import type { FactsOptions } from "./facts.ts";
import { goneStaging } from "./gone-staging.ts";
import { repeatedLoads } from "./repeats.ts";
import { LOOK_LIMITS, lookForSources } from "./sources.ts";
import { type FutureRun, wantedSources } from "./wanted.ts";

export interface FactServices {
  readonly history: Store;
  readonly connections: Pick<Connections, "lake">;
  readonly operators: ReadonlyMap<string, AnyOperator>;
  /** The lake of tasks that name none. */
  readonly defaultLake: string;
}

/** Finds out what can be known of a plan. Reads the history and lists lakes; runs and writes nothing. */
export async function planFacts(
  plan: WorkPlan,
  { history, connections, operators, defaultLake }: FactServices,
  { withSources, signal }: FactsOptions,
): Promise<PlanFacts> {
  const { dag, order, runs } = plan;
  const future = withSources ? runs.map((run) => futureRun(plan, run, history)) : [];
  const wanted = wantedSources(dag, future, operators, defaultLake);
  const sources = await lookForSources(wanted, connections, LOOK_LIMITS, signal);
  const usual = usualDurations(dag, history);
  const facts = runs.map((run, index): RunFacts => {
    if (!willRun(run)) return { sources: null, usual: null, repeats: [], goneStaging: [] };
    return {
      sources: sources.byRun.get(index) ?? null,
      usual: usual(run.taskIds) ?? null,
      repeats: repeatedLoads(dag, run, run.action === "rerun", history, operators),
      goneStaging: goneStaging(dag, run, operators),
    };
  });
  const durations = runs.flatMap((run, index) => (willRun(run) ? [facts[index]?.usual ?? undefined] : []));
  const runsAtATime = Math.min(dag.maxActiveRuns, limitOf(order, history) ?? dag.maxActiveRuns);
  return {
    runs: facts,
    sharedSources: sources.shared,
    estimate: estimate(durations, runsAtATime) ?? null,
    notes: sources.notes,
  };
}

function futureRun(
  { dag, order, runKind }: WorkPlan,
  run: PlannedRun,
  history: Store,
): FutureRun | undefined {
  if (!willRun(run)) return undefined;
  const { interval, taskIds, runId } = run;
  const before = runId === undefined ? undefined : history.run(runId);
  // A run that is resumed goes on with the parameters that it had.
  const given = "params" in order && run.action !== "resume" ? order.params : undefined;
  return {
    runId: runId ?? makeRunId(dag.id, runKind, interval),
    kind: before?.kind ?? runKind,
    interval,
    taskIds,
    params: given ?? before?.params ?? {},
  };
}

function willRun({ action }: PlannedRun): boolean {
  return action !== "skip" && action !== "clear";
}

/** How far the order lowers the DAG's own limit of runs at a time. */
function limitOf(order: WorkOrder, history: Store): number | undefined {
  if (order.kind === "backfill") return order.maxActiveRuns;
  const resumed = order.kind === "resume" ? history.backfill(order.backfillId) : undefined;
  return resumed?.maxActiveRuns ?? undefined;
}
