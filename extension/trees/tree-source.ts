import type * as vscode from "vscode";
import type { WorkspaceModel, Workspaces } from "../workspaces.ts";
import type { RowList, TreeRow } from "./tree-row.ts";

/** What a tree shows, and how it gets what the model does not have. */
export interface TreeSource<What> {
  /** The rows of one folder, from what is known at this moment. Quick: it is called at every change. */
  list(model: WorkspaceModel, now: number): RowList<What>;
  /** After this, `list` has what was asked for, or a row that says why not. Never rejects. */
  load?(model: WorkspaceModel, what: What): Promise<void>;
  /** A row whose children were loaded was closed, or is gone: nobody needs to keep them up to date. */
  closed?(model: WorkspaceModel, row: TreeRow<What>): void;
  badge?(workspaces: Workspaces): vscode.ViewBadge | undefined;
  /** What was loaded may be wrong by now. */
  forget?(): void;
  /** What was loaded has changed. */
  readonly onDidChange?: vscode.Event<void>;
}
