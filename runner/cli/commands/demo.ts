import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { CheckOutcome } from "../../../protocol/run.ts";
import { dagToText } from "../../core/graph-text.ts";
import { writeEditorTypes } from "../../dag/editor-types.ts";
import { planBackfill } from "../../plan.ts";
import type { SampleCounts } from "../../sample/counts.ts";
import { createSample } from "../../sample/create-sample.ts";
import { demoExpectations } from "../../sample/demo-expectations.ts";
import type { Session } from "../../session.ts";
import type { CliCommand, CommandContext, ExitCode } from "../command.ts";
import { EXIT, textOption } from "../command.ts";
import { countOf } from "../render/number.ts";
import { outcomeSymbol } from "../render/states.ts";
import { renderTable } from "../render/table.ts";
import { runPlan } from "../run-plan.ts";
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
    const { print, style } = context;
    const folder = path.resolve(context.cwd, textOption(options, "folder") ?? "");
    const title = (text: string): void => print(`\n${style.paint.bold(text)}\n\n`);
    if (existsSync(path.join(folder, MARKER))) rmSync(folder, { recursive: true });

    title("A month of made-up music streaming");
    const sample = await createSample({
      folder,
      size: Number(textOption(options, "events")),
      signal: context.interrupted,
    });
    writeFileSync(path.join(folder, MARKER), "Made by `millrace demo`, which makes this folder anew.\n");
    await writeEditorTypes(folder);
    const { events, songs } = sample.counts;
    print(
      `${countOf(events, "event")} in ${countOf(sample.counts.days.length, "daily file")}, ${countOf(songs, "song file")}\n`,
    );

    const session = context.openSession(folder);
    const dag = await session.dag("sparkify");
    title("The pipeline");
    print(`${dagToText(dag).trimEnd()}\n`);

    title(`Backfill, ${sample.from} to ${sample.to}`);
    const range = { from: sample.from, to: sample.to };
    const exit = await runPlan({ ...context, json: false }, session, {
      dag,
      kind: "backfill",
      plan: (store) => planBackfill(dag, { ...range, policy: "missing" }, store),
      params: {},
      range,
    });
    if (exit !== EXIT.ok) return exit;

    title("Tables");
    await tables.run({ ...context, json: false, session: () => session }, [], { connection: "warehouse" });
    title("Checks");
    showChecks(context, session);
    title("Against what was generated");
    const verified = await verify(context, session, sample.counts);
    print(`\nThe workspace is ${folder}. Try there:\n`);
    const relative = path.relative(context.cwd, folder);
    // `npm run demo` runs in a clone, where `millrace` is no command yet but npm finds it.
    const millrace = context.env["npm_lifecycle_event"] === undefined ? "millrace" : "npx millrace";
    for (const command of [
      `${millrace} -C ${relative} status sparkify --date ${sample.to}`,
      `${millrace} -C ${relative} sql "SELECT level, count(*) FROM songplays GROUP BY level"`,
    ])
      print(`  ${style.paint.bold(command)}\n`);
    return verified;
  },
};

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
    [...counts]
      .map(
        ([outcome, count]) =>
          `${outcomeSymbol(outcome, { ...style, paint: style.paint })} ${count} ${outcome}`,
      )
      .join(", "),
  ]);
  print(`${renderTable({ columns: ["check", `outcomes over ${runs.length} runs`], rows, width, style })}\n`);
}

async function verify(context: CommandContext, session: Session, counts: SampleCounts): Promise<ExitCode> {
  const warehouse = await (await session.connections()).warehouse("warehouse");
  const rows: (string | number)[][] = [];
  for (const { name, sql, expected } of demoExpectations(counts)) {
    const observed = Number((await warehouse.query(sql)).rows[0]?.[0]);
    rows.push([name, expected, observed, observed === expected ? "same" : "DIFFERENT"]);
  }
  const columns = ["", "generated", "in the warehouse", ""];
  context.print(`${renderTable({ columns, rows, width: context.width, style: context.style })}\n`);
  return rows.every((row) => row[3] === "same") ? EXIT.ok : EXIT.failed;
}
