import type { DagSpec } from "../../../protocol/dag.ts";
import type { RunRecord } from "../../../protocol/history.ts";
import { intervalLabeler } from "../../../protocol/text/interval-label.ts";
import { UserError } from "../../../protocol/user-error.ts";
import type { ScheduleFacts } from "../../scheduler/schedule-facts.ts";
import { scheduleFacts, schedulerPid } from "../../scheduler/schedule-facts.ts";
import type { CliCommand, CommandContext } from "../command.ts";
import { EXIT, textOption } from "../command.ts";
import { dagWithHistory, unreadableLine } from "../dag-history.ts";
import { findRun } from "../find-run.ts";
import { hiddenRuns } from "../hidden-runs.ts";
import { numberOption } from "../number-option.ts";
import { jsonDocument } from "../render/json.ts";
import { countOf } from "../render/number.ts";
import { scheduleCell } from "../render/schedule-table.ts";
import { targetLine } from "../render/target-line.ts";
import { runDocument } from "../run-document.ts";
import { nextRunText, scheduleDocument } from "../schedule-facts.ts";
import { showRun } from "../show-run.ts";
import { showRuns } from "../show-runs.ts";
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
    const found = await dagWithHistory(session, dagId);
    const { dag, unreadable } = found;
    const history = session.history();
    const owner = session.owner();
    const target = session.target?.name ?? null;
    if (!context.json) {
      context.print(targetLine(session.target, context.style));
      if (unreadable !== undefined) context.print(`${unreadableLine(unreadable, context)}\n`);
    }
    if (date !== undefined || options["last"] === true) {
      const run = findRun(found, date, history, context.now());
      if (context.json)
        context.print(jsonDocument({ ...runDocument(history, dag, run), runner: owner ?? null, target }));
      else showRun(context, { ...found, run, history, isOwned: owner !== undefined });
      return EXIT.ok;
    }
    const runs = history.runs({ dagId, ...(limit !== undefined && { limit }) });
    const schedule = scheduleFacts([dag], session).get(dag.id);
    if (context.json)
      context.print(
        jsonDocument({ dag: dagId, ...scheduleDocument(schedule), runner: owner ?? null, target, runs }),
      );
    else {
      if (schedule !== undefined)
        context.print(scheduleLine(dag, schedule, schedulerPid(session) !== undefined, context));
      showLatest(context, dag, runs, owner !== undefined);
    }
    return EXIT.ok;
  },
};

function showLatest(
  context: CommandContext,
  dag: DagSpec,
  runs: readonly RunRecord[],
  isOwned: boolean,
): void {
  const { style, print } = context;
  if (runs.length === 0) {
    print(`${dag.id} has not run yet. \`millrace run ${dag.id}\` runs its latest interval.\n`);
    print(hiddenRuns(context.session(), context));
    return;
  }
  const history = context.session().history();
  showRuns(context, { dag, runs, history, isOwned });
  const total = history.summaries().find(({ dagId }) => dagId === dag.id);
  const all = Object.values(total?.counts ?? {}).reduce((sum, count) => sum + count, 0);
  if (all > runs.length) print(style.paint.dim(`the latest ${runs.length} of ${countOf(all, "run")}\n`));
}

/** `@daily, next run 2018-12-01 in 5h 12m; no scheduler runs`. */
function scheduleLine(
  dag: DagSpec,
  facts: ScheduleFacts,
  isScheduled: boolean,
  { now, style }: CommandContext,
): string {
  const { next } = facts;
  const label = next === undefined ? "" : `next run ${intervalLabeler(dag.timezone)(next)} `;
  const when = nextRunText(facts, now()) || "nothing to come";
  const note = isScheduled ? "" : "; no scheduler runs";
  return `${style.paint.dim(`${scheduleCell(dag)}, ${label}${when}${note}`)}\n\n`;
}

function noDag(): UserError {
  return new UserError({
    code: "no-dag",
    message: "--date and --last choose a run of one DAG, and none is named.",
    next: "For example: millrace status sparkify --last",
  });
}
