import { readSql } from "../loads/read-sql.ts";
import type { Warehouse } from "./warehouse.ts";

export interface TableCount {
  readonly schema: string;
  readonly table: string;
  readonly rows: number;
}

/** Every table of the warehouse with its exact number of rows; Millrace's own tables are left out. */
export async function countTables(
  warehouse: Warehouse,
  signal?: AbortSignal,
): Promise<readonly TableCount[]> {
  const options = { label: "millrace tables", ...(signal && { signal }) };
  const listed = await warehouse.query(readSql("catalog/tables"), [], options);
  const counts: TableCount[] = [];
  for (const [schema, table, quoted] of listed.rows) {
    const counted = await warehouse.query(`SELECT count(*) FROM ${String(quoted)}`, [], options);
    counts.push({ schema: String(schema), table: String(table), rows: Number(counted.rows[0]?.[0]) });
  }
  return counts;
}
