import type { ColumnView, RelationView } from "../../protocol/rpc/connections.ts";
import { readSql } from "../loads/read-sql.ts";
import type { Warehouse } from "./warehouse.ts";

const KINDS: Readonly<Record<string, RelationView["kind"]>> = {
  r: "table",
  p: "table",
  v: "view",
  m: "materialized view",
  f: "foreign table",
};

/** What is in a warehouse, for people who look around in it. Names are data: they are sent as values. */
export interface Catalog {
  schemas(): Promise<readonly string[]>;
  relations(schema: string): Promise<readonly RelationView[]>;
  /** Empty when there is no such relation. */
  columns(schema: string, relation: string): Promise<readonly ColumnView[]>;
}

export function warehouseCatalog(warehouse: Warehouse, signal: AbortSignal): Catalog {
  const ask = async (name: string, values: readonly string[]) =>
    (await warehouse.query(readSql(`catalog/${name}`), values, { signal, label: "millrace catalog" })).rows;
  return {
    async schemas() {
      return (await ask("schemas", [])).map(([name]) => String(name));
    },
    async relations(schema) {
      return (await ask("relations", [schema])).map(([name, kind, rows]) => ({
        name: String(name),
        kind: KINDS[String(kind)] ?? "table",
        rowEstimate: rowEstimate(String(kind), Number(rows)),
      }));
    },
    async columns(schema, relation) {
      return (await ask("columns", [schema, relation])).map(([name, type, nullable, isKey]) => ({
        name: String(name),
        type: String(type),
        nullable: nullable === true,
        isKey: isKey === true,
      }));
    },
  };
}

function rowEstimate(kind: string, rows: number): number | null {
  return rows < 0 || kind === "v" || kind === "f" ? null : rows;
}
