import type { DagSpec } from "../../../protocol/dag.ts";
import { formatPosition } from "../../../protocol/problem.ts";
import type { RunState } from "../../../protocol/run.ts";
import { formatDuration } from "../../../protocol/text/duration.ts";
import { oneLine, safeText } from "../../core/safe-text.ts";
import { checkLine, checkLines } from "./check-line.ts";
import { checkPositions } from "./check-positions.ts";
import { failuresByCause } from "./failures.ts";
import { width, wrap } from "./fit.ts";
import { countOf, formatNumber } from "./number.ts";
import { type ProgressModel, type RunProgress, runTotals, type TaskFailure } from "./progress-model.ts";
import { outcomeSymbol, paintState, stateSymbol } from "./states.ts";
import type { Style } from "./style.ts";
import { renderTable } from "./table.ts";

/** The order in which states are counted. */
const STATES: readonly RunState[] = ["success", "failed", "cancelled", "running", "queued"];

/** So many runs are named in one place at most. */
const MOST_LABELS = 30;

/** What came of the runs (nothing to say before the first event): what failed and what to do about it, checks that warn, rows by table, the count of runs. */
export function summaryLines(model: ProgressModel, columns: number, style: Style): string[] {
  if (model.lastAt === undefined) return [];
  const parts = [
    tableLines(model, columns, style),
    warningLines(model, columns, style),
    ...failuresByCause(model.failures).map((failures) => failureBlock(failures, model.dag, columns, style)),
    unexplainedRuns(model, columns, style),
    [totalLine(model, style)],
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
}

function totalLine(model: ProgressModel, style: Style): string {
  const { total, byState } = runTotals(model);
  const isPaused = model.backfill?.isPaused === true;
  const counts = STATES.flatMap((state) => {
    const count = byState.get(state) ?? 0;
    const name = state === "queued" && isPaused ? "waiting (paused)" : state;
    return count === 0 ? [] : [paintState(state, `${formatNumber(count)} ${name}`, style)];
  });
  const left = isPaused && !byState.has("cancelled") ? "queued" : "cancelled";
  const worst = byState.has("failed") ? "failed" : (byState.get("success") ?? 0) === total ? "success" : left;
  const took =
    model.startedAt === undefined || model.lastAt === undefined
      ? ""
      : ` in ${formatDuration(model.lastAt - model.startedAt)}`;
  const name = style.paint.bold(safeText(model.dag.id));
  const outcome = counts.length === 0 ? "nothing ran" : counts.join(", ");
  return `${stateSymbol(worst, style)} ${name}  ${countOf(total, "run")}${took}: ${outcome}`;
}

function tableLines(model: ProgressModel, columns: number, style: Style): string[] {
  const loads = [...model.tables.values()];
  if (loads.length === 0) return [];
  // Side by side, no run's own view of a table is what the table holds after all of them.
  const isOneRun = model.runs.size === 1;
  const used = (["inserted", "updated", "deleted", "rejected"] as const).filter(
    (count) => count === "inserted" || loads.some((load) => load[count] > 0),
  );
  const table = renderTable({
    columns: ["table", ...used, ...(isOneRun ? ["total"] : [])],
    rows: loads.map((load) => [load.table, ...used.map((count) => load[count]), load.total ?? undefined]),
    width: columns,
    style,
  });
  return table.split("\n");
}

/** `2018-11-03  quality  ! few rows: 12, expected at least 100`; what does not fit is below the check. */
function warningLines({ warnings }: ProgressModel, columns: number, style: Style): string[] {
  if (warnings.size === 0) return [];
  const lines = [...warnings.values()].flatMap(({ run, taskId, check }) => {
    const place = `  ${run.label}  ${safeText(taskId)}  `;
    const room = columns - width(place);
    const said = checkLine(check, style);
    // Beside long names there is no room.
    if (room < 30) return [place.trimEnd(), ...wrap(said, columns - 4).map((line) => `    ${line}`)];
    const [first = "", ...others] = wrap(said, room);
    return [place + first, ...others.map((line) => " ".repeat(width(place)) + line)];
  });
  return [style.paint.bold("Warnings"), ...lines];
}

/** One block for all runs in which a task failed with the same words. */
function failureBlock(
  failures: readonly TaskFailure[],
  dag: DagSpec,
  columns: number,
  style: Style,
): string[] {
  const [first] = failures;
  if (first === undefined) return [];
  const { error, checks, skipped, taskId } = first;
  const indented = (text: string): string[] => wrap(text, columns - 2).map((line) => `  ${line}`);
  const labels = failures.map(({ run }) => run.label).sort();
  const where = labels.length === 1 ? labels[0] : `in ${countOf(labels.length, "run")}`;
  const lines = [`${stateSymbol("failed", style)} ${style.paint.bold(safeText(first.taskId))}  ${where}`];
  if (labels.length > 1) {
    lines.push(...indented(listed(labels)).map(style.paint.dim));
  }
  lines.push(...indented(oneLine(error.message)));
  if (error.position !== undefined) {
    lines.push(`  ${style.paint.cyan(safeText(formatPosition(error.position)))}`);
  }
  const positionOf = checkPositions(dag);
  for (const check of checks) {
    const place = { position: positionOf(taskId, check.name), width: columns - 2, style };
    lines.push(...checkLines(check, place).map((line) => `  ${line}`));
  }
  if (skipped > 0) lines.push(`  ${outcomeSymbol("skipped", style)} ${countOf(skipped, "check")} skipped`);
  if (error.next !== undefined) lines.push(...indented(oneLine(error.next)));
  return lines;
}

/** Runs that failed or were cancelled with a reason of their own and without a failed task, by reason. */
function unexplainedRuns(model: ProgressModel, columns: number, style: Style): string[] {
  const explained = new Set([...model.failures.values()].map(({ run }) => run));
  const byReason = new Map<string, RunProgress[]>();
  for (const run of model.runs.values()) {
    if (run.reason === undefined || run.state === "success" || explained.has(run)) continue;
    const reason = `${stateSymbol(run.state, style)} ${oneLine(run.reason)}`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), run]);
  }
  return [...byReason].flatMap(([reason, runs]) => {
    const labels = runs.map(({ label }) => label).sort();
    if (labels.length === 1) return [`${reason}  ${labels[0]}`];
    const lines = wrap(listed(labels), columns - 2).map((line) => `  ${style.paint.dim(line)}`);
    return [`${reason}  in ${countOf(runs.length, "run")}`, ...lines];
  });
}

/** Names of runs, not all of very many. */
function listed(labels: readonly string[]): string {
  const left = labels.length - MOST_LABELS;
  return left <= 1
    ? labels.join(", ")
    : `${labels.slice(0, MOST_LABELS).join(", ")} and ${formatNumber(left)} more`;
}
