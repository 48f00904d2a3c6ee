import type { CheckSpec } from "../../../protocol/dag.ts";
import type { CheckResult, FailingRows } from "../../../protocol/run.ts";
import { assertNever } from "../../../protocol/user-error.ts";
import { cellText } from "../../core/cell-text.ts";
import { cut } from "./fit.ts";
import { xmlElement, xmlText } from "./xml.ts";

/** A check with its result, as a test case. */
export interface CheckCase {
  readonly dagId: string;
  readonly taskId: string;
  /** The interval that it was evaluated for, as people name it. */
  readonly interval: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly check: CheckSpec;
  readonly result: CheckResult;
}

/** What of the failing rows a report holds at most: people read it, and CI servers keep it. */
const MOST_ROWS = 20;
const MOST_COLUMNS_OF_VALUE = 120;

/**
 * A report in the form that JUnit gave its name to and CI servers read: a suite for each task and interval, a case
 * for each check. A warning is a passed case that has said something.
 */
export function junitDocument(cases: readonly CheckCase[]): string {
  const suites = Map.groupBy(cases, (one) => `${className(one)} ${one.interval}`);
  const content = [...suites].map(([name, ofSuite]) => `\n${suite(name, ofSuite)}`).join("");
  const all = xmlElement("testsuites", { name: "millrace", ...counts(cases) }, content && `${content}\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${all}\n`;
}

function suite(name: string, cases: readonly CheckCase[]): string {
  const timestamp = new Date(cases[0]?.at ?? 0).toISOString().slice(0, 19);
  const content = cases.map((one) => `\n    ${testCase(one)}`).join("");
  return `  ${xmlElement("testsuite", { name, ...counts(cases), timestamp }, `${content}\n  `)}`;
}

function counts(cases: readonly CheckCase[]): Record<string, number> {
  const count = (outcome: string): number => cases.filter(({ result }) => result.outcome === outcome).length;
  return { tests: cases.length, failures: count("fail"), errors: count("error"), skipped: count("skipped") };
}

function testCase(one: CheckCase): string {
  const { name, position } = one.check;
  const attributes = { name, classname: className(one), file: position.file, line: position.line };
  const verdict = verdictOf(one.result);
  return xmlElement("testcase", attributes, verdict && `\n      ${verdict}\n    `);
}

function verdictOf(result: CheckResult): string {
  const { outcome, kind, observed, expected, message } = result;
  const said = `observed ${observed}, expected ${expected}`;
  switch (outcome) {
    case "pass":
      return "";
    case "warn":
      return xmlElement("system-out", {}, xmlText(`warning: ${details(result)}`));
    case "fail":
      return xmlElement("failure", { type: kind, message: said }, xmlText(details(result)));
    case "error":
      return xmlElement("error", { type: kind, message }, xmlText(details(result)));
    case "skipped":
      return xmlElement("skipped", { message });
    default:
      return assertNever(outcome);
  }
}

function details({ message, sql, failing }: CheckResult): string {
  return [
    message,
    ...(sql === undefined ? [] : ["", sql]),
    ...(failing === undefined ? [] : ["", ...rowLines(failing)]),
  ].join("\n");
}

function rowLines({ columns, rows, isCut }: FailingRows): string[] {
  const line = (values: readonly unknown[]): string =>
    values
      .map((value) => (value === null ? "NULL" : cut(cellText(value), MOST_COLUMNS_OF_VALUE)))
      .join(" | ");
  const shown = rows.slice(0, MOST_ROWS);
  return [line(columns), ...shown.map(line), ...(isCut || shown.length < rows.length ? ["…"] : [])];
}

function className({ dagId, taskId }: CheckCase): string {
  return `${dagId}.${taskId}`;
}
