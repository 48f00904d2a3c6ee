import { readFileSync } from "node:fs";
import path from "node:path";
import { Option } from "commander";
import { UserError } from "../../../protocol/user-error.ts";
import { locatedScript } from "../../connections/located-script.ts";
import type { StatementResult } from "../../connections/warehouse.ts";
import { csvDocument } from "../../core/csv.ts";
import { prepareSql } from "../../prepare-sql.ts";
import { allowWrites } from "../allow-writes.ts";
import type { CliCommand, CommandContext } from "../command.ts";
import { EXIT, textOption } from "../command.ts";
import { jsonDocument } from "../render/json.ts";
import { countOf } from "../render/number.ts";
import { renderResult } from "../render/result-table.ts";
import { targetLine } from "../render/target-line.ts";
import { requireWorkspace } from "../require-workspace.ts";

/** Commands that say how many rows they were about; any other count is 0 and says nothing. */
const COUNTED = /^(SELECT|INSERT|UPDATE|DELETE|MERGE|COPY|FETCH|MOVE)\b/;

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
    await requireWorkspace(session);
    const connections = await session.connections();
    const warehouse = await connections.warehouse(textOption(options, "connection") ?? "warehouse");
    const searchPath = await prepared.searchPath(warehouse);
    const script = { ...source, text: prepared.text };
    const sessionOptions = {
      signal: context.interrupted,
      label: "millrace sql",
      ...(searchPath && { searchPath }),
    };
    const format = context.json ? "json" : (textOption(options, "format") ?? "table");
    // Where somebody looks on. What reads a pipe wants the rows alone.
    if (format === "table" && context.stdout.isTTY) context.print(targetLine(session.target, context.style));
    const runScript = () => locatedScript(warehouse, script, sessionOptions);
    const results = await runScript().catch(async (error: unknown) => {
      // On a production target it was read-only at first: only the server knows what writes.
      const writes = error instanceof UserError && error.code === "read-only";
      if (!writes || !session.writes.needsConsent) throw error;
      await allowWrites(context, session);
      return runScript();
    });
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
    else if (format === "csv") context.print(csvText(results));
    else context.print(tablesText(results, context));
    return EXIT.ok;
  },
};

/** One CSV document for each statement with rows, an empty line between two. */
function csvText(results: readonly StatementResult[]): string {
  return results
    .filter(({ columns }) => columns.length > 0)
    .map(({ columns, rows }) => csvDocument(columns, rows))
    .join("\r\n");
}

/** A table for each statement with rows, set apart by empty lines; a line for each other one. */
function tablesText(results: readonly StatementResult[], context: CommandContext): string {
  const { style } = context;
  // In a pipe nothing is cut: whoever reads it has no terminal to widen.
  const width = context.stdout.isTTY ? context.width : Number.MAX_SAFE_INTEGER;
  let text = "";
  let wasTable = false;
  for (const result of results) {
    const isTable = result.columns.length > 0;
    if (text !== "" && (isTable || wasTable)) text += "\n";
    wasTable = isTable;
    const { command, rowCount } = result;
    const said = COUNTED.test(command) ? `${command}: ${countOf(rowCount, "row")}` : command;
    text += `${isTable ? renderResult(result, width, style) : style.paint.dim(said)}\n`;
  }
  return text;
}

function readStatement(context: CommandContext, given: string | undefined, file: string | undefined): Source {
  const source = givenStatement(context, given, file);
  if (source.text.trim() !== "") return source;
  throw new UserError({
    code: "no-statement",
    message: file === undefined ? "The statement is empty." : `${file} is empty.`,
    next: "Give at least one SQL statement.",
  });
}

function givenStatement(
  context: CommandContext,
  given: string | undefined,
  file: string | undefined,
): Source {
  if (given !== undefined && file === undefined) return { text: given };
  if (given === undefined && file !== undefined) {
    try {
      if (file === "-") return { text: readFileSync(0, "utf8") };
      return { text: readFileSync(path.resolve(context.cwd, file), "utf8"), file };
    } catch (error) {
      throw new UserError({
        code: "unreadable-file",
        message: `${file} cannot be read: ${whyUnreadable(error)}.`,
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

function whyUnreadable(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "it is a folder";
  return code === "EACCES" ? "you may not read it" : message;
}
