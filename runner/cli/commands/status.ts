import type { DagSpec } from "../../../protocol/dag.ts";
import { UserError } from "../../../protocol/user-error.ts";
import type { RunRecord } from "../../state/store.ts";
import type { CliCommand, CommandContext } from "../command.ts";
import { EXIT, textOption } from "../command.ts";
import { findRun } from "../find-run.ts";
import { lastLoads } from "../last-loads.ts";
import { numberOption } from "../number-option.ts";
import { intervalLabeler } from "../render/interval-label.ts";
import { jsonDocument } from "../render/json.ts";
import { countOf } from "../render/number.ts";
import { paintStateCell, stateCell } from "../render/state-cells.ts";
import { renderTable } from "../render/table.ts";
import { runDocument } from "../run-document.ts";
import { INTERRUPTED, isInterrupted, runTook } from "../run-facts.ts";
import { showRun } from "../show-run.ts";
import { list } from "./list.ts";

/** Runs that `status DAG` shows when it is not told how many. */
const SHOWN_RUNS = "20";

export const status: CliCommand = {
  define: (program) =>
    program
      .command("status")
      .description("show runs: of all DAGs, of one DAG, or the tasks of one run")
      .argument("[dag]", "the DAG's id")
      .option("--date <date>", "the tasks of the run of this day's or time's interval")
      .option("--last", "the tasks of the run that was last at work")
      .option("--limit <n>", "how many runs to list", SHOWN_RUNS),
  async run(context, [dagId], options) {
    const date = textOption(options, "date");
    const limit = numberOption(options, "--limit", { least: 1 });
    if (dagId === undefined) {
      if (date !== undefined || options["last"] === true) throw noDag();
      return list.run(context, [], options);
    }
    const session = context.session();
    const dag = await session.dag(dagId);
    const history = session.history();
    const owner = session.owner();
    if (date !== undefined || options["last"] === true) {
      const run = findRun(dag, date, history, context.now());
      if (context.json)
        context.print(jsonDocument({ ...runDocument(history, dag, run), runner: owner ?? null }));
      else showRun(context, { dag, run, history, isOwned: owner !== undefined });
      return EXIT.ok;
    }
    const runs = history.runs({ dagId, ...(limit !== undefined && { limit }) });
    if (context.json) context.print(jsonDocument({ dag: dagId, runner: owner ?? null, runs }));
    else showRuns(context, dag, runs, owner !== undefined);
    return EXIT.ok;
  },
};

function showRuns(context: CommandContext, dag: DagSpec, runs: readonly RunRecord[], isOwned: boolean): void {
  const { style, width, print } = context;
  if (runs.length === 0) {
    print(`${dag.id} has not run yet. \`millrace run ${dag.id}\` runs its latest interval.\n`);
    return;
  }
  const history = context.session().history();
  const label = intervalLabeler(dag.timezone);
  const rows = runs.map((run) => {
    const tasks = history.tasks(run.runId);
    const done = tasks.filter(({ state }) => state === "success" || state === "skipped").length;
    const loads = history.loads(run.runId);
    const inserted = tasks
      .flatMap((task) => lastLoads(task, loads))
      .reduce((total, load) => total + load.inserted + load.updated, 0);
    return [
      label(run.interval),
      isInterrupted(run, isOwned) ? INTERRUPTED : stateCell(run.state, style),
      `${done}/${tasks.length}`,
      inserted,
      run.kind,
      run.startedAt === null ? "" : `${new Date(run.startedAt).toISOString().slice(0, 19)}Z`,
      runTook(run),
    ];
  });
  const columns = ["interval", "state", "tasks", "rows", "kind", "started", "took"];
  print(`${renderTable({ columns, rows, width, style, paintCell: paintStateCell(style) })}\n`);
  const total = history.summaries().find(({ dagId }) => dagId === dag.id);
  const all = Object.values(total?.counts ?? {}).reduce((sum, count) => sum + count, 0);
  if (all > runs.length) print(style.paint.dim(`the latest ${runs.length} of ${countOf(all, "run")}\n`));
}

function noDag(): UserError {
  return new UserError({
    code: "no-dag",
    message: "--date and --last choose a run of one DAG, and none is named.",
    next: "For example: millrace status sparkify --last",
  });
}
