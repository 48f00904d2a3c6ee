import type { LoadRecord } from "../../../protocol/history.ts";
import type { TableCount } from "../../connections/table-counts.ts";
import { countTables } from "../../connections/table-counts.ts";
import type { CliCommand } from "../command.ts";
import { EXIT, textOption } from "../command.ts";
import { jsonDocument } from "../render/json.ts";
import { renderTable } from "../render/table.ts";
import { targetLine } from "../render/target-line.ts";
import { withoutZeros } from "../render/without-zeros.ts";
import { requireWorkspace } from "../require-workspace.ts";

const COUNTS = ["inserted", "updated", "deleted", "rejected"] as const;

export const tables: CliCommand = {
  define: (program) =>
    program
      .command("tables")
      .description("show every table's number of rows and what its last load did")
      .option("--connection <name>", "the warehouse", "warehouse"),
  async run(context, _args, options) {
    const session = context.session();
    await requireWorkspace(session);
    const connections = await session.connections();
    const warehouse = await connections.warehouse(textOption(options, "connection") ?? "warehouse");
    const counts = await countTables(warehouse, context.interrupted);
    const loads = session.history().lastLoads();
    const rows = counts.map((count) => ({
      ...count,
      lastLoad: loads.find((load) => isOf(load, count)) ?? null,
    }));
    if (context.json) {
      context.print(jsonDocument({ connection: warehouse.name, tables: rows }));
      return EXIT.ok;
    }
    context.print(targetLine(session.target, context.style));
    if (rows.length === 0) {
      context.print(`${warehouse.name} has no tables yet.\n`);
      return EXIT.ok;
    }
    const cells = rows.map(({ schema, table, rows, lastLoad }) => [
      schema === "public" ? table : `${schema}.${table}`,
      rows,
      lastLoad === null ? "" : `${lastLoad.dagId} · ${lastLoad.taskId}`,
      lastLoad === null ? "" : new Date(lastLoad.at).toISOString().slice(0, 16).replace("T", " "),
      ...COUNTS.map((count) => lastLoad?.[count]),
    ]);
    const shown = withoutZeros(["table", "rows", "last loaded by", "at (UTC)", ...COUNTS], cells, COUNTS);
    const table = renderTable({ ...shown, width: context.width, style: context.style });
    context.print(`${table}\n`);
    return EXIT.ok;
  },
};

/** Loads name tables as their authors do, with or without the schema. */
function isOf(load: LoadRecord, { schema, table }: TableCount): boolean {
  const name = load.table.replaceAll('"', "");
  return name === `${schema}.${table}` || (schema === "public" && name === table);
}
