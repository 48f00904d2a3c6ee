import type { RunState } from "../../../protocol/run.ts";
import type { Project } from "../../project.ts";
import type { DagSummary } from "../../state/store.ts";
import type { CliCommand, CommandContext } from "../command.ts";
import { EXIT } from "../command.ts";
import { intervalLabeler } from "../render/interval-label.ts";
import { jsonDocument } from "../render/json.ts";
import { problemSummary } from "../render/problems.ts";
import { paintStateCell, stateCell } from "../render/state-cells.ts";
import { renderTable } from "../render/table.ts";
import { INTERRUPTED, isInterrupted } from "../run-facts.ts";

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
    const text = context.json
      ? asJson(project, summaries)
      : asTable(project, summaries, context, session.owner() !== undefined);
    context.print(text);
    return EXIT.ok;
  },
};

type Summaries = ReadonlyMap<string, DagSummary>;

function asJson(project: Project, summaries: Summaries): string {
  const dags = project.dags.map((dag) => ({
    id: dag.id,
    description: dag.description ?? null,
    position: dag.position,
    schedule: dag.schedule,
    timezone: dag.timezone,
    tags: dag.tags,
    tasks: dag.tasks.map(({ id, operator, upstream }) => ({ id, operator, upstream })),
    runs: summaries.get(dag.id)?.counts ?? null,
    lastRun: summaries.get(dag.id)?.lastRun ?? null,
  }));
  return jsonDocument({ dags, broken: project.broken.map(({ dagId }) => dagId), problems: project.problems });
}

function asTable(
  project: Project,
  summaries: Summaries,
  { width, style }: CommandContext,
  isOwned: boolean,
): string {
  const { dags, broken, problems } = project;
  if (dags.length + broken.length === 0 && problems.length === 0) return `${NO_DAGS}\n`;
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
        : isInterrupted(last, isOwned)
          ? INTERRUPTED
          : stateCell(last.state, style),
      `${dag.position.file}:${dag.position.line}`,
    ];
  });
  for (const { dagId, file } of broken)
    rows.push([dagId, "", undefined, undefined, "", "has problems", file]);
  const columns = ["dag", "schedule", "tasks", "runs", "last interval", "state", "file"];
  const lines = [renderTable({ columns, rows, width, style, paintCell: paintStateCell(style) })];
  if (problems.length > 0)
    lines.push("", `${problemSummary(problems, style)}: \`millrace validate\` shows them`);
  return `${lines.join("\n")}\n`;
}

function runCount(summary: DagSummary | undefined): number {
  const counts: Partial<Record<RunState, number>> = summary?.counts ?? {};
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
