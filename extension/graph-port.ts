import type { WorkspaceModel } from "./workspaces.ts";

export interface GraphToOpen {
  readonly dagId: string;
  /** The run to show; without it the latest one, also when another one follows. */
  readonly runId?: string;
  /** The task to select. */
  readonly taskId?: string;
}

export interface GraphPort {
  /** Shows the DAG's graph in its panel, which is made if there is none. */
  open(model: WorkspaceModel, graph: GraphToOpen): void;
}
