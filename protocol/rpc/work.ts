import type { PlanFacts } from "../plan-facts.ts";
import type { ControlReply, ControlRequest, WorkOrder, WorkPlan } from "../work.ts";
import { rpcNotification, rpcRequest } from "./message.ts";
import type { CheckView } from "./workspace.ts";

/** What a dry run shows. */
export interface PlanView {
  readonly plan: WorkPlan;
  readonly facts: PlanFacts;
  /** Of the plan's runs, in its order. */
  readonly labels: readonly string[];
}

/** What executing the order would do now. Only reads. Refuses as the command line does. */
export const planWork = rpcRequest<{ readonly order: WorkOrder; readonly withSources: boolean }, PlanView>(
  "work/plan",
);

export interface ExecuteParams {
  readonly order: WorkOrder;
  /** The plan that the user has seen: when it is another one by now, nothing happens and the new one comes back. */
  readonly agreed?: WorkPlan;
  /** Somebody was asked, and agreed to writing on this production target. Without: refused with `production-target`. */
  readonly consent?: string;
}

export type ExecuteResult =
  | { readonly kind: "started"; readonly runIds: readonly string[]; readonly backfillId?: string }
  | { readonly kind: "replanned"; readonly plan: PlanView };

/** Plans and starts; comes back when the runs are stored. Their ends come as `historyChanged`. */
export const executeWork = rpcRequest<ExecuteParams, ExecuteResult>("work/execute");

/** Cancel, or pause a backfill. */
export const controlWork = rpcRequest<ControlRequest, ControlReply>("work/control");

/** From now on the schedule starts no runs of the DAG, or does again. */
export const pauseSchedule = rpcRequest<{ readonly dagId: string; readonly isPaused: boolean }, null>(
  "work/pauseSchedule",
);

export interface RunChecksParams {
  /** Chosen by the client, for `cancelRequest`. */
  readonly requestId: string;
  /** Without: the checks of all DAGs. */
  readonly dagId?: string;
  readonly taskId?: string;
  /** Without: all of them. */
  readonly names?: readonly string[];
  readonly tables?: readonly string[];
  /** The interval of this day or time. */
  readonly date?: string;
}

/** Evaluates checks without the work of their tasks. The results are in the history too. */
export const runChecks = rpcRequest<RunChecksParams, readonly CheckView[]>("checks/run");

/** Stops a request that takes long (`runChecks`, `testConnection`, …); it is then refused with `cancelled`. */
export const cancelRequest = rpcRequest<{ readonly requestId: string }, null>("request/cancel");

/** The daemon found runs that the one before it left when it was killed. */
export interface RecoveredRuns {
  /** They go on. */
  readonly runIds: readonly string[];
  /** They do not, because their target is a production one: somebody must agree again, by a resume or retry order. */
  readonly waiting: readonly string[];
}

/** Told once, to the clients that are there or the first that comes. */
export const runsRecovered = rpcNotification<RecoveredRuns>("work/recovered");
