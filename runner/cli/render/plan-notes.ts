import type { DataInterval } from "../../../protocol/run.ts";
import { formatBytes } from "../../../protocol/text/format-bytes.ts";
import { intervalLabeler } from "../../../protocol/text/interval-label.ts";
import { repeatText } from "../../../protocol/text/repeat-text.ts";
import { oneLine, safeText } from "../../core/safe-text.ts";
import { wrap } from "./fit.ts";
import { countOf, formatNumber } from "./number.ts";
import { ACTION_WORDS, type PlanView, planLayout } from "./plan-table.ts";
import type { Style } from "./style.ts";

/** So many runs are named in one place at most. */
const MOST_LABELS = 10;

/** What a table has no room for: loads that would be repeated, files that are missing, what could not be found out. */
export function planNotes(view: PlanView, width: number, style: Style): readonly string[] {
  const { facts } = view;
  return [
    ...(planLayout(view, { width, style }).reasonRoom === undefined ? reasonNotes(view, width, style) : []),
    ...repeatNotes(view, width, style),
    ...stagingNotes(view, width, style),
    ...missingNotes(view, width, style),
    ...facts.notes.flatMap((note) => wrap(`Files unknown: ${oneLine(note)}`, width)),
    ...facts.sharedSources.map(({ pattern, files, bytes }) =>
      style.paint.dim(
        `Every run reads ${safeText(pattern)}: ${countOf(files, "file")}, ${formatBytes(bytes)}`,
      ),
    ),
    ...usualNote(view).map(style.paint.dim),
  ];
}

/** Why, for runs that are not simply new: where the table has no room for it. */
function reasonNotes(view: PlanView, width: number, style: Style): readonly string[] {
  const runs = view.plan.runs.filter(({ action }) => action !== "create");
  const same = Map.groupBy(runs, ({ action, reason }) => `${ACTION_WORDS[action]}: ${reason}`);
  return [...same].flatMap(([why, those]) => [
    ...wrap(why, width),
    ...indented(
      labels(
        view,
        those.map(({ interval }) => interval),
      ),
      width,
      style,
    ),
  ]);
}

/** Loads that the plan would do once more, one note for all runs in which it is the same load. */
export function repeatNotes(view: PlanView, width: number, style: Style): readonly string[] {
  const { plan, facts } = view;
  const all = facts.runs.flatMap(({ repeats }, index) => {
    const interval = plan.runs[index]?.interval;
    return interval === undefined ? [] : repeats.map((load) => ({ load, interval }));
  });
  const same = Map.groupBy(all, ({ load }) => JSON.stringify([load.taskId, load.table, load.effect]));
  return [...same.values()].flatMap((those) => {
    const [first] = those;
    if (first === undefined) return [];
    const days = new Set(those.map(({ load }) => new Date(load.loadedAt).toISOString().slice(0, 10)));
    const when = days.size === 1 ? `on ${[...days].join()}` : "before";
    const symbol = style.paint.yellow(first.load.effect === "unknown" ? "?" : "!");
    const where = labels(
      view,
      those.map(({ interval }) => interval),
    );
    return [`${symbol} ${safeText(repeatText(first.load, when))}`, ...indented(where, width, style)];
  });
}

/** Tasks that will not find what they read: one note for each staging table. */
export function stagingNotes(view: PlanView, width: number, style: Style): readonly string[] {
  const { plan, facts } = view;
  const all = facts.runs.flatMap(({ goneStaging }, index) => {
    const interval = plan.runs[index]?.interval;
    return interval === undefined ? [] : goneStaging.map((gone) => ({ gone, interval }));
  });
  const same = Map.groupBy(all, ({ gone }) => JSON.stringify([gone.table, gone.taskId]));
  return [...same.values()].flatMap((those) => {
    const [first] = those;
    if (first === undefined) return [];
    const { table, taskId } = first.gone;
    const text = `${safeText(table)} will not be there for tasks that read it: ${safeText(taskId)} fills it for a run, and is not among these tasks (--task +name adds what a task waits for)`;
    const where = labels(
      view,
      those.map(({ interval }) => interval),
    );
    const [line = "", ...rest] = wrap(text, width - 2);
    return [
      `${style.paint.yellow("!")} ${line}`,
      ...rest.map((more) => `  ${more}`),
      ...indented(where, width, style),
    ];
  });
}

function missingNotes(view: PlanView, width: number, style: Style): readonly string[] {
  const { plan, facts } = view;
  const lacking = facts.runs.flatMap((run, index) => {
    const interval = plan.runs[index]?.interval;
    return run.sources?.state === "missing" && interval !== undefined
      ? [{ interval, missing: run.sources.missing }]
      : [];
  });
  if (lacking.length === 0) return [];
  const label = intervalLabeler(plan.dag.timezone);
  const lines = lacking
    .slice(0, MOST_LABELS)
    .flatMap(({ interval, missing }) =>
      indented(`${label(interval)}: ${missing.map(safeText).join(", ")}`, width, style),
    );
  const more = lacking.length - MOST_LABELS;
  if (more > 0) lines.push(...indented(`and ${countOf(more, "more run")}`, width, style));
  return [`${style.paint.yellow("!")} files missing for ${countOf(lacking.length, "run")}`, ...lines];
}

/** What `usual` means here. */
function usualNote({ facts }: PlanView): readonly string[] {
  const known = facts.runs.flatMap(({ usual }) => usual ?? []);
  const whole = known.find(({ of }) => of === "runs");
  const part = known.find(({ of }) => of === "tasks");
  return [
    ...(whole === undefined ? [] : [`usual: the median of ${countOf(whole.samples, "whole run")}`]),
    ...(part === undefined
      ? []
      : [
          `usual${whole === undefined ? "" : " of some tasks"}: the longest chain of the tasks' medians in ${countOf(part.samples, "run")}`,
        ]),
  ];
}

function labels({ plan }: PlanView, intervals: readonly DataInterval[]): string {
  const label = intervalLabeler(plan.dag.timezone);
  const shown = intervals.slice(0, MOST_LABELS).map(label).join(", ");
  const more = intervals.length - MOST_LABELS;
  return more > 0 ? `${shown} and ${formatNumber(more)} more` : shown;
}

function indented(text: string, width: number, style: Style): readonly string[] {
  return wrap(text, width - 2).map((line) => `  ${style.paint.dim(line)}`);
}
