import type { RunRecord } from "../../protocol/history.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { WorkOrder, WorkPlan } from "../../protocol/work.ts";
import type { Driver, Started } from "../driver.ts";
import type { Executed, ExecuteOptions } from "../session.ts";
import type { Store } from "../state/store.ts";
import type { Owner } from "../state/workspace-lock.ts";
import type { OwnerAccess } from "./ask-owner.ts";
import { askOwner } from "./ask-owner.ts";
import { followRuns } from "./follow-runs.ts";
import { CANCELLED_BY_USER } from "./open-runs.ts";

/** A plan that changes while it is looked at is shown again, but not for ever. */
const MOST_PLANS = 5;

/** Carries an order out in this process, which owns the workspace and has nothing else to do. */
export async function executeHere(
  order: WorkOrder,
  driver: Driver,
  store: Store,
  { onPlan, signal }: ExecuteOptions,
): Promise<Executed> {
  const plan = driver.plan(order);
  if (onPlan !== undefined && !(await onPlan(plan))) return executed(plan, store, { isDeclined: true });
  const cancel = (): void => driver.cancelAll(CANCELLED_BY_USER);
  signal.addEventListener("abort", cancel);
  try {
    const started = driver.start(plan);
    if (signal.aborted) cancel();
    await driver.idle();
    return executed(plan, store, started);
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

/** Has an order carried out by the process that owns the workspace, and follows its runs. */
export async function executeThere(
  order: WorkOrder,
  owner: Owner,
  access: OwnerAccess,
  { onPlan, onEvents, signal }: ExecuteOptions,
): Promise<Executed> {
  const { store } = access;
  let answer = await askOwner(owner, { kind: "execute", order }, access);
  for (let plans = 0; plans < MOST_PLANS && answer.kind === "plan"; plans++) {
    const { plan } = answer;
    const isAgreed = onPlan === undefined || (await onPlan(plan));
    if (!isAgreed || signal.aborted) return executed(plan, store, { isDeclined: true, pid: owner.pid });
    const afterSeq = store.lastSeq();
    answer = await askOwner(owner, { kind: "execute", order, agreed: plan }, access);
    if (answer.kind === "plan") continue;
    await followRuns(owner, { ...answer, afterSeq, onEvents, signal }, access);
    return executed(plan, store, { ...answer, pid: owner.pid });
  }
  throw restlessPlan();
}

function executed(
  plan: WorkPlan,
  store: Store,
  { backfillId, isDeclined = false, pid }: Partial<Started> & { isDeclined?: boolean; pid?: number },
): Executed {
  const runs = plan.runs.flatMap(({ interval }) => store.runAt(plan.dag.id, interval.start) ?? []);
  return {
    plan,
    isDeclined,
    runs,
    ...(backfillId !== undefined && { backfillId }),
    isPaused: backfillId !== undefined && isPaused(store, backfillId, runs),
    ...(pid !== undefined && { pid }),
  };
}

function isPaused(store: Store, backfillId: string, runs: readonly RunRecord[]): boolean {
  return store.backfill(backfillId)?.pausedAt != null && runs.some(({ state }) => state === "queued");
}

function restlessPlan(): UserError {
  return new UserError({
    code: "restless-plan",
    message:
      "The plan was another one each time that it was to be executed: other runs of the DAG come and go.",
    next: "Try again, or cancel them first.",
    retryable: true,
  });
}
