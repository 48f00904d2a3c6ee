import type { WorkspaceView } from "../../../protocol/rpc/workspace.ts";

/** Runs that are at work. */
export function runsBadge(
  views: readonly WorkspaceView[],
): { readonly value: number; readonly tooltip: string } | undefined {
  const open = views.flatMap(({ openRuns }) => openRuns);
  const running = open.filter(({ shown }) => shown === "running").length;
  const queued = open.filter(({ shown }) => shown === "queued").length;
  if (running === 0) return undefined;
  return {
    value: running,
    tooltip: queued === 0 ? `${running} running` : `${running} running, ${queued} queued`,
  };
}
