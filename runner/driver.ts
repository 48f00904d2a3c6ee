import type { DagSpec } from "../protocol/dag.ts";
import type { RunEvent } from "../protocol/event.ts";
import type { ControlReply, ControlRequest, WorkOrder, WorkPlan } from "../protocol/work.ts";
import type { Submission } from "./engine/submit.ts";
import type { Project } from "./project.ts";

/** The runs of the process that owns the workspace: it plans and drives them, and does what others ask of it. */
export interface Driver {
  /** The DAG as it runs here. Throws a UserError when there is no such DAG or it has problems. */
  dag(dagId: string): DagSpec;
  /** From now on DAGs are as in this project. One with open runs changes when the last of these has ended. */
  useProject(project: Project): void;
  plan(order: WorkOrder): WorkPlan;
  /** Stores a plan's runs and begins to drive them. */
  start(plan: WorkPlan): Started;
  /** The same for runs that no order asked for. `together` are events that are stored in one piece with the runs. */
  submit(submission: Submission, together?: readonly RunEvent[]): readonly string[];
  control(request: ControlRequest): ControlReply;
  /** Whether runs of the backfill are open here. */
  drives(backfillId: string): boolean;
  /** Whether no run is open. */
  isIdle(): boolean;
  /** Resolves when no run is open. Rejects when the history cannot be written. */
  idle(): Promise<void>;
  /** Every open run ends as cancelled. */
  cancelAll(reason: string): void;
}

export interface Started {
  /** In the order in which they start. */
  readonly runIds: readonly string[];
  /** The backfill that was made, or resumed. */
  readonly backfillId?: string;
}
