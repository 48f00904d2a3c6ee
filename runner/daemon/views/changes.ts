import type { RunEvent } from "../../../protocol/event.ts";
import type { CheckKey } from "../../../protocol/rpc/runs.ts";
import type { HistoryChanges } from "../../../protocol/rpc/workspace.ts";
import { dagHistories } from "./dags.ts";
import { lastRun } from "./last-run.ts";
import { backfillView, checkView, runView, taskViews } from "./runs.ts";
import type { ViewSource } from "./view-source.ts";

/** Events that one notification may be about: a backfill of thousands of runs comes in several. */
const MOST_EVENTS = 400;

/** New runs that come with all of their tasks. Of more, clients ask for those that they look at. */
const MOST_NEW_WITH_TASKS = 10;

/** What has changed since a sequence number, as it is now; undefined when nothing has. */
export function changesSince(seq: number, source: ViewSource): HistoryChanges | undefined {
  const read = source.store.events(seq, MOST_EVENTS);
  const last = read.at(-1);
  if (last === undefined) return undefined;
  const touched = touchedBy(
    read.map(({ event }) => event),
    source,
  );
  return changesOf(touched, last.seq, source);
}

interface Touched {
  readonly runs: Set<string>;
  /** Task ids by run id; null for all of a run's. */
  readonly tasks: Map<string, Set<string> | null>;
  readonly backfills: Set<string>;
  readonly dags: Set<string>;
  /** Checks that were evaluated, each once. */
  readonly checks: Map<string, CheckKey>;
}

function touchedBy(events: readonly RunEvent[], { store }: ViewSource): Touched {
  const touched: Touched = {
    runs: new Set(),
    tasks: new Map(),
    backfills: new Set(),
    dags: new Set(),
    checks: new Map(),
  };
  const opened = new Set<string>();
  for (const event of events) {
    if ("runId" in event && event.runId !== undefined) touchRun(event.runId);
    if ("backfillId" in event && event.backfillId !== undefined) touched.backfills.add(event.backfillId);
    if ("dagId" in event) touched.dags.add(event.dagId);
    if ("taskId" in event && "runId" in event && event.runId !== undefined)
      touchTask(event.runId, event.taskId);
    if (event.type === "run.created" || event.type === "run.reopened" || event.type === "run.cleared")
      opened.add(event.runId);
    if ("checks" in event) touchChecks(event);
  }
  for (const runId of opened) if (opened.size <= MOST_NEW_WITH_TASKS) touched.tasks.set(runId, null);
  for (const dagId of opened.size === 0 ? [] : touched.dags) {
    const latest = lastRun(store, dagId)?.runId;
    if (latest !== undefined && opened.has(latest)) touched.tasks.set(latest, null);
  }
  return touched;

  function touchRun(runId: string): void {
    if (touched.runs.has(runId)) return;
    touched.runs.add(runId);
    const run = store.run(runId);
    if (run === undefined) return;
    touched.dags.add(run.dagId);
    if (run.backfillId !== null) touched.backfills.add(run.backfillId);
  }

  function touchTask(runId: string, taskId: string): void {
    const known = touched.tasks.get(runId);
    if (known === undefined) touched.tasks.set(runId, new Set([taskId]));
    else known?.add(taskId);
  }

  function touchChecks(event: Extract<RunEvent, { readonly checks: unknown }>): void {
    const dagId = "dagId" in event ? event.dagId : store.run(event.runId)?.dagId;
    if (dagId === undefined) return;
    const { taskId } = event;
    for (const { name } of event.checks)
      touched.checks.set(JSON.stringify([dagId, taskId, name]), { dagId, taskId, name });
  }
}

function changesOf(touched: Touched, seq: number, source: ViewSource): HistoryChanges {
  const { store } = source;
  const runs = [...touched.runs].flatMap((runId) => store.run(runId) ?? []);
  const dags = [...touched.dags].flatMap((dagId) => source.dag(dagId) ?? []);
  return {
    seq,
    runs: runs.map((run) => runView(run, source)),
    tasks: runs.flatMap(({ runId, dagId }) => {
      const wanted = touched.tasks.get(runId);
      if (wanted === undefined) return [];
      const view = taskViews(runId, store);
      const tasks = store.tasks(runId).filter(({ taskId }) => wanted?.has(taskId) ?? true);
      return tasks.map((task) => ({ runId, dagId, task: view(task) }));
    }),
    backfills: [...touched.backfills]
      .flatMap((backfillId) => source.backfill(backfillId) ?? [])
      .map((backfill) => backfillView(backfill, source)),
    checks: [...touched.checks.values()]
      .flatMap((check) => store.latestCheck(check) ?? [])
      .map((check) => checkView(check, store)),
    dags: dagHistories(dags, source).map(({ lastRun, ...dag }) => ({
      ...dag,
      lastRunId: lastRun?.runId ?? null,
    })),
  };
}
