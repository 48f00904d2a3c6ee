import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { CheckOutcome } from "../../../protocol/run.ts";
import { RUN_STATES } from "../../../protocol/run.ts";
import { dagToText } from "../../core/graph-text.ts";
import { writeEditorTypes } from "../../dag/editor-types.ts";
import type { SampleCounts } from "../../sample/counts.ts";
import { createSample } from "../../sample/create-sample.ts";
import { demoExpectations } from "../../sample/demo-expectations.ts";
import type { Session } from "../../session.ts";
import type { CliCommand, CommandContext } from "../command.ts";
import { EXIT, textOption } from "../command.ts";
import { numberOption } from "../number-option.ts";
import { jsonDocument } from "../render/json.ts";
import { countOf } from "../render/number.ts";
import { outcomeSymbol } from "../render/states.ts";
import { renderTable } from "../render/table.ts";
import { executeOrder } from "../run-order.ts";
import { suggestedCommand } from "../suggest.ts";
import { SAMPLE_SIZES } from "./init.ts";
import { tables } from "./tables.ts";

/** In the demo's folder: it may be made anew. */
const MARKER = ".millrace-demo";

export const demo: CliCommand = {
  define: (program) =>
    program
      .command("demo")
      .description("make the sample with a month of data, backfill it, and show what came out")
      .option("--folder <folder>", "where (made anew if a demo made it)", "millrace-demo")
      .option("--events <n>", "log records to make", "8000"),
  async run(context, _args, options) {
    const size = numberOption(options, "--events", SAMPLE_SIZES);
    const folder = path.resolve(context.cwd, textOption(options, "folder") ?? "");
    if (existsSync(path.join(folder, MARKER))) rmSync(folder, { recursive: true });

    title(context, "A month of made-up music streaming");
    const sample = await createSample({
      folder,
      ...(size !== undefined && { size }),
      signal: context.interrupted,
    });
    writeFileSync(path.join(folder, MARKER), "Made by `millrace demo`, which makes this folder anew.\n");
    await writeEditorTypes(folder);
    const { events, songs, days } = sample.counts;
    tell(
      context,
      `${countOf(events, "event")} in ${countOf(days.length, "daily file")}, ${countOf(songs, "song file")}`,
    );

    const session = context.openSession(folder);
    const dag = await session.dag("sparkify");
    title(context, "The pipeline");
    tell(context, dagToText(dag).trimEnd());

    title(context, `Backfill, ${sample.from} to ${sample.to}`);
    const range = { from: sample.from, to: sample.to };
    const { exit, worked } = await executeOrder(context, session, {
      kind: "backfill",
      dagId: dag.id,
      ...range,
      policy: "missing",
      order: "asc",
      stopOnFailure: false,
      params: {},
    });
    const runs = Object.fromEntries(
      RUN_STATES.map((state) => [state, worked.filter((run) => run.state === state).length]),
    );
    const made = { folder, ...range, counts: sample.counts, runs };
    if (exit !== EXIT.ok) {
      if (context.json) context.print(jsonDocument({ ...made, tables: [] }));
      return exit;
    }
    if (!context.json) await showTables(context, session);
    title(context, "Against what was generated");
    const compared = await compare(session, sample.counts);
    if (context.json) context.print(jsonDocument({ ...made, tables: compared }));
    else showComparison(context, compared);
    tell(context, `\nThe workspace is ${folder}. Try there:\n`);
    for (const words of [
      `status sparkify --date ${sample.to}`,
      'sql "SELECT level, count(*) FROM songplays GROUP BY level"',
    ])
      tell(context, `  ${suggestedCommand(context, folder, words)}`);
    return compared.every(({ expected, observed }) => expected === observed) ? EXIT.ok : EXIT.failed;
  },
};

/** A line of the story, which `--json` leaves out. */
function tell(context: CommandContext, text: string): void {
  if (!context.json) context.print(`${text}\n`);
}

function title(context: CommandContext, text: string): void {
  tell(context, `\n${context.style.paint.bold(text)}\n`);
}

async function showTables(context: CommandContext, session: Session): Promise<void> {
  title(context, "Tables");
  await tables.run({ ...context, session: () => session }, [], { connection: "warehouse" });
  title(context, "Checks");
  showChecks(context, session);
}

/** One line a check: how often it came out how, over all runs. */
function showChecks({ print, style, width }: CommandContext, session: Session): void {
  const history = session.history();
  const runs = history.runs({ dagId: "sparkify" });
  const outcomes = new Map<string, Map<CheckOutcome, number>>();
  for (const { runId } of runs) {
    for (const check of history.checks(runId)) {
      const counts = outcomes.get(check.name) ?? new Map<CheckOutcome, number>();
      counts.set(check.outcome, (counts.get(check.outcome) ?? 0) + 1);
      outcomes.set(check.name, counts);
    }
  }
  const rows = [...outcomes].map(([name, counts]) => [
    name,
    [...counts].map(([outcome, count]) => `${outcomeSymbol(outcome, style)} ${count} ${outcome}`).join(", "),
  ]);
  print(`${renderTable({ columns: ["check", `outcomes over ${runs.length} runs`], rows, width, style })}\n`);
}

interface Comparison {
  readonly name: string;
  readonly expected: number;
  readonly observed: number;
}

/** What was generated, beside what the warehouse holds. */
async function compare(session: Session, counts: SampleCounts): Promise<readonly Comparison[]> {
  const warehouse = await (await session.connections()).warehouse("warehouse");
  const compared: Comparison[] = [];
  for (const { name, sql, expected } of demoExpectations(counts))
    compared.push({ name, expected, observed: Number((await warehouse.query(sql)).rows[0]?.[0]) });
  return compared;
}

function showComparison({ print, width, style }: CommandContext, compared: readonly Comparison[]): void {
  const rows = compared.map(({ name, expected, observed }) => [
    name,
    expected,
    observed,
    observed === expected ? "same" : "DIFFERENT",
  ]);
  print(`${renderTable({ columns: ["", "generated", "in the warehouse", ""], rows, width, style })}\n`);
}
