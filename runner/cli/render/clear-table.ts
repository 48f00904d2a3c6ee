import type { RunFacts } from "../../../protocol/plan-facts.ts";
import type { TaskState } from "../../../protocol/run.ts";
import { intervalLabeler } from "../../../protocol/text/interval-label.ts";
import { formatNumber } from "./number.ts";
import type { PlanTableOptions, PlanView } from "./plan-table.ts";
import { paintStateCell, stateCell } from "./state-cells.ts";
import { renderTable } from "./table.ts";

/** The states of a run's tasks, by task. */
export type TaskStates = (runId: string) => ReadonlyMap<string, TaskState>;

/** Lines of a longer list: its first and last ones. */
const FIRST = 30;
const LAST = 5;

/** What becomes of each task of each run, one line for each. */
export function clearTable({ plan, facts }: PlanView, states: TaskStates, options: PlanTableOptions): string {
  const { style, width, isWhole } = options;
  const label = intervalLabeler(plan.dag.timezone);
  const rows = plan.runs.flatMap((run, index) => {
    if (run.action === "skip") return [[label(run.interval), "", undefined, `left out: ${run.reason}`]];
    const now = run.runId === undefined ? undefined : states(run.runId);
    return run.taskIds.map((taskId, place) => [
      place === 0 ? label(run.interval) : "",
      taskId,
      stateCell(now?.get(taskId) ?? "none", style),
      willBe(taskId, run.action === "clear", facts.runs[index]),
    ]);
  });
  const hidden = isWhole ? 0 : Math.max(0, rows.length - FIRST - LAST);
  const shown = hidden > 1 ? [...rows.slice(0, FIRST), ...rows.slice(-LAST)] : rows;
  const table = renderTable({
    columns: ["interval", "task", "state", "then"],
    rows: shown,
    width,
    style,
    paintCell: paintStateCell(style),
  });
  if (hidden <= 1) return table;
  const gap = style.paint.dim(`${style.unicode ? "⋮" : ":"} ${formatNumber(hidden)} more (--all shows them)`);
  return table
    .split("\n")
    .toSpliced(2 + FIRST, 0, gap)
    .join("\n");
}

function willBe(taskId: string, isOnlyReset: boolean, facts: RunFacts | undefined): string {
  if (isOnlyReset) return "forgotten";
  const repeat = facts?.repeats.find((load) => load.taskId === taskId);
  switch (repeat?.effect) {
    case "refused":
      return "runs again: would be refused";
    case "duplicates":
      return "runs again: would duplicate rows";
    default:
      return "runs again";
  }
}
