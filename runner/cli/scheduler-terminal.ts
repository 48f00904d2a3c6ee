import type { DagSpec } from "../../protocol/dag.ts";
import type { RunEvent } from "../../protocol/event.ts";
import type { RunRecord } from "../../protocol/history.ts";
import { intervalLabeler } from "../../protocol/text/interval-label.ts";
import type { SchedulerNotice } from "../scheduler/notice.ts";
import type { SchedulePreview } from "../scheduler/preview.ts";
import type { Session } from "../session.ts";
import type { CommandContext } from "./command.ts";
import { intervalArgument } from "./interval-argument.ts";
import { countOf } from "./render/number.ts";
import { scheduleTable } from "./render/schedule-table.ts";
import { noticeLines } from "./render/scheduler-notice.ts";
import { schedulerRuns } from "./render/scheduler-runs.ts";
import { targetLine } from "./render/target-line.ts";
import { clockTime } from "./render/time.ts";
import { shellWord, suggestedCommand } from "./suggest.ts";
import { terminalLines } from "./terminal-lines.ts";

/** What a scheduler does, as lines with times of UTC. */
export interface SchedulerTerminal {
  onNotice(notice: SchedulerNotice): void;
  onEvent(event: RunEvent): void;
  /** Somebody asked it to stop. */
  onStop(): void;
}

export interface SchedulerTerminalOptions {
  readonly session: Session;
  readonly dags: readonly DagSpec[];
  /** It does only what is due, and needs no picture of what is to come. */
  readonly isOnce: boolean;
}

export function schedulerTerminal(
  context: CommandContext,
  { session, dags, isOnce }: SchedulerTerminalOptions,
): SchedulerTerminal {
  const { print, style, width, now } = context;
  const suggest = (words: string): string => suggestedCommand(context, session.workspace, words);
  const timezones = new Map(dags.map(({ id, timezone }) => [id, timezone]));
  const zoneOf = ({ dagId }: RunRecord): string => timezones.get(dagId) ?? "UTC";
  const runLines = schedulerRuns({
    style,
    findRun: (runId) => session.history().run(runId),
    labelOf: (run) => intervalLabeler(zoneOf(run))(run.interval),
    logsCommand: (run, taskId) => {
      const day = intervalArgument(run.interval, zoneOf(run));
      return suggest(`logs ${shellWord(run.dagId)} ${shellWord(taskId)} --date ${day}`);
    },
  });
  let date = "";
  let open = 0;

  const say = (at: number, lines: readonly string[]): void => {
    if (lines.length === 0) return;
    const today = new Date(at).toISOString().slice(0, 10);
    // One that goes on for days says of which its times are.
    if (!isOnce && today !== date) print(`${style.paint.dim(`${today} UTC`)}\n`);
    date = today;
    const time = `${clockTime(at)} `;
    for (const line of lines) {
      const [first = "", ...others] = terminalLines([line], context, time.length);
      print([line.startsWith(" ") ? first : time + first, ...others, ""].join("\n"));
    }
  };
  const begin = (previews: readonly SchedulePreview[]): void => {
    print(targetLine(session.target, style));
    if (isOnce) return;
    if (previews.length > 0) print(`${scheduleTable(previews, { width, style, now: now() })}\n\n`);
    print(`Scheduling ${countOf(previews.length, "DAG")}. Ctrl-C stops.\n`);
  };

  return {
    onNotice(notice) {
      if (notice.kind === "started") return begin(notice.previews);
      if (notice.kind === "found") timezones.set(notice.dag.id, notice.dag.timezone);
      say(now(), noticeLines(notice, { style, suggest }));
    },
    onEvent(event) {
      if (event.type === "run.started") open++;
      if (event.type === "run.finished") open--;
      say(event.at, runLines(event));
    },
    onStop() {
      if (open > 0) print("Stopping: what runs is cancelled, and goes on when a scheduler starts again.\n");
    },
  };
}
