import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { UserError } from "../../protocol/user-error.ts";
import type { ConnectionConfig } from "../config/connection-config.ts";
import type { Connections } from "../connections/connections.ts";
import type { Warehouse } from "../connections/warehouse.ts";
import { dropRunSchemas, findRunSchemas, runSchemaName } from "../engine/run-schema.ts";
import type { CheckUp, Finding } from "./check-up.ts";
import { column, readHistory } from "./history.ts";

export interface RunSchemasLookedAt {
  readonly workspace: string;
  /** As they are on the target. */
  readonly configured: () => Promise<Readonly<Record<string, ConnectionConfig>>>;
  readonly connections: () => Promise<Connections>;
  /** Whether what is left over is dropped. */
  readonly isFixing: boolean;
}

/**
 * Staging schemas of runs that no history of the workspace has as unfinished: what a deleted history, or a server
 * that was gone at a run's end, has left. Only of embedded warehouses, which nobody else uses.
 */
export function runSchemas(given: RunSchemasLookedAt): CheckUp {
  return {
    name: "staging",
    async look() {
      const needed = unfinishedRuns(given.workspace).map(runSchemaName);
      const connections = await given.connections();
      const findings: Finding[] = [];
      for (const [name, { type }] of Object.entries(await given.configured())) {
        if (type !== "embedded") continue;
        const warehouse = await reachable(connections, name);
        if (warehouse === undefined) continue;
        const left = (await findRunSchemas(warehouse)).filter((schema) => !needed.includes(schema));
        if (left.length > 0) findings.push(await leftOver(warehouse, left, given.isFixing));
      }
      return findings.length > 0 ? findings : { health: "ok", text: "nothing is left over from runs" };
    },
  };
}

/** That it cannot be reached is told where connections are tested. */
async function reachable(connections: Connections, name: string): Promise<Warehouse | undefined> {
  try {
    return await connections.warehouse(name);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

async function leftOver(
  warehouse: Warehouse,
  schemas: readonly string[],
  isFixing: boolean,
): Promise<Finding> {
  const what = schemas.length === 1 ? "1 staging schema" : `${schemas.length} staging schemas`;
  if (isFixing) {
    await dropRunSchemas(warehouse, schemas);
    return { health: "ok", text: `${what} of ended runs dropped from ${warehouse.name}` };
  }
  return {
    health: "warning",
    text: `${what} of ended runs in ${warehouse.name}: ${shortened(schemas)}`,
    next: "`millrace doctor --fix` drops what is left over.",
  };
}

function shortened(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")}, …` : names.join(", ");
}

/** Of all targets: they may share a warehouse. What failed or was cancelled may be resumed, with its staging. */
function unfinishedRuns(workspace: string): readonly string[] {
  const folder = path.join(workspace, ".millrace");
  const targets = path.join(folder, "targets");
  const folders = existsSync(targets) ? readdirSync(targets).map((name) => path.join(targets, name)) : [];
  return [folder, ...folders]
    .map((state) => path.join(state, "history.db"))
    .filter((file) => existsSync(file))
    .flatMap((file) =>
      readHistory(file, (database) => column(database, "SELECT run_id FROM run WHERE state <> 'success'")),
    )
    .map(String);
}
