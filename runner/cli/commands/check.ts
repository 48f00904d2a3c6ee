import { Option } from "commander";
import type { CheckOutcome } from "../../../protocol/run.ts";
import { intervalLabeler } from "../../../protocol/text/interval-label.ts";
import type { EvaluatedCheck } from "../../check-session.ts";
import type { CheckRequest, ChosenCheck } from "../../choose-checks.ts";
import { oneLine } from "../../core/safe-text.ts";
import { checkDocument, historyDocument, reportDocument } from "../check-document.ts";
import type { CliCommand, CommandContext, CommandOptions, ExitCode } from "../command.ts";
import { EXIT, textOption } from "../command.ts";
import { numberOption } from "../number-option.ts";
import { checkReport } from "../render/check-report.ts";
import { chosenTable, historyTable } from "../render/check-table.ts";
import { jsonDocument } from "../render/json.ts";
import { junitDocument } from "../render/junit.ts";
import { countOf } from "../render/number.ts";
import { targetLine } from "../render/target-line.ts";
import { requireWorkspace } from "../require-workspace.ts";
import { writeReport } from "../write-report.ts";

/** Intervals that `--history` shows when it is not told how many. */
const SHOWN_INTERVALS = "20";

export const check: CliCommand = {
  define: (program) =>
    program
      .command("check")
      .description("evaluate checks without running their pipeline")
      .argument("[dag]", "the DAG's id (default: all DAGs)")
      .option("--name <name>", "only checks of this name; * stands for any text; repeatable", several)
      .option("--table <table>", "only checks of this table")
      .option("--tag <tag>", "only checks with this tag")
      .option(
        "--task <selection>",
        "only checks of these tasks: name, +name, name+, a group; several by commas",
      )
      .option("--date <date>", "for the interval of this day or time (default: the newest that has run)")
      .option("--rows", "show rows that break a rule")
      .option("--junit <file>", "write a JUnit report, for CI servers")
      .addOption(
        new Option("--fail-on <outcome>", "let this outcome end with an exit code, too").choices([
          "warn",
          "skipped",
        ]),
      )
      .addOption(new Option("--dry-run", "show which checks would be evaluated").conflicts(["junit", "rows"]))
      .addOption(
        new Option("--history", "show what they have measured, by interval").conflicts([
          ...["junit", "rows", "dryRun", "date"],
        ]),
      )
      .option("--limit <n>", "how many intervals --history shows", SHOWN_INTERVALS),
  async run(context, [dagId], options) {
    const session = context.session();
    const limit = numberOption(options, "--limit", { least: 1 });
    await requireWorkspace(session);
    const chosen = await session.chooseChecks(requestOf(dagId, options));
    if (!context.json) context.print(targetLine(session.target, context.style));
    if (options["dryRun"] === true) return showChosen(context, chosen);
    if (options["history"] === true) return showHistory(context, chosen, limit ?? Number(SHOWN_INTERVALS));
    const { broken } = await session.project();
    const left = dagId === undefined ? broken.map((dag) => dag.dagId) : [];
    const evaluated = await session.check(chosen, context.interrupted);
    const junit = textOption(options, "junit");
    if (junit !== undefined) writeReport(context.cwd, junit, junitDocument(evaluated.map(labelled(chosen))));
    if (context.json) context.print(jsonDocument(reportDocument(chosen, evaluated, left)));
    else showReport(context, chosen, evaluated, { rows: options["rows"] === true, left });
    return exitCodeOf(evaluated, textOption(options, "failOn"));
  },
};

function several(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function requestOf(dagId: string | undefined, options: CommandOptions): CheckRequest {
  const names = (options["name"] as readonly string[] | undefined) ?? [];
  const given = (name: "table" | "tag" | "task" | "date") => {
    const value = textOption(options, name);
    return value === undefined ? {} : { [name]: value };
  };
  const chosen = { ...given("table"), ...given("tag"), ...given("task"), ...given("date") };
  return { names, ...(dagId !== undefined && { dagId }), ...chosen };
}

/**
 * The worst outcome decides: a failed check before one that could not be evaluated. Warnings and skipped checks are
 * no failure unless that is asked for; `skipped` asks for warnings, too.
 */
function exitCodeOf(evaluated: readonly EvaluatedCheck[], failOn: string | undefined): ExitCode {
  const outcomes = new Set(evaluated.map(({ result }): CheckOutcome => result.outcome));
  if (outcomes.has("fail")) return EXIT.failed;
  if (outcomes.has("error")) return EXIT.unevaluated;
  if (outcomes.has("warn") && failOn !== undefined) return EXIT.warned;
  return outcomes.has("skipped") && failOn === "skipped" ? EXIT.skipped : EXIT.ok;
}

function showChosen({ json, print, width, style }: CommandContext, chosen: readonly ChosenCheck[]): ExitCode {
  if (json) print(jsonDocument({ checks: chosen.map(checkDocument) }));
  else print(`${chosenTable(chosen, width, style)}\n\n${countOf(chosen.length, "check")}\n`);
  return EXIT.ok;
}

function showHistory(context: CommandContext, chosen: readonly ChosenCheck[], limit: number): ExitCode {
  const { json, print, width, style } = context;
  const history = context.session().history();
  const all = chosen.map((one) => {
    const of = { dagId: one.dag.id, taskId: one.task.id, name: one.check.name };
    return { one, records: history.checkHistory({ ...of, limit }) };
  });
  if (json) {
    print(jsonDocument({ checks: all.map(({ one, records }) => historyDocument(one, records)) }));
    return EXIT.ok;
  }
  const parts = all.map(({ one, records }) => {
    const title = `${style.paint.bold(oneLine(one.check.name))}  ${one.dag.id}.${one.task.id}`;
    const table =
      records.length === 0 ? "  was not evaluated yet" : historyTable(one.dag, records, width, style);
    return `${title}\n${table}\n`;
  });
  print(parts.join("\n"));
  return EXIT.ok;
}

function showReport(
  context: CommandContext,
  chosen: readonly ChosenCheck[],
  evaluated: readonly EvaluatedCheck[],
  { rows, left }: { rows: boolean; left: readonly string[] },
): void {
  const { print, width, style } = context;
  const cases = evaluated.map(labelled(chosen));
  const reported = cases.map((one) => ({ ...one, heading: `${one.dagId} ${one.interval}` }));
  print(`${checkReport(reported, { rows, width, style })}\n`);
  if (left.length > 0)
    print(`${countOf(left.length, "DAG")} with problems left out: \`millrace validate\` shows them\n`);
  const hasRows = evaluated.some(({ result }) => (result.failing?.rows.length ?? 0) > 0);
  if (hasRows && !rows) print(style.paint.dim("--rows shows the rows that break a rule\n"));
}

/** A check's result with the interval as people name it. */
function labelled(chosen: readonly ChosenCheck[]) {
  const labels = new Map(chosen.map(({ dag }) => [dag.id, intervalLabeler(dag.timezone)]));
  return (one: EvaluatedCheck) => ({ ...one, interval: labels.get(one.dagId)?.(one.interval) ?? "" });
}
