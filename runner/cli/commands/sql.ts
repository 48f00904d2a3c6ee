import { readFileSync } from "node:fs";
import path from "node:path";
import { Option } from "commander";
import { UserError } from "../../../protocol/user-error.ts";
import type { StatementResult } from "../../connections/warehouse.ts";
import { prepareSql } from "../../prepare-sql.ts";
import type { CliCommand, CommandContext } from "../command.ts";
import { EXIT, textOption } from "../command.ts";
import { csvDocument } from "../render/csv.ts";
import { jsonDocument } from "../render/json.ts";
import { countOf } from "../render/number.ts";
import { renderResult } from "../render/result-table.ts";

interface Source {
  readonly text: string;
  readonly file?: string;
}

export const sql: CliCommand = {
  define: (program) =>
    program
      .command("sql")
      .description("run SQL on a warehouse; templates are filled for the interval of --date")
      .argument("[statement]", "the SQL text")
      .option("-f, --file <file>", "read the SQL from a file (- for standard input)")
      .option("--dag <dag>", "render for this DAG, and see the staging tables of its run")
      .option("--date <date>", "render for the interval of this day or time (without --dag: a UTC day)")
      .option("--connection <name>", "the warehouse", "warehouse")
      .addOption(new Option("--format <format>", "how to print rows").choices(["table", "csv", "json"])),
  async run(context, [given], options) {
    const session = context.session();
    const dagId = textOption(options, "dag");
    const date = textOption(options, "date");
    const source = readStatement(context, given, textOption(options, "file"));
    const prepared = await prepareSql(session, { ...source, ...(dagId && { dagId }), ...(date && { date }) });
    const connections = await session.connections();
    const warehouse = await connections.warehouse(textOption(options, "connection") ?? "warehouse");
    const searchPath = await prepared.searchPath(warehouse);
    const results = await warehouse.script(prepared.text, {
      signal: context.interrupted,
      label: "millrace sql",
      ...(searchPath && { searchPath }),
    });
    const format = context.json ? "json" : (textOption(options, "format") ?? "table");
    if (format === "json")
      context.print(
        jsonDocument({
          results: results.map(({ command, rowCount, columns, rows }) => ({
            command,
            rowCount,
            columns,
            rows,
          })),
        }),
      );
    else for (const result of results) print(result, format, context);
    return EXIT.ok;
  },
};

function print(result: StatementResult, format: string, { style, width, print }: CommandContext): void {
  if (format === "csv") {
    if (result.columns.length > 0) print(csvDocument(result.columns, result.rows));
    return;
  }
  if (result.columns.length > 0) print(`${renderResult(result, width, style)}\n`);
  else print(style.paint.dim(`${result.command}: ${countOf(result.rowCount, "row")}\n`));
}

function readStatement(context: CommandContext, given: string | undefined, file: string | undefined): Source {
  if (given !== undefined && file === undefined) return { text: given };
  if (given === undefined && file !== undefined) {
    try {
      return { text: readFileSync(file === "-" ? 0 : path.resolve(context.cwd, file), "utf8"), file };
    } catch (error) {
      throw new UserError({
        code: "unreadable-file",
        message: `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        next: "Give the path of a SQL file, or - for standard input.",
        cause: error,
      });
    }
  }
  throw new UserError({
    code: "no-statement",
    message: "Give either a statement or --file.",
    next: 'For example: millrace sql "SELECT count(*) FROM songplays"',
  });
}
