import { findDag } from "../../project.ts";
import type { SchedulePreview } from "../../scheduler/preview.ts";
import { previewSchedules } from "../../scheduler/preview.ts";
import type { CliCommand, CommandContext } from "../command.ts";
import { EXIT } from "../command.ts";
import { driveSchedules } from "../drive-schedules.ts";
import { jsonDocument } from "../render/json.ts";
import { scheduleTable } from "../render/schedule-table.ts";
import { missedLines } from "../render/scheduler-notice.ts";
import { targetLine } from "../render/target-line.ts";
import { requireWorkspace } from "../require-workspace.ts";
import { suggestedCommand } from "../suggest.ts";
import { terminalLines } from "../terminal-lines.ts";

export const scheduler: CliCommand = {
  define: (program) =>
    program
      .command("scheduler")
      .description("start the runs of DAGs when they are due, until Ctrl-C")
      .option("--once", "do what is due now, and end with it")
      .option("--dag <id...>", "only these DAGs")
      .option("--dry-run", "show what is due now and what is due next"),
  async run(context, _args, options) {
    const session = context.session();
    await requireWorkspace(session);
    const dagIds = options["dag"] as readonly string[] | undefined;
    if (options["dryRun"] !== true)
      return driveSchedules(context, session, {
        isOnce: options["once"] === true,
        ...(dagIds && { dagIds }),
      });
    const project = await session.project();
    const dags = dagIds?.map((id) => findDag(project, id)) ?? project.dags;
    const previews = previewSchedules(dags, session.history(), context.now());
    if (context.json) context.print(jsonDocument({ dags: previews.map(previewDocument) }));
    else {
      context.print(targetLine(session.target, context.style));
      showPreviews(context, previews, session.workspace);
    }
    return EXIT.ok;
  },
};

function showPreviews(
  context: CommandContext,
  previews: readonly SchedulePreview[],
  workspace: string,
): void {
  const { print, width, style } = context;
  if (previews.length === 0) {
    print("No DAG here has a schedule.\n");
    return;
  }
  print(`${scheduleTable(previews, { width, style, now: context.now() })}\n`);
  const suggest = (words: string): string => suggestedCommand(context, workspace, words);
  for (const { dag, isPaused, missed } of previews) {
    if (missed === undefined) continue;
    const lines = missedLines(dag, missed, isPaused ? "paused" : "away", suggest);
    print(`\n${terminalLines(lines, context).join("\n")}\n`);
  }
}

function previewDocument({ dag, isPaused, due, isMore, next, missed }: SchedulePreview): object {
  return {
    dag: dag.id,
    schedule: dag.schedule,
    timezone: dag.timezone,
    isPaused,
    due,
    isMore,
    next: next ?? null,
    missed: missed ?? null,
  };
}
