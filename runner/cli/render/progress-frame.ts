import { oneLine, safeText } from "../../core/safe-text.ts";
import { failuresByCause } from "./failures.ts";
import { cut, padEnd, width } from "./fit.ts";
import { countOf, formatNumber } from "./number.ts";
import { type BackfillProgress, type ProgressModel, runTotals, timeLeft } from "./progress-model.ts";
import { endedRunLine, runColumns, runLine } from "./run-line.ts";
import { paintState, stateSymbol } from "./states.ts";
import type { Style } from "./style.ts";
import { formatSeconds } from "./time.ts";

export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly style: Style;
  readonly now: number;
}

const MOST_FAILURES = 5;
const MOST_ENDED = 3;

/**
 * One picture of the progress, as lines that each fit the screen's width, fewer than its height: what goes
 * on now has priority, then failures, then the runs that ended last.
 */
export function progressFrame(model: ProgressModel, screen: Screen): string[] {
  const header = [titleLine(model, screen), barLine(model, screen)];
  // One line stays free for the cursor, and one for each blank line between parts.
  const room = Math.max(3, screen.height - header.length - 4);
  const failures = failureLines(model, screen, Math.min(MOST_FAILURES, Math.floor(room / 3)));
  const active = activeLines(model, screen, Math.max(1, room - failures.length));
  const ended = endedLines(model, screen, Math.min(MOST_ENDED, room - failures.length - active.length));
  const parts = [header, active, ended, failures].filter((lines) => lines.length > 0);
  return parts.flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
}

function titleLine(model: ProgressModel, { style, width: columns }: Screen): string {
  const { dag, backfill, runs } = model;
  const [only] = runs.values();
  const what =
    backfill !== undefined
      ? backfillTitle(backfill)
      : runs.size === 1 && only !== undefined
        ? only.label
        : "";
  const name = cut(safeText(dag.id), Math.max(8, columns - width(what) - 2), style.ellipsis);
  const title = `${name}  ${cut(what, Math.max(0, columns - width(name) - 2), style.ellipsis)}`.trimEnd();
  const isCancelling = [...runs.values()].some(
    ({ cancelling, endedAt }) => cancelling && endedAt === undefined,
  );
  const note = isCancelling
    ? "  cancelling: Ctrl-C again ends at once"
    : backfill?.isPaused === true
      ? "  paused: what runs comes to its end"
      : "";
  const fitted = cut(note, columns - width(title), "");
  return style.paint.bold(name) + title.slice(name.length) + style.paint.magenta(fitted);
}

function backfillTitle({ id, range }: BackfillProgress): string {
  const name = `backfill ${safeText(id)}`;
  return range === undefined ? name : `${name}, ${shortDate(range.from)} to ${shortDate(range.to)}`;
}

/** `2018-11-01` for a midnight, else the ISO text to the minute. */
function shortDate(instant: string): string {
  return safeText(instant.replace(/T00:00(:00(\.0+)?)?(Z|\+00:00)?$/, "").replace(/:00\.000Z$/, "Z"));
}

function barLine(model: ProgressModel, screen: Screen): string {
  const { style, now } = screen;
  const { total, ended, byState } = runTotals(model);
  const failed = byState.get("failed") ?? 0;
  const running = byState.get("running") ?? 0;
  const left = timeLeft(model, now);
  const facts = [
    `${formatNumber(ended)}/${countOf(total, "run")}`,
    running > 0 ? paintState("running", `${formatNumber(running)} running`, style) : undefined,
    failed > 0 ? paintState("failed", `${formatNumber(failed)} failed`, style) : undefined,
    model.startedAt === undefined ? undefined : formatSeconds(now - model.startedAt),
    left === undefined ? undefined : style.paint.dim(`about ${formatSeconds(left)} left`),
  ].filter((fact) => fact !== undefined);
  // The first facts matter most.
  while (facts.length > 1 && width(facts.join("  ")) > screen.width) facts.pop();
  const text = facts.join("  ");
  const room = Math.min(40, screen.width - width(text) - 2);
  return room < 8 ? text : `${bar(model, room, style)}  ${text}`;
}

/** Ended runs fill the bar, in the colours of their states. */
function bar(model: ProgressModel, columns: number, style: Style): string {
  const { total, byState } = runTotals(model);
  const full = style.unicode ? "█" : "#";
  const empty = style.unicode ? "░" : "-";
  let ended = 0;
  let drawn = 0;
  let text = "";
  for (const state of ["success", "failed", "cancelled"] as const) {
    const count = byState.get(state) ?? 0;
    ended += count;
    // However few failed, they are seen.
    const least = state === "failed" && count > 0 ? drawn + 1 : drawn;
    const end = Math.min(columns, Math.max(least, Math.floor((columns * ended) / Math.max(1, total))));
    text += paintState(state, full.repeat(end - drawn), style);
    drawn = end;
  }
  return text + style.paint.dim(empty.repeat(columns - drawn));
}

function activeLines(model: ProgressModel, screen: Screen, most: number): string[] {
  const active = [...model.runs.values()].filter((run) => run.state === "running");
  const columns = runColumns([...model.runs.values()], screen);
  const lines = active.map((run) => runLine(run, columns, screen));
  return atMost(lines, most, (more) => screen.style.paint.dim(`  and ${formatNumber(more)} more running`));
}

function endedLines(model: ProgressModel, screen: Screen, most: number): string[] {
  if (most <= 0) return [];
  const columns = runColumns([...model.runs.values()], screen);
  const last = [...model.ended].slice(-most).reverse();
  return last.flatMap((id) => model.runs.get(id) ?? []).map((run) => endedRunLine(run, columns, screen));
}

/** A line for each cause: `✗ 2018-11-05 +3  load_songplays  column "levle" does not exist`; then what is tried again. */
function failureLines(model: ProgressModel, screen: Screen, most: number): string[] {
  const { style } = screen;
  const causes = [
    ...causeLines(model.failures, "failed", screen),
    ...causeLines(model.retries, "up_for_retry", screen),
  ];
  const next = most > 1 ? nextStep(model, screen) : [];
  const lines = atMost(causes, most - next.length, (more) =>
    style.paint.dim(`  and ${countOf(more, "more failure")}`),
  );
  return [...lines, ...next];
}

/** What to do about the first of what is tried again: there is time for it until then. */
function nextStep(model: ProgressModel, { style, width: columns }: Screen): string[] {
  const [next] = [...model.retries.values()].flatMap(({ error }) => error.next ?? []);
  return next === undefined ? [] : [style.paint.dim(cut(`  ${oneLine(next)}`, columns, style.ellipsis))];
}

function causeLines(
  failed: ProgressModel["failures"],
  state: "failed" | "up_for_retry",
  { style, width: columns }: Screen,
): string[] {
  const causes = failuresByCause(failed).flatMap((failures) => {
    const [first] = failures;
    const others = failures.length > 1 ? ` +${formatNumber(failures.length - 1)}` : "";
    return first === undefined ? [] : [{ ...first, where: first.run.label + others }];
  });
  const widest = Math.max(0, ...causes.map(({ where }) => width(where)));
  return causes.map(({ where, taskId, error }) => {
    const start = `${stateSymbol(state, style)} ${padEnd(where, widest)}  `;
    const text = `${safeText(taskId)}  ${oneLine(error.message)}`;
    return start + cut(text, columns - width(start), style.ellipsis);
  });
}

function atMost(lines: string[], most: number, rest: (more: number) => string): string[] {
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, Math.max(0, most - 1));
  return [...kept, rest(lines.length - kept.length)];
}
