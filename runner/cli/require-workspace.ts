import { existsSync } from "node:fs";
import path from "node:path";
import { UserError } from "../../protocol/user-error.ts";
import type { Session } from "../session.ts";

/** Throws a UserError in a folder that is no workspace: a mistyped `cd` should not start a database server there. */
export async function requireWorkspace(session: Session): Promise<void> {
  if (existsSync(path.join(session.workspace, "millrace.json"))) return;
  const { dags, broken, problems, nested } = await session.project();
  if (dags.length + broken.length + problems.length > nested.length) return;
  const [inner] = nested;
  throw new UserError({
    code: "no-workspace",
    message: `${session.workspace} is no workspace: it has neither a millrace.json nor a *.dag.ts file.`,
    next:
      inner === undefined
        ? "Change to the workspace's folder or give --workspace; `millrace init` makes a new one."
        : `Its folder ${inner} is one: change to it, or give \`--workspace ${inner}\`.`,
  });
}
