/** Names the workspace that the window has open: each has tests of its own. */
export const WORKSPACE_VARIABLE = "MILLRACE_TEST_WORKSPACE";

export type WorkspaceKind = "pipeline" | "called" | "elsewhere";

const KINDS: readonly WorkspaceKind[] = ["pipeline", "called", "elsewhere"];

export function workspaceKind(): WorkspaceKind {
  const given = process.env[WORKSPACE_VARIABLE];
  const kind = KINDS.find((one) => one === given);
  if (kind !== undefined) return kind;
  throw new Error(`${WORKSPACE_VARIABLE} must be one of ${KINDS.join(", ")}, not ${given ?? "unset"}.`);
}
