import type { DagSpec } from "../../protocol/dag.ts";
import type { CheckRecord, LoadRecord, RunRecord, TaskRecord } from "../../protocol/history.ts";
import { formatDuration } from "../../protocol/text/duration.ts";
import { intervalLabeler } from "../../protocol/text/interval-label.ts";
import { oneLine } from "../core/safe-text.ts";
import { lastLoads } from "../last-loads.ts";
import { shownState } from "../shown-state.ts";
import type { Store } from "../state/store.ts";
import { tasksInOrder } from "../tasks-in-order.ts";
import { checkCommand } from "./check-command.ts";
import type { CommandContext } from "./command.ts";
import type { DagWithHistory } from "./dag-history.ts";
import { dateOf } from "./next-steps.ts";
import { checkLines, notableChecks } from "./render/check-line.ts";
import { checkPositions } from "./render/check-positions.ts";
import { paintStateCell, stateCell } from "./render/state-cells.ts";
import { paintState, stateSymbol } from "./render/states.ts";
import type { Style } from "./render/style.ts";
import { renderTable } from "./render/table.ts";
import { renderUserError } from "./render/user-error.ts";
import { withoutZeros } from "./render/without-zeros.ts";
import { runTook } from "./run-facts.ts";
import { suggestedCommand } from "./suggest.ts";

export interface ShownRun extends DagWithHistory {
  readonly run: RunRecord;
  readonly history: Store;
  /** Whether a living runner works in the workspace. */
  readonly isOwned: boolean;
}

interface Cells {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

const COUNTS = ["read", "inserted", "updated", "deleted", "rejected", "total"] as const;

/** Prints a run: its tasks with what they loaded, its checks, its errors, and why tasks did not run. */
export function showRun(context: CommandContext, shown: ShownRun): void {
  const { print, style, width } = context;
  const { dag, run, history } = shown;
  const loads = history.loads(run.runId);
  const tasks = tasksInOrder(history, dag, run);
  print(`${headline(shown, style)}\n`);
  const rows = tasks.flatMap((task) => taskRows(task, loads, style));
  const columns = ["task", "state", "tries", "took", "table", ...COUNTS];
  const cells = withoutZeros(columns, rows, ["table", ...COUNTS]);
  // Where nothing was tried twice, the column only takes room from the names of tasks.
  const table = tasks.some(({ tryNumber }) => tryNumber > 1) ? cells : withoutColumn(cells, "tries");
  print(`\n${renderTable({ ...table, width, style, paintCell: paintStateCell(style) })}\n`);
  const checks = history.checks(run.runId);
  showChecks(context, dag, checks);
  for (const { taskId, error } of tasks) {
    if (error === null) continue;
    const told = renderUserError({ position: undefined, next: undefined, ...error }, width, style);
    print(`\n${taskId}: ${told}\n`);
  }
  const notes = tasks.flatMap(({ taskId, state, error, note }) =>
    note === null || error !== null || state === "success"
      ? []
      : [`${stateSymbol(state, style)} ${taskId}: ${oneLine(note)}`],
  );
  if (notes.length > 0) print(`\n${notes.join("\n")}\n`);
  const date = dateOf(run.interval, dag.timezone);
  const again = shown.unreadable === undefined ? checkCommand(dag.id, date, checks) : undefined;
  if (again !== undefined) print(`\nNext:\n  ${suggestedCommand(context, context.workspace, again)}\n`);
}

/** The place of a definition is told of those that need a look. */
function showChecks(
  { print, style, width }: CommandContext,
  dag: DagSpec,
  checks: readonly CheckRecord[],
): void {
  const positionOf = checkPositions(dag);
  const notable = new Set(notableChecks(checks));
  const lines = checks.flatMap((check) => {
    const position = notable.has(check) ? positionOf(check.taskId, check.name) : undefined;
    return checkLines(check, { position, width, style });
  });
  if (lines.length > 0) print(`\n${lines.join("\n")}\n`);
}

function headline({ dag, run, history, isOwned }: ShownRun, style: Style): string {
  const name = style.paint.bold(`${dag.id} ${intervalLabeler(dag.timezone)(run.interval)}`);
  const shown = shownState(run, history, isOwned);
  if (shown === "interrupted")
    return `${name}  interrupted: its runner stopped before the run's end; the next run or backfill puts it right`;
  if (shown === "paused")
    return `${name}  paused: it waits in ${run.backfillId}, which \`millrace resume ${run.backfillId}\` goes on with`;
  const state = paintState(run.state, stateCell(run.state, style), style);
  return [name, state, runTook(run), oneLine(run.reason ?? "")].filter((part) => part !== "").join("  ");
}

/** A line for the task, and one more for each further table that its last try loaded. */
function taskRows(task: TaskRecord, loads: readonly LoadRecord[], style: Style): unknown[][] {
  const { taskId, state, tryNumber, startedAt, endedAt } = task;
  const took = startedAt === null || endedAt === null ? "" : formatDuration(endedAt - startedAt);
  const [first, ...others] = lastLoads(task, loads).map((load) => [
    load.table,
    ...COUNTS.map((count) => load[count] ?? undefined),
  ]);
  return [
    [taskId, stateCell(state, style), tryNumber, took, ...(first ?? [])],
    ...others.map((load) => ["", "", undefined, "", ...load]),
  ];
}

function withoutColumn({ columns, rows }: Cells, name: string): Cells {
  const at = columns.indexOf(name);
  const keep = <T>(cells: readonly T[]): T[] => cells.toSpliced(at, 1);
  return { columns: keep(columns), rows: rows.map(keep) };
}
