import { UserError } from "../../protocol/user-error.ts";
import type { Transaction } from "../connections/warehouse.ts";
import { didYouMeanText } from "../core/did-you-mean.ts";
import type { Changes, Load } from "./load.ts";
import { locateSqlErrors } from "./locate-sql-error.ts";
import { columnNamed } from "./match-columns.ts";
import { positionInSql } from "./position-in-sql.ts";
import {
  ANALYZE_INCOMING,
  countNullKeys,
  createIncoming,
  findDuplicateKeys,
  INCOMING,
  insertNew,
  insertSelect,
  updateChanged,
} from "./statements.ts";

/** Keys that an error shows. */
const SHOWN_KEYS = 3;

/**
 * Updates the changed rows of known keys and inserts new keys; needs no unique index. The caller holds the
 * table's load lock: two upserts at the same time could both insert a new key.
 */
export async function upsert(
  tx: Transaction,
  load: Load,
  key: readonly string[],
  version?: string,
): Promise<Changes> {
  const { target, columns, select } = load;
  for (const name of key) requireSelected(load, name, "key");
  if (version !== undefined) requireSelected(load, version, "version");
  const names = columns.map((column) => column.name);
  await tx.query(createIncoming(target.sql, names));
  const { source, offset } = select;
  const { rowCount: read } = await locateSqlErrors({ source, offset, line: 2 }, () =>
    tx.query(insertSelect(INCOMING, names, select.text)),
  );
  await refuseNullKeys(tx, load, key);
  await refuseDuplicateKeys(tx, load, key);
  await tx.query(ANALYZE_INCOMING);
  const update = updateChanged(target.sql, names, key, version);
  const updated = update === undefined ? 0 : (await tx.query(update)).rowCount;
  const { rowCount: inserted } = await tx.query(insertNew(target.sql, names, key));
  return { read, inserted, updated };
}

function requireSelected(load: Load, name: string, param: "key" | "version"): void {
  if (columnNamed(load.columns, name) !== undefined) return;
  const names = load.columns.map((column) => column.name);
  throw new UserError({
    code: `${param}-not-selected`,
    message: `The SELECT does not give the column "${name}", which \`${param}\` names.${didYouMeanText(name, names)}`,
    next: `Add it to the SELECT, or correct \`${param}\`; the SELECT gives ${names.join(", ")}.`,
    ...at(load),
  });
}

async function refuseNullKeys(tx: Transaction, load: Load, key: readonly string[]): Promise<void> {
  const rows = Number((await tx.query(countNullKeys(key))).rows[0]?.[0]);
  if (rows === 0) return;
  throw new UserError({
    code: "null-keys",
    message: `${rows} ${rows === 1 ? "row" : "rows"} of the SELECT for ${load.target.written} have no key: ${key.join(" or ")} is NULL.`,
    next: `Leave them out: WHERE ${key.map((name) => `${name} IS NOT NULL`).join(" AND ")}.`,
    ...at(load),
  });
}

async function refuseDuplicateKeys(tx: Transaction, load: Load, key: readonly string[]): Promise<void> {
  const { rows } = await tx.query(findDuplicateKeys(key, SHOWN_KEYS));
  const keys = Number(rows[0]?.[key.length + 1] ?? 0);
  if (keys === 0) return;
  const shown = rows.map((row) => {
    const values = key.map((name, index) => `${name} ${row[index]}`).join(", ");
    return `${values} (${row[key.length]} rows)`;
  });
  throw new UserError({
    code: "duplicate-keys",
    message:
      `The SELECT for ${load.target.written} gives ${keys} ${keys === 1 ? "key" : "keys"} more than once: ` +
      `${shown.join("; ")}${keys > shown.length ? "; …" : ""}.`,
    next: `Let it give one row for each ${key.join(", ")}, for example with row_number() OVER (PARTITION BY ${key.join(", ")} …) = 1.`,
    ...at(load),
  });
}

function at(load: Load) {
  const position = positionInSql(load.select.source, load.select.offset);
  return position === undefined ? {} : { position };
}
