import type { DagSpec } from "../../protocol/dag.ts";
import type { RunRecord } from "../../protocol/history.ts";
import type { DataInterval } from "../../protocol/run.ts";
import { intervalLabeler } from "../../protocol/text/interval-label.ts";
import type { Executed, Session } from "../session.ts";
import type { Store } from "../state/store.ts";
import { checkCommand } from "./check-command.ts";
import type { CommandContext } from "./command.ts";
import { shellWord, suggestedCommand } from "./suggest.ts";

/** What to do about runs that did not succeed, as lines for the terminal; none when all did. */
export function nextSteps(
  context: CommandContext,
  session: Pick<Session, "workspace" | "history">,
  executed: Omit<Executed, "isDeclined">,
): readonly string[] {
  const { runs, plan, isPaused } = executed;
  const suggest = (words: string): string => `  ${suggestedCommand(context, session.workspace, words)}`;
  const failed = runs.find(({ state }) => state === "failed");
  const backfillId = executed.backfillId ?? scopeOf(executed);
  const goOn = isPaused && backfillId !== undefined ? [suggest(`resume ${backfillId}`)] : [];
  if (failed !== undefined) {
    const look = suggest(lookAt(failed, plan.dag, session.history()));
    const again = suggest(retry(executed, "failed", backfillId));
    return ["Next:", ...goOn, look, again, ...anew(failed, plan.dag, session.history()).map(suggest)];
  }
  if (goOn.length > 0) return ["It is paused. It goes on with:", ...goOn];
  if (runs.every(({ state }) => state !== "cancelled")) return [];
  const words =
    executed.backfillId === undefined || isDone(executed, session.history())
      ? retry(executed, "cancelled", backfillId)
      : `resume ${executed.backfillId}`;
  const isCleared = plan.order.kind === "clear" && plan.order.isOnlyReset;
  return [isCleared ? "What was cleared runs again with:" : "What is left goes on with:", suggest(words)];
}

/** The `--date` that means the run of this interval. */
export function dateOf(interval: DataInterval, timezone: string): string {
  const label = intervalLabeler(timezone)(interval);
  return /^\d{4}-\d{2}-\d{2}$/.test(label) ? label : interval.start.replace(/\.000Z$/, "Z");
}

/** All of the plan's tasks succeeded: the runs are cancelled because others were, before. A resume would not do these. */
function isDone({ plan, runs }: Pick<Executed, "plan" | "runs">, history: Store): boolean {
  const part = new Set(plan.taskIds);
  const cancelled = runs.filter(({ state }) => state === "cancelled");
  const tasks = cancelled.flatMap(({ runId }) => history.tasks(runId));
  return tasks.every(({ taskId, state }) => !part.has(taskId) || state === "success" || state === "skipped");
}

/** The backfill whose runs the order was about. */
function scopeOf({ plan }: Pick<Executed, "plan">): string | undefined {
  return "backfillId" in plan.order ? plan.order.backfillId : undefined;
}

function lookAt(failed: RunRecord, dag: DagSpec, history: Store): string {
  const date = dateOf(failed.interval, dag.timezone);
  const task = history.tasks(failed.runId).find(({ state }) => state === "failed");
  const id = shellWord(dag.id);
  if (task === undefined) return `status ${id} --date ${date}`;
  const checks = history.checks(failed.runId).filter(({ taskId }) => taskId === task.taskId);
  return checkCommand(dag.id, date, checks) ?? `logs ${id} ${shellWord(task.taskId)} --date ${date}`;
}

/** A retry does not read files again that somebody mended after a check had found them wrong. */
function anew({ runId, interval }: RunRecord, dag: DagSpec, history: Store): readonly string[] {
  const byChecks = history
    .tasks(runId)
    .some(({ state, error }) => state === "failed" && error?.code === "checks-failed");
  if (!byChecks) return [];
  const command = `run ${shellWord(dag.id)} --date ${dateOf(interval, dag.timezone)}`;
  return [`${command}  # from its first task on: after its sources were mended`];
}

/** The `retry` of a backfill, of the one run that did not succeed, or of the range of several. */
function retry(
  { plan, runs }: Omit<Executed, "isDeclined">,
  state: "failed" | "cancelled",
  backfillId: string | undefined,
): string {
  if (backfillId !== undefined) return `retry ${backfillId}`;
  const dates = runs
    .filter((run) => run.state === state)
    .map(({ interval }) => interval)
    .toSorted((a, b) => (a.start < b.start ? -1 : 1))
    .map((interval) => dateOf(interval, plan.dag.timezone));
  const id = shellWord(plan.dag.id);
  const [first, last] = [dates[0], dates.at(-1)];
  return first === last ? `retry ${id} --date ${first}` : `retry ${id} --from ${first} --to ${last}`;
}
