import type { DataInterval } from "../../protocol/run.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { Transaction } from "../connections/warehouse.ts";
import type { Changes, Load } from "./load.ts";
import { locateSqlErrors } from "./locate-sql-error.ts";
import { lockInterval } from "./lock-interval.ts";
import { positionInSql } from "./position-in-sql.ts";
import { deleteWhere, insertSelectWithin } from "./statements.ts";
import { withinInterval } from "./time-column.ts";

/**
 * Deletes the interval's rows by their time, then inserts the SELECT's. Throws a UserError when the SELECT
 * gives rows of another time or of none: the next load of this interval would not delete them.
 */
export async function replaceInterval(
  tx: Transaction,
  load: Load,
  interval: DataInterval,
  timeColumn: string,
): Promise<Changes> {
  const { target, select } = load;
  const within = withinInterval(target, timeColumn, interval);
  await lockInterval(tx, target.sql, interval);
  const { rowCount: deleted } = await tx.query(deleteWhere(target.sql, within));
  const names = load.columns.map((column) => column.name);
  const { source, offset } = select;
  const result = await locateSqlErrors({ source, offset, line: 3 }, () =>
    tx.query(insertSelectWithin(target.sql, names, select.text, timeColumn, within)),
  );
  const [total, withoutTime, outside, least, greatest] = result.rows[0] ?? [];
  const inserted = Number(total);
  const stray = { withoutTime: Number(withoutTime), outside: Number(outside), least, greatest };
  if (stray.withoutTime + stray.outside > 0) {
    throw outsideInterval(load, interval, timeColumn, inserted, stray);
  }
  return { read: inserted, inserted, deleted };
}

interface Stray {
  readonly withoutTime: number;
  readonly outside: number;
  /** The least and the greatest time outside, as the server writes them. */
  readonly least: unknown;
  readonly greatest: unknown;
}

function outsideInterval(
  load: Load,
  interval: DataInterval,
  timeColumn: string,
  rows: number,
  stray: Stray,
): UserError {
  const parts: string[] = [];
  if (stray.outside > 0) {
    const span = stray.least === stray.greatest ? `${stray.least}` : `${stray.least} to ${stray.greatest}`;
    parts.push(`${stray.outside} ${stray.outside === 1 ? "lies" : "lie"} outside (${timeColumn} ${span})`);
  }
  if (stray.withoutTime > 0) {
    parts.push(`${stray.withoutTime} ${stray.withoutTime === 1 ? "has" : "have"} no ${timeColumn}`);
  }
  const position = positionInSql(load.select.source, load.select.offset);
  return new UserError({
    code: "outside-interval",
    message:
      `The SELECT for ${load.target.written} must give rows of the interval ${interval.start} – ${interval.end} only, ` +
      `but of its ${rows} rows ${parts.join(" and ")}. The next load of this interval would duplicate them.`,
    next:
      `If another run's files have these rows too, leave them to it by a condition in the SELECT: ${timeColumn} >= ` +
      `'{{ data_interval_start }}' AND ${timeColumn} < '{{ data_interval_end }}'. If not, they would be in no table then.`,
    ...(position && { position }),
  });
}
