import type { RunDetail } from "../../../protocol/rpc/workspace.ts";
import type { WorkspaceModel } from "../../workspaces.ts";

/** The run that a panel shows: the DAG's latest, or one that was picked and is kept up to date for it. */
export interface ShownRun {
  /** Null follows the latest. */
  readonly picked: string | null;
  detail(): RunDetail | undefined;
  /** Rejects with an error that can be shown; then it shows what it did before. */
  pick(runId: string | null): Promise<void>;
  dispose(): void;
}

export function createShownRun(
  model: Pick<WorkspaceModel, "dag" | "run" | "watchRun">,
  dagId: string,
): ShownRun {
  const state: { picked: string | null; watch: { dispose(): unknown; detail: RunDetail } | undefined } = {
    picked: null,
    watch: undefined,
  };
  const drop = (): void => {
    state.watch?.dispose();
    state.watch = undefined;
  };
  return {
    get picked() {
      return state.picked;
    },
    detail: () => {
      if (state.picked !== null) return model.run(state.picked) ?? state.watch?.detail;
      return model.dag(dagId)?.lastRun ?? undefined;
    },
    pick: async (runId) => {
      const watch = runId === null ? undefined : await model.watchRun(runId);
      drop();
      state.picked = runId;
      state.watch = watch;
    },
    dispose: drop,
  };
}
