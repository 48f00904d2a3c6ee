import type { DataInterval } from "../../protocol/run.ts";
import { UserError } from "../../protocol/user-error.ts";
import { didYouMeanText } from "../core/did-you-mean.ts";
import { columnNamed } from "./match-columns.ts";
import { quoteName } from "./table-name.ts";
import type { Target } from "./target.ts";

/**
 * The condition that a row of the table belongs to the interval, half-open. Timestamps without zone and dates
 * are UTC; a date counts as its midnight. Throws a UserError when the column is not there or is no time.
 */
export function withinInterval(target: Target, timeColumn: string, interval: DataInterval): string {
  const column = columnNamed(target.columns, timeColumn);
  if (column === undefined) throw noTimeColumn(target, timeColumn);
  const type = timeType(column.type);
  if (type === undefined) throw notATime(target, timeColumn, column.type);
  const name = quoteName(timeColumn);
  return `${name} >= ${timeLiteral(type, interval.start)} AND ${name} < ${timeLiteral(type, interval.end)}`;
}

/** What a column of this type is compared with as UTC; undefined when it has no times. */
export function timeType(columnType: string): "timestamp" | "timestamptz" | undefined {
  if (/^timestamp(\(\d\))? with time zone$/.test(columnType)) return "timestamptz";
  if (/^timestamp(\(\d\))? without time zone$/.test(columnType)) return "timestamp";
  return columnType === "date" ? "timestamp" : undefined;
}

/** A time (ISO 8601 with offset) as SQL. */
export function timeLiteral(type: "timestamp" | "timestamptz", time: string): string {
  const utc = new Date(time).toISOString().replace("T", " ").replace("Z", "");
  return type === "timestamptz" ? `timestamptz '${utc}+00'` : `timestamp '${utc}'`;
}

function noTimeColumn(target: Target, timeColumn: string): UserError {
  const names = target.columns.map((column) => column.name);
  return new UserError({
    code: "no-time-column",
    message: `${target.written} has no column "${timeColumn}", which \`timeColumn\` names.${didYouMeanText(timeColumn, names)}`,
    next: `Name a timestamp or date column of it; its columns are ${names.join(", ")}.`,
  });
}

function notATime(target: Target, timeColumn: string, type: string): UserError {
  return new UserError({
    code: "bad-time-column",
    message: `"${timeColumn}" of ${target.written} is ${type}; \`timeColumn\` must be a timestamp or a date.`,
    next: "Name a timestamp or date column, or use another mode.",
  });
}
