import type { Cell, ResultColumn } from "../protocol/rpc/sql.ts";
import type { CheckView } from "../protocol/rpc/workspace.ts";
import type { DataInterval } from "../protocol/run.ts";
import { checkFinding } from "./check-words.ts";
import { dayAndTime } from "./text/time.ts";

const COLUMNS: readonly ResultColumn[] = [
  { name: "interval", type: "text", isNumeric: false },
  { name: "outcome", type: "text", isNumeric: false },
  { name: "observed", type: "text", isNumeric: false },
  { name: "expected", type: "text", isNumeric: false },
  { name: "failed", type: "number", isNumeric: true },
  { name: "of", type: "number", isNumeric: true },
  { name: "at", type: "time", isNumeric: false },
];

/** Results in the form of the results panel. What a check could not say stands where it would have. */
export function checkHistoryTable(
  history: readonly CheckView[],
  labelOf: (interval: DataInterval) => string,
): { readonly columns: readonly ResultColumn[]; readonly rows: readonly (readonly Cell[])[] } {
  const rows = history.map((check) => [
    labelOf(check.interval),
    check.outcome,
    check.outcome === "error" ? checkFinding(check) : check.observed,
    check.expected,
    check.failed ?? null,
    check.of ?? null,
    dayAndTime(check.at),
  ]);
  return { columns: COLUMNS, rows };
}
