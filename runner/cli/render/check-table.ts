import type { CheckSeverity, CheckThreshold, DagSpec } from "../../../protocol/dag.ts";
import type { CheckRecord } from "../../../protocol/history.ts";
import { CHECK_OUTCOMES } from "../../../protocol/run.ts";
import { intervalLabeler } from "../../../protocol/text/interval-label.ts";
import type { ChosenCheck } from "../../choose-checks.ts";
import { definedAt } from "./check-line.ts";
import { tableOf } from "./check-report.ts";
import { formatNumber } from "./number.ts";
import { outcomeLabel, outcomePainter } from "./states.ts";
import { makeStyle, type Style } from "./style.ts";
import { renderTable } from "./table.ts";

/** The checks that would be evaluated. */
export function chosenTable(chosen: readonly ChosenCheck[], width: number, style: Style): string {
  const rows = chosen.map(({ dag, task, check }) => [
    check.name,
    tableOf(check),
    severityText(check.severity),
    `${dag.id}.${task.id}`,
    definedAt(check.position),
  ]);
  return renderTable({ columns: ["check", "table", "severity", "task", "defined"], rows, width, style });
}

/** A check over its intervals. */
export function historyTable(
  dag: DagSpec,
  records: readonly CheckRecord[],
  width: number,
  style: Style,
): string {
  const label = intervalLabeler(dag.timezone);
  const plain = makeStyle(false, style.unicode);
  const outcomes = new Map(CHECK_OUTCOMES.map((outcome) => [outcomeLabel(outcome, plain), outcome]));
  const rows = records.map((record) => [
    label(record.interval),
    outcomeLabel(record.outcome, plain),
    record.observed || record.message,
    `${new Date(record.at).toISOString().slice(0, 19)}Z`,
    record.tryId === null ? "alone" : "in a run",
  ]);
  const columns = ["interval", "outcome", "observed", "evaluated", "how"];
  const paintCell = (text: string, value: unknown): string => {
    const outcome = outcomes.get(String(value));
    return outcome === undefined ? text : outcomePainter(outcome, style)(text);
  };
  return renderTable({ columns, rows, width, style, paintCell });
}

/** `error`, `warn`, or thresholds: `warn above 0, error above 1%`. */
function severityText({ warn, error }: CheckSeverity): string {
  if (warn === undefined && isNone(error)) return "error";
  if (error === undefined && isNone(warn)) return "warn";
  const parts = [warn && `warn above ${threshold(warn)}`, error && `error above ${threshold(error)}`];
  return parts.filter(Boolean).join(", ");
}

function isNone(level: CheckThreshold | undefined): boolean {
  return level !== undefined && "count" in level && level.count === 0;
}

function threshold(level: CheckThreshold): string {
  return "count" in level ? formatNumber(level.count) : `${formatNumber(level.percent)}%`;
}
