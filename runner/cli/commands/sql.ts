import { readFileSync } from "node:fs";
import path from "node:path";
import { Option } from "commander";
import { UserError } from "../../../protocol/user-error.ts";
import type { StatementResult } from "../../connections/warehouse.ts";
import { renderTemplate } from "../../core/templates/render.ts";
import { templateVariables } from "../../core/templates/variables.ts";
import { makeRunId } from "../../engine/run-id.ts";
import { runSearchPath } from "../../engine/run-schema.ts";
import { runInterval, utcDay } from "../../plan.ts";
import type { CliCommand, CommandContext, CommandOptions } from "../command.ts";
import { EXIT, textOption } from "../command.ts";
import { csvDocument } from "../render/csv.ts";
import { jsonDocument } from "../render/json.ts";
import { countOf } from "../render/number.ts";
import { renderResult } from "../render/result-table.ts";

interface Statement {
  readonly text: string;
  readonly file?: string;
  /** Set when it is rendered for a run: the run's staging tables are visible then. */
  readonly runId?: string;
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
    const statement = await prepare(context, given, options);
    const connections = await context.session().connections();
    const warehouse = await connections.warehouse(textOption(options, "connection") ?? "warehouse");
    const results = await warehouse.script(statement.text, {
      signal: context.interrupted,
      label: "millrace sql",
      ...(statement.runId && { searchPath: await runSearchPath(warehouse, statement.runId) }),
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

async function prepare(
  context: CommandContext,
  given: string | undefined,
  options: CommandOptions,
): Promise<Statement> {
  const source = readStatement(context, given, textOption(options, "file"));
  const dagId = textOption(options, "dag");
  const date = textOption(options, "date");
  if (dagId === undefined && date === undefined) {
    if (/\{\{|\{%/.test(source.text)) throw needsInterval();
    return source;
  }
  const where = { what: "the statement", ...(source.file && { file: source.file }) };
  if (dagId === undefined) {
    const interval = utcDay(date ?? "");
    const variables = templateVariables({
      dagId: "sql",
      taskId: "sql",
      runId: makeRunId("sql", "manual", interval),
      kind: "manual",
      tryNumber: 1,
      interval,
      params: {},
    });
    return { ...source, text: renderTemplate(source.text, variables, where) };
  }
  const session = context.session();
  const dag = await session.dag(dagId);
  const interval = runInterval(dag, date === undefined ? {} : { date }, context.now());
  const known = session.history().runAt(dag.id, interval.start);
  const runId = known?.runId ?? makeRunId(dag.id, "manual", interval);
  const params =
    known?.params ??
    Object.fromEntries(Object.entries(dag.params).map(([name, spec]) => [name, spec.default]));
  const variables = templateVariables({
    dagId: dag.id,
    taskId: "sql",
    runId,
    kind: known?.kind ?? "manual",
    tryNumber: 1,
    interval,
    params,
  });
  return { ...source, runId, text: renderTemplate(source.text, variables, where) };
}

function readStatement(
  context: CommandContext,
  given: string | undefined,
  file: string | undefined,
): Statement {
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

function needsInterval(): UserError {
  return new UserError({
    code: "no-interval",
    message: "The statement has template fields, and no interval to fill them from.",
    next: "Give --date, and --dag for a DAG's schedule and parameters.",
  });
}
