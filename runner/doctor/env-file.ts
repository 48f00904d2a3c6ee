import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import path from "node:path";
import type { CheckUp } from "./check-up.ts";

/** Long enough for any repository, in milliseconds. */
const WITHIN = 10_000;

/** Whether git would take the workspace's `.env`, which is for secrets. */
export function envFile(workspace: string): CheckUp {
  return {
    name: ".env",
    async look(signal) {
      const found = await stat(path.join(workspace, ".env")).catch(() => undefined);
      if (found?.isFile() !== true) return { health: "ok", text: "is not there" };
      const state = await ignoredByGit(workspace, signal);
      if (state === "no")
        return {
          health: "warning",
          text: "git does not ignore it, so its secrets can get into a commit",
          next: "Add the line .env to .gitignore; what was committed once must be changed at its source.",
        };
      return { health: "ok", text: state === "yes" ? "git ignores it" : "is in no git repository" };
    },
  };
}

/** `unknown`: there is no git, or no repository of it. */
function ignoredByGit(workspace: string, signal: AbortSignal): Promise<"yes" | "no" | "unknown"> {
  const args = ["check-ignore", "--quiet", "--", ".env"];
  return new Promise((resolve) => {
    execFile("git", args, { cwd: workspace, timeout: WITHIN, signal }, (error) => {
      if (error === null) resolve("yes");
      else resolve(error.code === 1 ? "no" : "unknown");
    });
  });
}
