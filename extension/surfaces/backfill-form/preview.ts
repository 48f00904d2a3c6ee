import type { PlanFacts, RunFacts, SourceFacts } from "../../../protocol/plan-facts.ts";
import type { PlanView } from "../../../protocol/rpc/work.ts";
import { counted, countText } from "../../../protocol/text/counted.ts";
import { formatDuration } from "../../../protocol/text/duration.ts";
import { formatBytes } from "../../../protocol/text/format-bytes.ts";
import type { BackfillPreview, PreviewRow } from "../../../protocol/webview/backfill.ts";
import type { PlannedRun, WorkPlan } from "../../../protocol/work.ts";
import { previewNotes } from "./preview-notes.ts";

/** Words for what happens to a run: the command line's. */
const ACTION_WORDS: Readonly<Record<PlannedRun["action"], string>> = {
  create: "new",
  resume: "resume",
  rerun: "run again",
  clear: "clear",
  skip: "left out",
};

/** How the summary counts each action, in its order. */
const COUNTED: readonly (readonly [action: PlannedRun["action"], words: string])[] = [
  ["create", "new"],
  ["resume", "resumed"],
  ["rerun", "again"],
  ["clear", "cleared"],
  ["skip", "left out"],
];

/** A dry run in words. */
export function previewOf(view: PlanView): BackfillPreview {
  const { plan, facts, labels } = view;
  return {
    summary: summaryOf(plan, facts),
    rows: plan.runs.map((run, index) => rowOf(run, plan, facts.runs[index], labels[index] ?? "")),
    notes: previewNotes(view),
    runs: plan.runs.filter(({ action }) => action !== "skip").length,
    duplicates: repeatsOf(facts, "duplicates"),
    taskIds: plan.taskIds,
  };
}

/** `28 runs: 20 new, 8 again; files missing for 1; about 6 min with 4 at a time`. */
function summaryOf({ runs }: WorkPlan, facts: PlanFacts): string {
  const counts = COUNTED.flatMap(([action, words]) => {
    const count = runs.filter((run) => run.action === action).length;
    return count === 0 ? [] : [`${countText(count)} ${words}`];
  });
  const sources = (state: SourceFacts["state"]): number =>
    facts.runs.filter((run) => run.sources?.state === state).length;
  const said = (count: number, text: (count: number) => string): readonly string[] =>
    count === 0 ? [] : [text(count)];
  const { estimate } = facts;
  return [
    `${counted(runs.length, "run")}: ${counts.join(", ")}`,
    ...said(sources("missing"), (count) => `files missing for ${countText(count)}`),
    ...said(sources("unknown"), (count) => `files unknown for ${countText(count)}`),
    ...said(repeatsOf(facts, "duplicates"), (count) => `${counted(count, "load")} would duplicate rows`),
    ...said(repeatsOf(facts, "refused"), (count) => `${counted(count, "load")} would be refused`),
    ...(estimate === null ? [] : [`about ${roughly(estimate.ms)}${pace(estimate.runsAtATime)}`]),
  ].join("; ");
}

function repeatsOf({ runs }: PlanFacts, wanted: "refused" | "duplicates"): number {
  return runs.flatMap(({ repeats }) => repeats).filter(({ effect }) => effect === wanted).length;
}

function pace(runsAtATime: number): string {
  return runsAtATime === 1 ? "" : ` with ${countText(runsAtATime)} at a time`;
}

/** No more exact than anybody can know. */
function roughly(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  return seconds < 3600 ? `${Math.round(seconds / 60)} min` : formatDuration(seconds * 1000);
}

function rowOf(run: PlannedRun, plan: WorkPlan, facts: RunFacts | undefined, label: string): PreviewRow {
  const { state, action, reason } = run;
  return {
    label,
    state,
    action,
    actionText: ACTION_WORDS[action],
    mark: markOf(facts),
    reason,
    tasks: tasksText(run, plan),
    files: facts?.sources == null ? "" : filesText(facts.sources),
    isMissingFiles: facts?.sources?.state === "missing",
    usual: facts?.usual == null ? "" : formatDuration(facts.usual.ms),
  };
}

function markOf(facts: RunFacts | undefined): PreviewRow["mark"] {
  if (facts === undefined || (facts.repeats.length === 0 && facts.goneStaging.length === 0)) return null;
  const isUnknown =
    facts.goneStaging.length === 0 && facts.repeats.every(({ effect }) => effect === "unknown");
  return isUnknown ? "question" : "warning";
}

/** `9` for all tasks of the order, `3 of 9` for some, the task's name where it is one alone. */
function tasksText({ taskIds, action }: PlannedRun, { taskIds: all }: WorkPlan): string {
  if (action === "skip") return "";
  const [only] = taskIds;
  if (taskIds.length === 1 && only !== undefined) return only;
  return taskIds.length === all.length
    ? countText(all.length)
    : `${countText(taskIds.length)} of ${countText(all.length)}`;
}

function filesText({ state, files, bytes }: SourceFacts): string {
  if (state !== "there") return state;
  return files === 0 ? "none" : `${countText(files)} (${formatBytes(bytes)})`;
}
