import type { Transaction } from "../connections/warehouse.ts";
import type { Changes, Load } from "./load.ts";
import { locateSqlErrors } from "./locate-sql-error.ts";
import { insertSelect } from "./statements.ts";

/** Inserts the SELECT's rows. */
export async function append(tx: Transaction, load: Load): Promise<Changes> {
  const names = load.columns.map((column) => column.name);
  const { source, offset, text } = load.select;
  const { rowCount } = await locateSqlErrors({ source, offset, line: 2 }, () =>
    tx.query(insertSelect(load.target.sql, names, text)),
  );
  return { read: rowCount, inserted: rowCount };
}
