import type { DagSummary, RunRecord } from "../../../protocol/history.ts";
import type { Problem } from "../../../protocol/problem.ts";
import type { RunState } from "../../../protocol/run.ts";
import { intervalLabeler } from "../../../protocol/text/interval-label.ts";
import type { IntervalState } from "../../../protocol/work.ts";
import type { Target } from "../../config/target-config.ts";
import type { Project } from "../../project.ts";
import type { ScheduleFacts } from "../../scheduler/schedule-facts.ts";
import { scheduleFacts, schedulerPid } from "../../scheduler/schedule-facts.ts";
import { shownState } from "../../shown-state.ts";
import type { CliCommand, CommandContext } from "../command.ts";
import { EXIT } from "../command.ts";
import { hiddenRuns } from "../hidden-runs.ts";
import { jsonDocument } from "../render/json.ts";
import { problemSummary } from "../render/problems.ts";
import { intervalStateCell, paintStateCell } from "../render/state-cells.ts";
import { renderTable } from "../render/table.ts";
import { targetLine } from "../render/target-line.ts";
import { withoutZeros } from "../render/without-zeros.ts";
import { openRunsText } from "../run-facts.ts";
import { nextRunText, scheduleDocument } from "../schedule-facts.ts";

/** What a workspace without DAGs is told. */
export const NO_DAGS = "No DAGs here yet. `millrace init --sample my-folder` makes an example workspace.";

export const list: CliCommand = {
  define: (program) => program.command("list").description("list the workspace's DAGs and how they last ran"),
  async run(context) {
    const session = context.session();
    const project = await session.project();
    // Looking into a folder that is no workspace leaves nothing there.
    const known = project.dags.length === 0 ? [] : session.history().summaries();
    const summaries = new Map(known.map((summary) => [summary.dagId, summary]));
    const schedules = project.dags.length === 0 ? new Map() : scheduleFacts(project.dags, session);
    const isOwned = session.owner() !== undefined;
    const stateOf = (run: RunRecord) => shownState(run, session.history(), isOwned);
    const openRuns = (dagId: string) => session.history().runs({ dagId, states: ["queued", "running"] });
    const facts = { project, summaries, schedules, openRuns, stateOf, scheduler: schedulerPid(session) };
    if (context.json) context.print(asJson(facts, session.target));
    else {
      const hidden = project.dags.length === 0 ? "" : hiddenRuns(session, context);
      context.print(targetLine(session.target, context.style) + asTable(facts, context) + hidden);
    }
    return EXIT.ok;
  },
};

interface Facts {
  readonly project: Project;
  readonly summaries: ReadonlyMap<string, DagSummary>;
  readonly schedules: ReadonlyMap<string, ScheduleFacts>;
  readonly openRuns: (dagId: string) => readonly RunRecord[];
  readonly stateOf: (run: RunRecord) => IntervalState;
  /** The process id of the living scheduler. */
  readonly scheduler: number | undefined;
}

function asJson({ project, summaries, schedules }: Facts, target: Target | undefined): string {
  const dags = project.dags.map((dag) => ({
    id: dag.id,
    description: dag.description ?? null,
    position: dag.position,
    schedule: dag.schedule,
    timezone: dag.timezone,
    ...scheduleDocument(schedules.get(dag.id)),
    tags: dag.tags,
    tasks: dag.tasks.map(({ id, operator, upstream }) => ({ id, operator, upstream })),
    runs: summaries.get(dag.id)?.counts ?? null,
    lastRun: summaries.get(dag.id)?.lastRun ?? null,
  }));
  return jsonDocument({
    target: target?.name ?? null,
    dags,
    broken: project.broken.map(({ dagId }) => dagId),
    problems: project.problems,
  });
}

function asTable(facts: Facts, context: CommandContext): string {
  const { width, style } = context;
  const { project, summaries, schedules, openRuns, stateOf, scheduler } = facts;
  const { dags, broken, problems } = project;
  const rows: unknown[][] = dags.map((dag) => {
    const summary = summaries.get(dag.id);
    const last = summary?.lastRun;
    return [
      dag.id,
      dag.schedule ?? "by hand",
      dag.tasks.length,
      runCount(summary),
      last === undefined ? "" : intervalLabeler(dag.timezone)(last.interval),
      last === undefined
        ? "never ran"
        : (openRunsText(openRuns(dag.id), stateOf) ?? intervalStateCell(stateOf(last), style)),
      nextRunText(schedules.get(dag.id), context.now()) || undefined,
      `${dag.position.file}:${dag.position.line}`,
    ];
  });
  for (const { dagId, file } of broken)
    rows.push([dagId, "", undefined, undefined, "", "has problems", undefined, file]);
  const columns = ["dag", "schedule", "tasks", "runs", "last interval", "state", "next run", "file"];
  const table = withoutZeros(columns, rows, ["next run"]);
  const lines = [
    rows.length === 0
      ? withoutDags(problems)
      : renderTable({ ...table, width, style, paintCell: paintStateCell(style) }),
  ];
  if (schedules.size > 0) lines.push(style.paint.dim(schedulerText(scheduler)));
  if (problems.length > 0)
    lines.push("", `${problemSummary(problems, style)}: \`millrace validate\` shows them`);
  return `${lines.join("\n")}\n`;
}

function withoutDags(problems: readonly Problem[]): string {
  return problems.some(({ severity }) => severity === "error") ? "No DAG could be read." : NO_DAGS;
}

function schedulerText(pid: number | undefined): string {
  return pid !== undefined
    ? `a scheduler runs (pid ${pid})`
    : "no scheduler runs: `millrace scheduler` starts what is due";
}

function runCount(summary: DagSummary | undefined): number {
  const counts: Partial<Record<RunState, number>> = summary?.counts ?? {};
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
