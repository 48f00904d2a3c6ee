import { z } from "zod";
import type { FreshnessParams } from "../../protocol/checks/freshness.ts";
import { shortDuration } from "../../protocol/text/duration.ts";
import { UserError } from "../../protocol/user-error.ts";
import { DURATION_HELP, parseDuration } from "../core/duration.ts";
import { quoteName } from "../loads/table-name.ts";
import { timeLiteral, timeType } from "../loads/time-column.ts";
import type { Check, CheckContext, Finding } from "./check.ts";
import { tableColumn } from "./table-columns.ts";
import { columnName, nameOfCheck, tableParams, tableRows } from "./table-params.ts";

const duration = z.string().refine((text) => parseDuration(text) !== undefined, {
  error: ({ input }) => `${JSON.stringify(input)} is no length of time. ${DURATION_HELP}`,
});

const params = z
  .strictObject({
    ...tableParams,
    column: columnName,
    maxAge: duration,
    warnAge: duration.exactOptional(),
    asOf: z.enum(["interval", "now"]).exactOptional(),
  })
  .refine(({ warnAge, maxAge }) => warnAge === undefined || seconds(warnAge) < seconds(maxAge), {
    message: "it is not shorter than `maxAge`, so it would never warn",
    path: ["warnAge"],
  });

/** The age of a table's newest row. */
export const freshness: Check<FreshnessParams> = {
  kind: "freshness",
  params,
  sqlParams: [],
  counts: () => undefined,
  defaultName: (params) => nameOfCheck("freshness", params, [params.column]),
  tables: ({ table }) => [table],
  async prepare(params, context) {
    const rows = tableRows(params, context);
    const time = await timeInUtc(params, context);
    const moment = params.asOf === "now" ? "now()" : timeLiteral("timestamptz", context.interval.end);
    const isPast = `${time} <= ${moment} AND isfinite(${time})`;
    return {
      form: "scan",
      ...rows,
      aggregates: [
        { name: "count", of: "*" },
        { name: "max", of: `CASE WHEN ${isPast} THEN extract(epoch FROM ${time}) END` },
        { name: "max", of: `extract(epoch FROM ${moment})` },
      ],
      judge: ([count, newest, asOf]) => judge(params, Number(count), secondsOf(newest), Number(asOf)),
    };
  },
};

/** Times are seconds since the epoch. */
function judge(params: FreshnessParams, rows: number, newest: number | undefined, asOf: number): Finding {
  const limit = (age: string): string =>
    rows === 0 ? `at most ${age} old` : `at most ${age} old at ${timeText(asOf)}`;
  if (newest === undefined) {
    const observed = rows === 0 ? "no row" : `no time up to ${timeText(asOf)}`;
    return { observed, expected: limit(params.maxAge), failed: 1, isEmpty: true };
  }
  const { maxAge, warnAge = maxAge } = params;
  const age = asOf - newest;
  const isTooOld = age > seconds(maxAge);
  return {
    observed: `${shortDuration(age * 1000)} old (newest ${timeText(newest)})`,
    expected: limit(isTooOld ? maxAge : warnAge),
    value: age,
    failed: age > seconds(warnAge) ? 1 : 0,
    ...(!isTooOld && { atMost: "warn" }),
  };
}

/** The column as SQL of the type `timestamptz`. Throws a UserError when it is not there or has no times. */
async function timeInUtc(params: FreshnessParams, context: CheckContext): Promise<string> {
  const { name, type: columnType } = await tableColumn(params.table, params.column, context);
  const type = timeType(columnType);
  if (type === undefined) throw notATime(params.table, name, columnType);
  return type === "timestamptz"
    ? quoteName(name)
    : `CAST(${quoteName(name)} AS timestamp) AT TIME ZONE 'UTC'`;
}

function seconds(duration: string): number {
  return (parseDuration(duration) ?? 0) / 1000;
}

function secondsOf(value: unknown): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.000Z$/, "Z");
}

function notATime(table: string, column: string, type: string): UserError {
  return new UserError({
    code: "not-a-time",
    message: `"${column}" of ${table} is ${type}, not a timestamp or a date.`,
    next: "Name a timestamp or date column, or check a view that casts it.",
  });
}
