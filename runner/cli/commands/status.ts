import type { DagSpec } from "../../../protocol/dag.ts";
import { formatDuration } from "../../core/duration.ts";
import type { RunRecord } from "../../state/store.ts";
import type { CliCommand, CommandContext } from "../command.ts";
import { EXIT, textOption } from "../command.ts";
import { findRun } from "../find-run.ts";
import { intervalLabeler } from "../render/interval-label.ts";
import { jsonDocument } from "../render/json.ts";
import { countOf } from "../render/number.ts";
import { paintStateCell, stateCell } from "../render/state-cells.ts";
import { outcomeLabel } from "../render/states.ts";
import { renderTable } from "../render/table.ts";
import { renderUserError } from "../render/user-error.ts";
import { withoutZeros } from "../render/without-zeros.ts";
import { runDocument } from "../run-document.ts";
import { list } from "./list.ts";

/** Runs that `status DAG` shows when it is not told how many. */
const SHOWN_RUNS = "20";

const COUNTS = ["read", "inserted", "updated", "deleted", "rejected", "total"] as const;

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
    if (dagId === undefined) return list.run(context, [], options);
    const session = context.session();
    const dag = await session.dag(dagId);
    const date = textOption(options, "date");
    if (date !== undefined || options["last"] === true)
      return showRun(context, dag, findRun(dag, date, session.history(), context.now()));
    const limit = Number(textOption(options, "limit"));
    const runs = session.history().runs({ dagId, limit: Number.isInteger(limit) && limit > 0 ? limit : 20 });
    const owner = session.owner();
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
    const inserted = history
      .loads(run.runId)
      .reduce((total, load) => total + load.inserted + load.updated, 0);
    // A run that no living runner drives is not running, whatever its last event said.
    const isStale = !isOwned && run.endedAt === null;
    return [
      label(run.interval),
      isStale ? "interrupted" : stateCell(run.state, style),
      `${done}/${tasks.length}`,
      inserted,
      run.kind,
      run.startedAt === null ? "" : `${new Date(run.startedAt).toISOString().slice(0, 19)}Z`,
      took(run),
    ];
  });
  const columns = ["interval", "state", "tasks", "rows", "kind", "started", "took"];
  print(`${renderTable({ columns, rows, width, style, paintCell: paintStateCell(style) })}\n`);
  const total = history.summaries().find(({ dagId }) => dagId === dag.id);
  const all = Object.values(total?.counts ?? {}).reduce((sum, count) => sum + count, 0);
  if (all > runs.length) print(style.paint.dim(`the latest ${runs.length} of ${countOf(all, "run")}\n`));
}

function showRun(context: CommandContext, dag: DagSpec, run: RunRecord): typeof EXIT.ok {
  const { style, width, print } = context;
  const history = context.session().history();
  if (context.json) {
    print(jsonDocument(runDocument(history, run)));
    return EXIT.ok;
  }
  const loads = history.loads(run.runId);
  const tasks = history.tasks(run.runId);
  const order = dag.tasks.map(({ id }) => id);
  const sorted = tasks.toSorted((a, b) => order.indexOf(a.taskId) - order.indexOf(b.taskId));
  const rows = sorted.map((task) => {
    const own = loads.filter(({ taskId }) => taskId === task.taskId).at(-1);
    const time =
      task.startedAt === null || task.endedAt === null ? "" : formatDuration(task.endedAt - task.startedAt);
    const counts = COUNTS.map((count) => own?.[count] ?? undefined);
    return [task.taskId, stateCell(task.state, style), task.tryNumber, time, own?.table ?? "", ...counts];
  });
  const table = withoutZeros(["task", "state", "tries", "took", "table", ...COUNTS], rows, COUNTS);
  const label = intervalLabeler(dag.timezone)(run.interval);
  print(`${style.paint.bold(`${dag.id} ${label}`)}  ${stateCell(run.state, style)}  ${took(run)}\n`);
  if (run.reason !== null) print(`${run.reason}\n`);
  print(`\n${renderTable({ ...table, width, style, paintCell: paintStateCell(style) })}\n`);
  const checks = history.checks(run.runId);
  if (checks.length > 0) print("\n");
  for (const check of checks)
    print(
      `${outcomeLabel(check.outcome, style)}  ${check.name}: ${check.observed} (expected ${check.expected})\n`,
    );
  for (const task of sorted) {
    if (task.error !== null)
      print(`\n${task.taskId}: ${renderUserError(asError(task.error), width, style)}\n`);
    else if (task.note !== null && task.state !== "success")
      print(`\n${task.taskId} ${task.state}: ${task.note}\n`);
  }
  return EXIT.ok;
}

function asError<T extends { message: string }>(error: T): T & { position: undefined; next: undefined } {
  return { position: undefined, next: undefined, ...error };
}

function took(run: RunRecord): string {
  return run.startedAt === null || run.endedAt === null ? "" : formatDuration(run.endedAt - run.startedAt);
}
