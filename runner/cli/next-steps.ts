import type { DagSpec } from "../../protocol/dag.ts";
import type { DataInterval } from "../../protocol/run.ts";
import type { RunRecord, Store } from "../state/store.ts";
import type { CommandContext } from "./command.ts";
import { intervalLabeler } from "./render/interval-label.ts";
import { shellWord, suggestedCommand } from "./suggest.ts";

export interface EndedRuns {
  readonly dag: DagSpec;
  readonly workspace: string;
  /** Those that were worked on. */
  readonly runs: readonly RunRecord[];
  /** The range of a backfill. */
  readonly range?: { readonly from: string; readonly to: string };
}

/** What to do about runs that did not succeed, as lines for the terminal; none when all did. */
export function nextSteps(context: CommandContext, store: Store, ended: EndedRuns): readonly string[] {
  const { dag, runs, range } = ended;
  const id = shellWord(dag.id);
  const suggest = (words: string): string => `  ${suggestedCommand(context, ended.workspace, words)}`;
  const failed = runs.find(({ state }) => state === "failed");
  if (failed !== undefined) {
    const date = dateOf(failed.interval, dag.timezone);
    const task = store.tasks(failed.runId).find(({ state }) => state === "failed");
    const lines = [
      task === undefined
        ? suggest(`status ${id} --date ${date}`)
        : suggest(`logs ${id} ${shellWord(task.taskId)} --date ${date}`),
    ];
    if (range !== undefined)
      lines.push(suggest(`backfill ${id} --from ${range.from} --to ${range.to} --policy failed`));
    return ["Next:", ...lines];
  }
  if (range === undefined || runs.every(({ state }) => state !== "cancelled")) return [];
  return [
    "The same backfill goes on with what is left:",
    suggest(`backfill ${id} --from ${range.from} --to ${range.to}`),
  ];
}

/** The `--date` that means the run of this interval. */
function dateOf(interval: DataInterval, timezone: string): string {
  const label = intervalLabeler(timezone)(interval);
  return /^\d{4}-\d{2}-\d{2}$/.test(label) ? label : interval.start.replace(/\.000Z$/, "Z");
}
