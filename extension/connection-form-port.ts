import type { WorkspaceModel } from "./workspaces.ts";

export interface ConnectionFormPort {
  /** Shows the form that adds a connection to the folder's `millrace.json`, one panel for each folder. */
  open(model: WorkspaceModel): void;
}
