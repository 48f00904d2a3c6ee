import type { CommandSubject } from "./subject.ts";
import type { WorkspaceModel } from "./workspaces.ts";

export interface BackfillFormPort {
  /**
   * Shows the form of the subject's DAG, one panel for each. `date` and `taskId` of the subject are filled in. Resolves
   * when the panel is there; rejects with an error that can be shown when the folder has no such DAG.
   */
  open(model: WorkspaceModel, subject: CommandSubject): Promise<void>;
}
