import { counted, countText } from "../../protocol/text/counted.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { Finding } from "./check.ts";
import {
  identityOf,
  type Row,
  type RowSet,
  sameOrClose,
  type Tolerance,
  toleranceText,
} from "./compare-values.ts";
import { jsonValue, numberOf, shownValue } from "./value.ts";

/**
 * What rows the sides have in common, in any order, a row as often as it is there. One value on each side is told
 * as that. Throws a UserError when the sides cannot be compared.
 */
export function compareByPosition(left: RowSet, right: RowSet, tolerance: Tolerance | undefined): Finding {
  if (left.columns.length !== right.columns.length) throw otherNumberOfColumns(left, right);
  const [[own, ...moreOwn], [theirs, ...moreTheirs]] = [left.rows, right.rows];
  if (own === undefined || theirs === undefined) return rowsFinding(left, right, left.rows, right.rows);
  if (moreOwn.length === 0 && moreTheirs.length === 0) {
    const isSame = own.every((value, index) => sameOrClose(value, theirs[index], tolerance));
    if (own.length === 1) return valueFinding(own[0], theirs[0], isSame, tolerance);
    return isSame ? rowsFinding(left, right, [], []) : rowsFinding(left, right, [own], [theirs]);
  }
  if (tolerance !== undefined) throw toleranceWithoutKey();
  return rowsFinding(left, right, ...unmatched(left.rows, right.rows));
}

/** The rows of each side that have no counterpart on the other. */
function unmatched(left: readonly Row[], right: readonly Row[]): readonly [readonly Row[], readonly Row[]] {
  const waiting = new Map<string, Row[]>();
  for (const row of right) {
    const identity = identityOf(row);
    const same = waiting.get(identity);
    if (same === undefined) waiting.set(identity, [row]);
    else same.push(row);
  }
  const onlyLeft = left.filter((row) => waiting.get(identityOf(row))?.pop() === undefined);
  return [onlyLeft, [...waiting.values()].flat()];
}

function valueFinding(
  own: unknown,
  theirs: unknown,
  isSame: boolean,
  tolerance: Tolerance | undefined,
): Finding {
  const value = numberOf(own);
  return {
    observed: shownValue(own),
    expected: `${shownValue(theirs)}${toleranceText(tolerance)} (right)`,
    ...(value !== undefined && { value }),
    failed: isSame ? 0 : 1,
  };
}

function rowsFinding(
  left: RowSet,
  right: RowSet,
  onlyLeft: readonly Row[],
  onlyRight: readonly Row[],
): Finding {
  const failed = onlyLeft.length + onlyRight.length;
  const of = left.rows.length + right.rows.length;
  const only = [...onlyText("left", onlyLeft, left), ...onlyText("right", onlyRight, right)];
  return {
    observed: only.join(", ") || `${counted(left.rows.length, "row")}, the same on both sides`,
    expected: "the same rows on both sides",
    value: failed,
    failed,
    of,
    isEmpty: of === 0,
    failing: failingRows(left.columns, onlyLeft, onlyRight),
  };
}

function onlyText(side: string, only: readonly Row[], { rows }: RowSet): readonly string[] {
  return only.length === 0
    ? []
    : [`${countText(only.length)} of ${counted(rows.length, "row")} only on the ${side}`];
}

function failingRows(columns: readonly string[], left: readonly Row[], right: readonly Row[]) {
  const sided = (side: string, rows: readonly Row[]) => rows.map((row) => [side, ...row.map(jsonValue)]);
  return {
    columns: ["side", ...columns],
    rows: [...sided("left", left), ...sided("right", right)],
    isCut: false,
  };
}

function otherNumberOfColumns(left: RowSet, right: RowSet): UserError {
  return new UserError({
    code: "compare-columns",
    message: `The left side has ${counted(left.columns.length, "column")} (${left.columns.join(", ")}), the right side ${countText(right.columns.length)} (${right.columns.join(", ")}).`,
    next: "Select the same columns, in the same order, on both sides.",
  });
}

function toleranceWithoutKey(): UserError {
  return new UserError({
    code: "tolerance-without-key",
    message: "With a tolerance, rows that differ a little cannot be matched by what they hold.",
    next: "Name the columns that say which rows belong together in `key`, or compare one row.",
  });
}
