import type { GraphInstance, GraphRun } from "../../../protocol/webview/graph.ts";
import { countText, stateName } from "./node-facts.ts";
import { isOver } from "./run-state.ts";

/** What is said aloud when a run of which one had `before` is as it is now: only that it came to its end. */
export function announcementOf(
  before: GraphRun | null,
  run: GraphRun,
  instances: Iterable<GraphInstance>,
): string | undefined {
  if (before?.runId !== run.runId || isOver(before.shown) || !isOver(run.shown)) return undefined;
  const all = [...instances];
  const failed = all.filter(({ state }) => state === "failed").length;
  const of =
    failed === 0 ? countText(all.length, "task") : `${failed} of ${countText(all.length, "task")} failed`;
  return `Run ${run.label}: ${stateName(run.shown)}, ${of}`;
}
