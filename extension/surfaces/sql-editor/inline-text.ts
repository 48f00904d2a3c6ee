import type { Cell } from "../../../protocol/rpc/sql.ts";
import { formatDuration } from "../../../protocol/text/duration.ts";
import { resultText } from "../../../protocol/text/result-text.ts";
import { shownLine, shownName } from "../../../protocol/text/shown-text.ts";
import { assertNever } from "../../../protocol/user-error.ts";
import type { ResultSection } from "../../sql/result-tab.ts";
import type { MarkOutcome } from "./marks.ts";

const LONGEST = 120;
const LONGEST_VALUE = 30;
const MOST_VALUES = 6;

/** One line for the end of a statement: `✓ 319 rows · 42 ms · user_id: 8, level: free …`. */
export function inlineText(outcome: MarkOutcome): string {
  switch (outcome.kind) {
    case "running":
      return "Running…";
    case "cancelled":
      return "⊘ Cancelled";
    case "failed":
      return `✗ ${shownLine(outcome.message, LONGEST)}`;
    case "done": {
      const { section } = outcome;
      const took = section.milliseconds === null ? [] : [formatDuration(section.milliseconds)];
      const parts = [outcomeText(section), ...took, ...firstValues(section)];
      return shownName(`✓ ${parts.join(" · ")}`, LONGEST);
    }
    default:
      return assertNever(outcome);
  }
}

export function outcomeText({ command, columns, rows, hasMore, isCut, rowCount }: ResultSection): string {
  const returnsRows = columns.length > 0;
  return resultText({
    command,
    returnsRows,
    rows: rowCount ?? (returnsRows ? rows.length : null),
    isMore: hasMore || isCut,
  });
}

function firstValues({ columns, rows }: ResultSection): readonly string[] {
  const first = rows[0];
  if (first === undefined) return [];
  const values = columns
    .slice(0, MOST_VALUES)
    .map(({ name }, index) => `${shownName(name, LONGEST_VALUE)}: ${valueText(first[index] ?? null)}`);
  const isAll = columns.length <= MOST_VALUES && rows.length === 1;
  return [`${values.join(", ")}${isAll ? "" : " …"}`];
}

export function valueText(cell: Cell): string {
  return cell === null ? "NULL" : shownLine(String(cell), LONGEST_VALUE);
}
