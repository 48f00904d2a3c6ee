import { spawn } from "node:child_process";

/** What became of a process that was to become a workspace's daemon. */
export interface StartedDaemon {
  /** Undefined while it lives. Code 0: another daemon has the workspace. A text when it could not be started. */
  ended(): { readonly code: number | null } | { readonly problem: string } | undefined;
}

/**
 * Starts the runner as a process of its own, which outlives the editor. Under a desktop VS Code `process.execPath` is
 * Electron, which is Node when the environment says so; elsewhere it is Node.
 */
export function startDaemon(script: string, workspace: string): StartedDaemon {
  const child = spawn(process.execPath, [script, "--workspace", workspace], {
    cwd: workspace,
    detached: true,
    stdio: "ignore",
    windowsHide: true,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
  });
  const state: { ended?: { readonly code: number | null } | { readonly problem: string } } = {};
  child.once("error", (error) => {
    state.ended = { problem: error.message };
  });
  child.once("exit", (code) => {
    state.ended ??= { code };
  });
  child.unref();
  return { ended: () => state.ended };
}
