import type { WorkspaceView } from "../../../protocol/rpc/workspace.ts";
import { counted } from "../../../protocol/text/counted.ts";
import { brokenRows } from "./broken-rows.ts";

export interface Badge {
  readonly value: number;
  readonly tooltip: string;
}

/** DAGs and files that somebody should look at. */
export function pipelinesBadge(views: readonly WorkspaceView[]): Badge | undefined {
  const failed = views
    .flatMap(({ dags }) => dags)
    .filter(({ lastRun }) => lastRun?.run.state === "failed").length;
  const broken = views.flatMap(brokenRows).length;
  if (failed + broken === 0) return undefined;
  const parts = [
    ...(failed === 0 ? [] : [`${counted(failed, "DAG")} whose last run failed`]),
    ...(broken === 0 ? [] : [`${counted(broken, "definition")} that cannot be read`]),
  ];
  return { value: failed + broken, tooltip: parts.join(", ") };
}
