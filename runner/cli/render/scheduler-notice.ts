import type { DagSpec } from "../../../protocol/dag.ts";
import { formatPosition } from "../../../protocol/problem.ts";
import { assertNever } from "../../../protocol/user-error.ts";
import { oneLine, safeText } from "../../core/safe-text.ts";
import type { MissedIntervals } from "../../core/scheduler.ts";
import type { SchedulerNotice } from "../../scheduler/notice.ts";
import { intervalArgument, timeArgument } from "../interval-argument.ts";
import { shellWord } from "../suggest.ts";
import { countOf, formatNumber } from "./number.ts";
import type { Style } from "./style.ts";

type ToldNotice = Exclude<SchedulerNotice, { kind: "started" }>;

export interface NoticeOptions {
  readonly style: Style;
  /** A command as it must be typed here. */
  readonly suggest: (words: string) => string;
}

/** What a scheduler tells beside its runs, as lines without times. */
export function noticeLines(notice: ToldNotice, { style, suggest }: NoticeOptions): readonly string[] {
  switch (notice.kind) {
    case "missed":
      return missedLines(notice.dag, notice.missed, notice.why, suggest);
    case "gap": {
      const { dag, gap } = notice;
      const [start, end] = [timeArgument(gap.start), timeArgument(gap.end)];
      return [
        `${safeText(dag.id)} has another schedule now: ${start} to ${end} is in none of its intervals. To run it:`,
        `  ${suggest(`run ${shellWord(dag.id)} --start ${start} --end ${end}`)}`,
      ];
    }
    case "continued":
      return [`${safeText(notice.dag.id)} goes on with ${countOf(notice.runs, "run")} that did not end`];
    case "left": {
      const { dagId, runs } = notice;
      const it = runs === 1 ? "it" : "them";
      return [
        `${safeText(dagId)}: ${countOf(runs, "run")} of a runner that died cannot be closed, because the warehouse does not say what became of ${it}; the next start looks again`,
      ];
    }
    case "paused":
      return [`${safeText(notice.dag.id)} paused`];
    case "resumed":
      return [`${safeText(notice.dag.id)} resumed`];
    case "found":
      return [`${safeText(notice.dag.id)} found in ${safeText(formatPosition(notice.dag.position))}`];
    case "lost": {
      const { id, position } = notice.dag;
      const why = notice.isBroken
        ? "there are problems in the DAG files"
        : `not in ${position.file} any more`;
      return [`${safeText(id)} is not scheduled: ${safeText(why)}`];
    }
    case "problem": {
      const { position, message } = notice.problem;
      const place = position === undefined ? "" : `${style.paint.cyan(safeText(formatPosition(position)))} `;
      return [`${style.paint.bold(style.paint.red("error"))} ${place}${oneLine(message)}`];
    }
    case "config-changed":
      return ["millrace.json has changed: stop the scheduler and start it again to use it"];
    default:
      return assertNever(notice);
  }
}

const WHY = {
  away: "passed while no scheduler ran",
  paused: "passed while it was paused",
  changed: "of its new schedule had passed before",
} as const;

/** Intervals that are left out, and how to run them. */
export function missedLines(
  dag: DagSpec,
  { count, isMore, first, last }: MissedIntervals,
  why: keyof typeof WHY,
  suggest: NoticeOptions["suggest"],
): readonly string[] {
  const counted = isMore ? `${formatNumber(count)} or more intervals` : countOf(count, "interval");
  const [from, to] = [first, last].map((interval) => intervalArgument(interval, dag.timezone));
  return [
    `${safeText(dag.id)}: ${counted} ${WHY[why]}, and ${count === 1 ? "is" : "are"} left out. To run ${count === 1 ? "it" : "them"}:`,
    `  ${suggest(`backfill ${shellWord(dag.id)} --from ${from} --to ${to}`)}`,
  ];
}
