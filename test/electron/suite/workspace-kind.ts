/** Names the workspace that the window has open: each has tests of its own. */
export const WORKSPACE_VARIABLE = "MILLRACE_TEST_WORKSPACE";

export type WorkspaceKind = "pipeline" | "elsewhere";

export function workspaceKind(): WorkspaceKind {
  const given = process.env[WORKSPACE_VARIABLE];
  if (given === "pipeline" || given === "elsewhere") return given;
  throw new Error(`${WORKSPACE_VARIABLE} must be pipeline or elsewhere, not ${given ?? "unset"}.`);
}
