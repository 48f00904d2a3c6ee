import type { DagSpec } from "../../protocol/dag.ts";
import type { RunRecord } from "../../protocol/history.ts";
import { intervalLabeler } from "../../protocol/text/interval-label.ts";
import { lastLoads } from "../last-loads.ts";
import { shownState } from "../shown-state.ts";
import type { Store } from "../state/store.ts";
import type { CommandContext } from "./command.ts";
import { intervalStateCell, paintStateCell } from "./render/state-cells.ts";
import { renderTable } from "./render/table.ts";
import { runTook } from "./run-facts.ts";

export interface ShownRuns {
  readonly dag: Pick<DagSpec, "timezone">;
  readonly runs: readonly RunRecord[];
  readonly history: Store;
  /** Whether a living runner works in the workspace. */
  readonly isOwned: boolean;
}

/** Prints runs, one line for each. */
export function showRuns({ print, style, width }: CommandContext, shown: ShownRuns): void {
  const { dag, history } = shown;
  const label = intervalLabeler(dag.timezone);
  const rows = shown.runs.map((run) => {
    const tasks = history.tasks(run.runId);
    const done = tasks.filter(({ state }) => state === "success" || state === "skipped").length;
    const loads = history.loads(run.runId);
    const inserted = tasks
      .flatMap((task) => lastLoads(task, loads))
      .reduce((total, load) => total + load.inserted + load.updated, 0);
    return [
      label(run.interval),
      intervalStateCell(shownState(run, history, shown.isOwned), style),
      `${done}/${tasks.length}`,
      inserted,
      run.kind,
      run.startedAt === null ? "" : `${new Date(run.startedAt).toISOString().slice(0, 19)}Z`,
      runTook(run),
    ];
  });
  const columns = ["interval", "state", "tasks", "rows", "kind", "started", "took"];
  print(`${renderTable({ columns, rows, width, style, paintCell: paintStateCell(style) })}\n`);
}
