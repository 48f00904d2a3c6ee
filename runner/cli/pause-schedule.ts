import type { DagSpec } from "../../protocol/dag.ts";
import { intervalLabeler } from "../../protocol/text/interval-label.ts";
import { previewOf, setSchedulePaused } from "../scheduler/pause.ts";
import type { SchedulePreview } from "../scheduler/preview.ts";
import { schedulerPid } from "../scheduler/schedule-facts.ts";
import type { Session } from "../session.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import { EXIT } from "./command.ts";
import { jsonDocument } from "./render/json.ts";
import { dueIn } from "./render/schedule-table.ts";
import { missedLines } from "./render/scheduler-notice.ts";
import { shellWord, suggestedCommand } from "./suggest.ts";
import { terminalLines } from "./terminal-lines.ts";

/** No run of the DAG is started by its schedule until it is resumed. Runs that are open go on. */
export function pauseSchedule(context: CommandContext, session: Session, dag: DagSpec): ExitCode {
  const { isPaused } = setSchedulePaused(session, dag, true);
  if (context.json) context.print(jsonDocument({ dag: dag.id, isPaused: true }));
  else {
    const goOn = suggestedCommand(context, session.workspace, `resume ${shellWord(dag.id)}`);
    context.print(
      `The schedule of ${dag.id} is ${isPaused ? "paused already" : "paused"}: its runs start by hand only. It goes on with:\n  ${goOn}\n`,
    );
  }
  return EXIT.ok;
}

/** The schedule goes on; without catchup at the latest interval that is complete. A dry run only says so. */
export function resumeSchedule(
  context: CommandContext,
  session: Session,
  dag: DagSpec,
  isDryRun: boolean,
): ExitCode {
  const preview = isDryRun ? previewOf(session, dag) : setSchedulePaused(session, dag, false);
  if (context.json) context.print(jsonDocument({ dag: dag.id, isPaused: preview.isPaused && isDryRun }));
  else if (preview.isPaused) tellResumed(context, session, preview, isDryRun);
  else context.print(`The schedule of ${dag.id} was not paused.\n`);
  return EXIT.ok;
}

function tellResumed(
  context: CommandContext,
  session: Session,
  preview: SchedulePreview,
  isDryRun: boolean,
): void {
  const { dag, due, next, missed } = preview;
  const { print } = context;
  const suggest = (words: string): string => suggestedCommand(context, session.workspace, words);
  const first = due[0] ?? next;
  const label = intervalLabeler(dag.timezone);
  const then =
    first === undefined
      ? "nothing of it is to come"
      : `next is ${label(first)}, due ${dueIn(first, session.now())}`;
  print(`The schedule of ${dag.id} ${isDryRun ? "would go on" : "goes on"}: ${then}.\n`);
  if (missed !== undefined)
    print(`${terminalLines(missedLines(dag, missed, "paused", suggest), context).join("\n")}\n`);
  if (!isDryRun && schedulerPid(session) === undefined)
    print(`No scheduler runs. To start one:\n  ${suggest("scheduler")}\n`);
}
