import type { WorkspaceView } from "../../protocol/rpc/workspace.ts";
import type { Workspaces } from "../workspaces.ts";

/** The snapshots of the window's folders. */
export function viewsOf(workspaces: Workspaces): readonly WorkspaceView[] {
  return workspaces.all.flatMap(({ view }) => view ?? []);
}
