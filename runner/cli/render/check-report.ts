import type { CheckSpec } from "../../../protocol/dag.ts";
import type { CheckOutcome, CheckResult } from "../../../protocol/run.ts";
import { CHECK_OUTCOMES } from "../../../protocol/run.ts";
import { oneLine } from "../../core/safe-text.ts";
import { checkLines } from "./check-line.ts";
import { countOf, formatNumber } from "./number.ts";
import { outcomePainter } from "./states.ts";
import type { Style } from "./style.ts";
import { renderTable } from "./table.ts";

export interface ReportedCheck {
  /** The DAG and the interval, as people name them. */
  readonly heading: string;
  readonly check: CheckSpec;
  readonly result: CheckResult;
}

export interface ReportOptions {
  /** Draw the rows that break a rule. */
  readonly rows: boolean;
  readonly width: number;
  readonly style: Style;
}

/** Results by DAG and table, and how many there are of each outcome. No newline at the end. */
export function checkReport(reported: readonly ReportedCheck[], options: ReportOptions): string {
  const { bold } = options.style.paint;
  const blocks = [...Map.groupBy(reported, ({ heading }) => heading)].flatMap(([heading, ofDag]) => [
    bold(oneLine(heading)),
    ...[...Map.groupBy(ofDag, ({ check }) => tableOf(check))].map(([table, ofTable]) =>
      [oneLine(table), ...ofTable.flatMap((one) => checkBlock(one, options))].join("\n").trimEnd(),
    ),
  ]);
  const results = reported.map(({ result }) => result);
  return [...blocks, summaryLine(results, options.style)].join("\n\n");
}

const WORDS: Readonly<Record<CheckOutcome, string>> = {
  pass: "passed",
  warn: "warned",
  fail: "failed",
  error: "could not be evaluated",
  skipped: "skipped",
};

/** `12 checks: 9 passed, 1 warned, 1 failed, 1 could not be evaluated` */
export function summaryLine(results: readonly CheckResult[], style: Style): string {
  const parts = CHECK_OUTCOMES.flatMap((outcome) => {
    const count = results.filter((result) => result.outcome === outcome).length;
    return count === 0 ? [] : [outcomePainter(outcome, style)(`${formatNumber(count)} ${WORDS[outcome]}`)];
  });
  return `${countOf(results.length, "check")}: ${parts.join(", ")}`;
}

/** What a check is about, as its author wrote it; several tables stand under the first. */
export function tableOf({ tables }: CheckSpec): string {
  return tables[0] ?? "queries";
}

const INDENT = "  ";

function checkBlock({ check, result }: ReportedCheck, { rows, width, style }: ReportOptions): string[] {
  const place = { position: check.position, width: width - INDENT.length, style };
  const lines = checkLines(result, place).map((line) => INDENT + line);
  return rows ? [...lines, ...failingRows(result, width, style)] : lines;
}

function failingRows({ failing }: CheckResult, width: number, style: Style): string[] {
  if (failing === undefined || failing.rows.length === 0) return [];
  const { columns, rows, isCut } = failing;
  const count = countOf(rows.length, "failing row");
  const indent = INDENT.repeat(2);
  const table = renderTable({ columns, rows, width: width - indent.length, style, groupDigits: false });
  const title = style.paint.dim(isCut ? `the first ${count}, perhaps with long values cut:` : `${count}:`);
  return ["", ...[title, ...table.split("\n")].map((line) => indent + line), ""];
}
