import type { Transaction } from "../connections/warehouse.ts";
import { append } from "./append.ts";
import type { Changes, Load } from "./load.ts";
import { deleteAll } from "./statements.ts";

/**
 * Replaces all rows. With DELETE: TRUNCATE would lock out readers until the commit, and commits by itself on
 * some warehouses.
 */
export async function truncateInsert(tx: Transaction, load: Load): Promise<Changes> {
  const { rowCount: deleted } = await tx.query(deleteAll(load.target.sql));
  return { ...(await append(tx, load)), deleted };
}
