import type { RunFacts } from "../../../protocol/plan-facts.ts";
import type { PlanView } from "../../../protocol/rpc/work.ts";
import { counted, countText } from "../../../protocol/text/counted.ts";
import { formatBytes } from "../../../protocol/text/format-bytes.ts";
import { repeatText } from "../../../protocol/text/repeat-text.ts";
import type { PreviewNote } from "../../../protocol/webview/backfill.ts";

/** So many runs are named in one place at most. */
const MOST_LABELS = 10;

/** What the table of a dry run has no room for. What may go wrong comes first. */
export function previewNotes(view: PlanView): readonly PreviewNote[] {
  const { facts } = view;
  const info = (text: string): PreviewNote => ({ kind: "info", text, runs: "" });
  return [
    ...repeatNotes(view),
    ...stagingNotes(view),
    ...missingNotes(view),
    ...facts.notes.map((note) => info(`Files unknown: ${note}`)),
    ...oldParamsNotes(view),
    ...facts.sharedSources.map(({ pattern, files, bytes }) =>
      info(`Every run reads ${pattern}: ${counted(files, "file")}, ${formatBytes(bytes)}`),
    ),
    ...usualNotes(view).map(info),
  ];
}

/** Loads that would be done once more, one note for all runs in which it is the same load. */
function repeatNotes(view: PlanView): readonly PreviewNote[] {
  const same = grouped(
    view,
    ({ repeats }) => repeats,
    ({ taskId, table, effect }) => JSON.stringify([taskId, table, effect]),
  );
  return same.map(({ items, labels }) => {
    const [first] = items;
    const days = new Set(items.map(({ loadedAt }) => new Date(loadedAt).toISOString().slice(0, 10)));
    const when = days.size === 1 ? `on ${[...days].join()}` : "before";
    return {
      kind: first.effect === "unknown" ? "info" : "warning",
      text: repeatText(first, when),
      runs: namedRuns(labels),
    };
  });
}

/** Tasks that will not find what they read. */
function stagingNotes(view: PlanView): readonly PreviewNote[] {
  const same = grouped(
    view,
    ({ goneStaging }) => goneStaging,
    ({ table, taskId }) => JSON.stringify([table, taskId]),
  );
  return same.map(({ items: [{ table, taskId }], labels }) => ({
    kind: "warning",
    text: `${table} will not be there for tasks that read it: ${taskId} fills it for a run, and is not among these tasks (+name adds what a task waits for)`,
    runs: namedRuns(labels),
  }));
}

function missingNotes({ facts, labels }: PlanView): readonly PreviewNote[] {
  const lacking = facts.runs.flatMap(({ sources }, index) =>
    sources?.state === "missing" ? [`${labels[index] ?? ""}: ${sources.missing.join(", ")}`] : [],
  );
  if (lacking.length === 0) return [];
  const more = lacking.length - MOST_LABELS;
  const named = lacking.slice(0, MOST_LABELS).join("; ");
  return [
    {
      kind: "warning",
      text: `Files missing for ${counted(lacking.length, "run")}`,
      runs: more > 0 ? `${named}; and ${counted(more, "more run")}` : named,
    },
  ];
}

/** A run that is resumed goes on as it began. Only worth saying where a parameter is not the default. */
function oldParamsNotes({ plan }: PlanView): readonly PreviewNote[] {
  const { order, dag } = plan;
  if (order.kind !== "backfill") return [];
  const isGiven = Object.entries(order.params).some(
    ([name, value]) => JSON.stringify(dag.params[name]?.default) !== JSON.stringify(value),
  );
  const resumed = plan.runs.filter(({ action }) => action === "resume").length;
  if (!isGiven || resumed === 0) return [];
  const text = `${counted(resumed, "run")} ${resumed === 1 ? "goes on with the parameters it" : "go on with the parameters they"} had; the policy that runs all of them gives ${resumed === 1 ? "it" : "them"} the new ones`;
  return [{ kind: "info", text, runs: "" }];
}

/** What `usual` means here. */
function usualNotes({ facts }: PlanView): readonly string[] {
  const known = facts.runs.flatMap(({ usual }) => usual ?? []);
  const whole = known.find(({ of }) => of === "runs");
  const part = known.find(({ of }) => of === "tasks");
  const ofWhole = whole === undefined ? [] : [`Usual: the median of ${counted(whole.samples, "whole run")}`];
  if (part === undefined) return ofWhole;
  const which = whole === undefined ? "Usual" : "Usual of some tasks";
  return [...ofWhole, `${which}: the longest chain of the tasks' medians in ${counted(part.samples, "run")}`];
}

interface Group<T> {
  readonly items: readonly [T, ...T[]];
  readonly labels: readonly string[];
}

/** The same thing in several runs, with the labels of the runs. */
function grouped<T>(
  { facts, labels }: PlanView,
  of: (run: RunFacts) => readonly T[],
  keyOf: (item: T) => string,
): readonly Group<T>[] {
  const groups = new Map<string, { items: [T, ...T[]]; labels: string[] }>();
  facts.runs.forEach((run, index) => {
    for (const item of of(run)) {
      const key = keyOf(item);
      const known = groups.get(key);
      const label = labels[index] ?? "";
      if (known === undefined) groups.set(key, { items: [item], labels: [label] });
      else {
        known.items.push(item);
        known.labels.push(label);
      }
    }
  });
  return [...groups.values()];
}

function namedRuns(labels: readonly string[]): string {
  const more = labels.length - MOST_LABELS;
  const shown = labels.slice(0, MOST_LABELS).join(", ");
  return more > 0 ? `${shown} and ${countText(more)} more` : shown;
}
