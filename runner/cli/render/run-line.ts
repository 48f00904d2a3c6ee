import type { TaskState } from "../../../protocol/run.ts";
import { formatDuration } from "../../../protocol/text/duration.ts";
import { safeText } from "../../core/safe-text.ts";
import { cut, padEnd, padStart, width } from "./fit.ts";
import { countOf, formatNumber } from "./number.ts";
import type { RunProgress, TaskProgress } from "./progress-model.ts";
import { paintState, stateSymbol } from "./states.ts";
import type { Style } from "./style.ts";
import { formatSeconds } from "./time.ts";

/** Widths that the lines of all runs share, so that their parts stand below each other. */
export interface RunColumns {
  readonly label: number;
  /** Of the tasks' symbols; 0 when there are too many to draw one for each. */
  readonly symbols: number;
  readonly done: number;
  readonly rows: number;
}

/** Columns kept for what the run does now, before its tasks are drawn one by one. */
const LEAST_ACTIVITY = 16;

interface Place {
  readonly width: number;
  readonly style: Style;
  readonly now: number;
}

export function runColumns(runs: readonly RunProgress[], { width: columns }: { width: number }): RunColumns {
  const widest = (text: (run: RunProgress) => string): number =>
    Math.max(0, ...runs.map((run) => width(text(run))));
  const label = widest((run) => run.label);
  const done = widest(({ tasks }) => `${tasks.size}/${tasks.size}`);
  const rows = widest((run) => countOf(run.rows, "row"));
  const symbols = Math.max(0, ...runs.map((run) => run.tasks.size));
  const room = columns - label - done - rows - LEAST_ACTIVITY - 10;
  return { label, done, rows, symbols: symbols <= room ? symbols : 0 };
}

/** An active run: `● 2018-11-03  ✓✓✓●··  3/6  1,204 rows  load_songplays 3 s`. */
export function runLine(run: RunProgress, columns: RunColumns, place: Place): string {
  const { style } = place;
  const start = `${stateSymbol(run.state, style)} ${runFacts(run, columns, style)}  `;
  const note = run.cancelling ? "cancelling  " : "";
  return start + style.paint.magenta(note) + activities(run, place.width - width(start + note), place);
}

/** A run that ended: the same, with its time, or why it ended. */
export function endedRunLine(run: RunProgress, columns: RunColumns, place: Place): string {
  const { style } = place;
  const start = `${stateSymbol(run.state, style)} ${runFacts(run, columns, style)}  `;
  const took =
    run.endedAt === undefined || run.startedAt === undefined
      ? ""
      : formatDuration(run.endedAt - run.startedAt);
  const reason = run.reason === undefined ? "" : `  ${safeText(run.reason)}`;
  return start + style.paint.dim(cut(took + reason, place.width - width(start), style.ellipsis));
}

function runFacts(run: RunProgress, columns: RunColumns, style: Style): string {
  const tasks = [...run.tasks.values()];
  const done = tasks.filter(({ state }) => state === "success" || state === "skipped").length;
  const symbols = tasks.map(({ state }) => stateSymbol(state, style)).join("");
  return [
    padEnd(run.label, columns.label),
    ...(columns.symbols > 0 ? [padEnd(symbols, columns.symbols)] : []),
    padStart(`${formatNumber(done)}/${formatNumber(tasks.length)}`, columns.done),
    padStart(countOf(run.rows, "row"), columns.rows),
  ].join("  ");
}

/** What the run does now, as many of its tasks as fit, and how many more there are. */
function activities(run: RunProgress, room: number, { style, now }: Place): string {
  const all = [...run.tasks].flatMap(([taskId, task]) => activity(taskId, task, now) ?? []);
  let text = "";
  let used = 0;
  for (const [index, it] of all.entries()) {
    const gap = index === 0 ? "" : ", ";
    const left = all.length - index - 1;
    const more = left === 0 ? 0 : width(` +${left}`);
    const fitted = fitActivity(it, room - used - width(gap) - more, index === 0, style);
    if (fitted === undefined) return text + style.paint.dim(index === 0 ? "" : ` +${left + 1}`);
    text += gap + paintState(it.state, fitted.name, style) + style.paint.dim(fitted.time);
    used += width(gap + fitted.name + fitted.time);
  }
  return text;
}

/** Times are whole or left out. The first activity may lose its group, its time, and the end of its name. */
function fitActivity(
  { taskId, time }: Activity,
  room: number,
  mayCut: boolean,
  style: Style,
): { name: string; time: string } | undefined {
  const full = safeText(taskId);
  const short = full.slice(full.lastIndexOf(".") + 1);
  for (const name of [full, short]) {
    if (width(name + time) <= room) return { name, time };
  }
  if (!mayCut || room < 1) return undefined;
  return { name: cut(short, room, style.ellipsis), time: "" };
}

interface Activity {
  readonly taskId: string;
  readonly state: TaskState;
  readonly time: string;
}

function activity(taskId: string, task: TaskProgress, now: number): Activity | undefined {
  const { state } = task;
  if (state === "running" && task.startedAt !== undefined) {
    return { taskId, state, time: ` ${formatSeconds(now - task.startedAt)}` };
  }
  if (state === "up_for_retry" && task.until !== undefined) {
    return { taskId, state, time: ` retry in ${formatSeconds(task.until - now)}` };
  }
  if (state === "up_for_reschedule" && task.until !== undefined) {
    return { taskId, state, time: ` waits, looks in ${formatSeconds(task.until - now)}` };
  }
  return undefined;
}
