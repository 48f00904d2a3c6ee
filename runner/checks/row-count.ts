import { z } from "zod";
import type { RowCountParams } from "../../protocol/checks/row-count.ts";
import { counted, countText } from "../../protocol/text/counted.ts";
import type { Check, Finding } from "./check.ts";
import { type Before, changeText, comparedText, medianOf, rowBounds, rowChange } from "./row-change.ts";
import { nameOfCheck, tableParams, tableRows } from "./table-params.ts";

const rows = z.int().nonnegative();

const params = z
  .strictObject({
    ...tableParams,
    min: rows.exactOptional(),
    max: rows.exactOptional(),
    equals: rows.exactOptional(),
    change: rowChange.exactOptional(),
  })
  .refine((given) => hasBounds(given) || given.change !== undefined, {
    message: "give at least one of `min`, `max`, `equals` and `change`",
  })
  .refine(({ min = 0, max = Number.POSITIVE_INFINITY }) => min <= max, {
    message: "`min` is greater than `max`",
    path: ["min"],
  });

/** The number of a table's rows, or of those that meet a condition. */
export const rowCount: Check<RowCountParams> = {
  kind: "rowCount",
  params,
  sqlParams: [],
  counts: () => "row",
  defaultName: (params) => nameOfCheck("rowCount", params),
  tables: ({ table }) => [table],
  async prepare(params, context) {
    const { change } = params;
    const before = change && medianOf(context.earlierValues(change.over ?? 1));
    return {
      form: "scan",
      ...tableRows(params, context),
      aggregates: [{ name: "count", of: "*" }],
      judge: ([count]) => judge(Number(count), params, before),
    };
  },
};

function judge(count: number, params: RowCountParams, before: Before | undefined): Finding {
  const { change } = params;
  const worst = worstBound(count, [params, ...(change && before ? [rowBounds(change, before)] : [])]);
  return {
    observed: `${counted(count, "row")}${comparison(count, params, before)}`,
    expected: expectation(params),
    value: count,
    failed: worst?.failed ?? 0,
    ...(worst !== undefined && { of: worst.of }),
    isEmpty: count === 0,
    ...(change && !before && !hasBounds(params) && { skipped: NOTHING_BEFORE }),
  };
}

const NOTHING_BEFORE = "no earlier interval to compare with";

function comparison(count: number, { change }: RowCountParams, before: Before | undefined): string {
  if (change === undefined) return "";
  return ` (${before === undefined ? NOTHING_BEFORE : comparedText(count, before)})`;
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
  readonly equals?: number;
}

/** By how many rows the bound is missed that is missed most, and that bound; undefined without any. */
function worstBound(count: number, bounds: readonly Bounds[]): { failed: number; of: number } | undefined {
  const missed = bounds.flatMap(({ min, max, equals }) => [
    ...(min === undefined ? [] : [{ failed: Math.max(0, min - count), of: min }]),
    ...(max === undefined ? [] : [{ failed: Math.max(0, count - max), of: max }]),
    ...(equals === undefined ? [] : [{ failed: Math.abs(equals - count), of: equals }]),
  ]);
  return missed.toSorted((a, b) => b.failed - a.failed)[0];
}

function hasBounds({ min, max, equals }: Bounds): boolean {
  return min !== undefined || max !== undefined || equals !== undefined;
}

function expectation({ min, max, equals, change }: RowCountParams): string {
  const parts: string[] = [];
  if (equals !== undefined) parts.push(`exactly ${counted(equals, "row")}`);
  if (min !== undefined && max !== undefined) parts.push(`${countText(min)} to ${counted(max, "row")}`);
  else if (min !== undefined) parts.push(`at least ${counted(min, "row")}`);
  else if (max !== undefined) parts.push(`at most ${counted(max, "row")}`);
  if (change !== undefined) parts.push(changeText(change));
  return parts.join(" and ");
}
