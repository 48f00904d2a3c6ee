import { formatPosition } from "../../../protocol/problem.ts";
import type { DagView, RunView, ScheduleView } from "../../../protocol/rpc/workspace.ts";
import { counted } from "../../../protocol/text/counted.ts";
import { formatDuration } from "../../../protocol/text/duration.ts";
import { intervalLabeler } from "../../../protocol/text/interval-label.ts";
import { joined } from "../../text/joined.ts";
import { ago, dayAndTime, untilText } from "../../text/time.ts";
import { stateIcon, stateWord } from "../../trees/marks.ts";
import { lines } from "../../trees/parts.ts";
import type { TreeRow } from "../../trees/tree-row.ts";

/**
 * A DAG: `2018-11-30 · 12.3 s · next 2018-12-01 in 5 h`. A click opens its tasks, as in the Testing view; the
 * graph is a button.
 */
export function dagRow(
  dag: DagView,
  open: readonly RunView[],
  children: readonly TreeRow[],
  now: number,
): TreeRow {
  const { spec, schedule } = dag;
  const run = dag.lastRun?.run;
  const shown = run?.shown ?? "none";
  const next = schedule === null ? undefined : nextText(schedule, spec.timezone, now);
  return {
    key: spec.id,
    label: spec.id,
    icon: stateIcon(shown),
    description: joined([
      // Of what went well the icon says enough, and the row is narrow.
      shown !== "success" && stateWord(shown),
      run?.label,
      run && durationOf(run, now),
      open.length > 1 && `${open.length} runs open`,
      next ?? (run === undefined ? (spec.schedule ?? undefined) : undefined),
    ]),
    tooltip: lines([
      `DAG ${spec.id}`,
      spec.description,
      run &&
        `Last run: ${run.label}, ${stateWord(shown)}${run.endedAt === null ? "" : `, ${ago(run.endedAt, now)}`}`,
      run?.reason ?? undefined,
      countsText(dag),
      scheduleText(dag, now),
      formatPosition(spec.position),
    ]),
    words: [
      "dag",
      "source",
      "named",
      ...(open.length > 0 ? ["dag-open"] : []),
      // Without a scheduler nothing is known of a schedule that was never paused: it can be, before one runs.
      ...(schedule === null && spec.schedule === null
        ? []
        : [schedule?.isPaused === true ? "dag-paused" : "dag-scheduled"]),
    ],
    subject: { dagId: spec.id, name: spec.id },
    children: { kind: "rows", rows: children },
  };
}

/** Nobody starts runs of the schedule. */
const UNWATCHED = "; no scheduler is running that would start it (millrace scheduler)";

/** Of a run that is at work until now, in whole seconds: its time is not known better, and each minute it is another. */
function durationOf({ startedAt, endedAt }: RunView, now: number): string | undefined {
  if (startedAt === null) return undefined;
  return endedAt === null ? `started ${ago(startedAt, now)}` : formatDuration(endedAt - startedAt);
}

/** A run of the schedule starts when its interval is over, if somebody starts it. */
function nextText(
  { isPaused, isWatched, next }: ScheduleView,
  timezone: string,
  now: number,
): string | undefined {
  if (isPaused) return "schedule paused";
  if (next === null || !isWatched) return undefined;
  return `next ${intervalLabeler(timezone)(next)} ${untilText(Date.parse(next.end), now)}`;
}

function scheduleText({ spec, schedule }: DagView, now: number): string {
  if (schedule === null) {
    return spec.schedule === null
      ? "No schedule: it is run by hand"
      : `Schedule ${spec.schedule} ${spec.timezone}${UNWATCHED}`;
  }
  const text = `Schedule ${spec.schedule ?? ""} ${spec.timezone}`.replace("  ", " ");
  if (schedule.isPaused) return `${text}: paused`;
  const { next } = schedule;
  const when = next === null ? "" : `; next run ${dayAndTime(Date.parse(next.end))}`;
  const isDue = next !== null && Date.parse(next.end) <= now;
  const watched = schedule.isWatched ? "" : UNWATCHED;
  return `${text}${isDue ? "; a run is due" : when}${watched}`;
}

function countsText({ counts }: DagView): string | undefined {
  const parts = Object.entries(counts).flatMap(([state, count]) =>
    count === 0 ? [] : [`${count} ${state}`],
  );
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return total === 0 ? undefined : `${counted(total, "run")}: ${parts.join(", ")}`;
}
