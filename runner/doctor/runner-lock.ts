import { lastOwner, workspaceOwner } from "../state/workspace-lock.ts";
import type { CheckUp } from "./check-up.ts";

/** Who runs tasks in the workspace, and whether it is alive. `folder` throws where it is not known. */
export function runnerLock(folder: () => string): CheckUp {
  return {
    name: "runner",
    async look() {
      const owner = workspaceOwner(folder());
      if (owner !== undefined) {
        const since = new Date(owner.since).toISOString().slice(0, 16).replace("T", " ");
        return { health: "ok", text: `process ${owner.pid} has run ${owner.doing} since ${since} UTC` };
      }
      const last = lastOwner(folder());
      if (last === undefined) return { health: "ok", text: "nothing runs" };
      return {
        health: "warning",
        text: `process ${last.pid} (${last.doing}) ended before its runs did`,
        next: "Nothing is locked: the next command that runs tasks puts its runs right first.",
      };
    },
  };
}
