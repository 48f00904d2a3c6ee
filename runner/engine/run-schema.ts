import { createHash } from "node:crypto";
import type { Warehouse } from "../connections/warehouse.ts";
import { readSql } from "../loads/read-sql.ts";
import { defaultSchemas } from "../loads/target.ts";

/**
 * The schema of a run's own staging tables. Its name is derived from the run's id, so that it is found again
 * after a crash, and short enough for every warehouse's limit on names.
 */
export function runSchemaName(runId: string): string {
  return `millrace_run_${createHash("sha256").update(runId).digest("hex").slice(0, 16)}`;
}

export async function createRunSchema(warehouse: Warehouse, runId: string): Promise<string> {
  const name = runSchemaName(runId);
  await warehouse.query(`CREATE SCHEMA IF NOT EXISTS ${name}`);
  return name;
}

export async function dropRunSchema(warehouse: Warehouse, runId: string, timeout?: number): Promise<void> {
  await dropRunSchemas(warehouse, [runSchemaName(runId)], timeout);
}

/** Gives up after so many milliseconds: somebody else's open transaction that has looked at a table holds it. */
export async function dropRunSchemas(
  warehouse: Warehouse,
  names: readonly string[],
  timeout = 10_000,
): Promise<void> {
  await warehouse.script(
    `SET statement_timeout TO ${timeout}; DROP SCHEMA IF EXISTS ${names.join(", ")} CASCADE`,
  );
}

/** The names of all that are in a warehouse. */
export async function findRunSchemas(warehouse: Warehouse): Promise<readonly string[]> {
  const { rows } = await warehouse.query(readSql("schemas/of-runs"));
  return rows.map(([name]) => String(name));
}

export async function hasRunSchema(warehouse: Warehouse, runId: string): Promise<boolean> {
  const { rowCount } = await warehouse.query("SELECT 1 FROM pg_namespace WHERE nspname = $1", [
    runSchemaName(runId),
  ]);
  return rowCount > 0;
}

/**
 * Where a run's unqualified names are looked up: its own staging schema, then the connection's defaults.
 * Postgres and Redshift pass over a schema that does not exist.
 */
export async function runSearchPath(warehouse: Warehouse, runId: string): Promise<readonly string[]> {
  return [runSchemaName(runId), ...(await defaultSchemas(warehouse))];
}
