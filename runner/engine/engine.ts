import type { DagSpec } from "../../protocol/dag.ts";
import type { RunEvent } from "../../protocol/event.ts";
import type { Limits } from "../core/decide.ts";
import { decide } from "../core/decide.ts";
import { adoptBackfill, adoptRun, reduce } from "../core/reduce.ts";
import type { DagGraph, EngineState, Run } from "../core/state.ts";
import type { Store } from "../state/store.ts";
import type { Executor, Outcome, TryRequest } from "./execute.ts";
import { loadRun, taskStates } from "./load-run.ts";
import { outcomeEvent } from "./outcome-event.ts";

export interface EngineOptions {
  readonly store: Store;
  readonly dags: ReadonlyMap<string, DagGraph>;
  readonly limits: Limits;
  readonly executor: Executor;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newTryId: () => string;
  /** Called with events after they were stored, in order. */
  readonly onEvents?: (events: readonly RunEvent[]) => void;
}

export interface Engine {
  /**
   * Stores the events (`run.created`, `run.reopened`, `backfill.paused`, …), at once, and drives the runs that they
   * open to their ends. Can be called at any time, also while runs are open.
   */
  submit(events: readonly RunEvent[]): void;
  /**
   * Resolves when no run is open; rejects when the history cannot be written, after every running try was aborted
   * and has ended.
   */
  idle(): Promise<void>;
  /** Submits, and waits until no run is open. */
  drive(events: readonly RunEvent[]): Promise<void>;
  /** These runs, or all that are open, end as cancelled: nothing starts any more, running tries are aborted. */
  cancel(reason: string, runIds?: readonly string[]): void;
  isOpen(runId: string): boolean;
  /** Whether no run is open, and nothing of one goes on. */
  isIdle(): boolean;
  /** The DAG that runs which are open are of. */
  dagAtWork(dagId: string): DagSpec | undefined;
  /** From now on runs of the DAG are as this one says. None of them may be open. */
  useDag(dag: DagGraph): void;
}

/** The longest sleep, in milliseconds: timers stand still while the machine sleeps, and clocks are set. */
const LONGEST_SLEEP = 60_000;

/** The loop: events are stored, then reduced, then the next decisions are made and carried out. */
export function createEngine(options: EngineOptions): Engine {
  const { store, executor, now } = options;
  const dags = new Map(options.dags);
  const state: EngineState = { dags, runs: new Map(), backfills: new Map(), past: new Map() };
  const running = new Map<string, { readonly runId: string; readonly controller: AbortController }>();
  const cleaning = new Set<Promise<void>>();
  const waiters: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  const ended: { readonly request: TryRequest; readonly outcome: Outcome }[] = [];
  const cancelling: { readonly reason: string; readonly runIds: readonly string[] }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let pumpIsDue = false;
  let failure: { readonly error: unknown } | undefined;

  const commit = (events: readonly RunEvent[]): void => {
    if (events.length === 0) return;
    store.append(events);
    for (const event of events) {
      bringBack(event);
      const run = event.type === "run.finished" ? state.runs.get(event.runId) : undefined;
      reduce(state, event);
      if (run !== undefined && run.state === "success") cleanUp(run);
    }
    options.onEvents?.(events);
  };

  /** Events about runs that the state does not hold, or that follow one, need it from the history. */
  const bringBack = (event: RunEvent): void => {
    if (event.type === "run.reopened" && !state.runs.has(event.runId)) {
      const run = loadRun(store, event.runId);
      adoptRun(state, run);
      rememberPast(run.previousRunId);
      rememberBackfill(run.backfillId);
    }
    if (event.type === "run.created") rememberPast(event.previousRunId);
    if (event.type === "run.created" || event.type === "run.reopened") rememberBackfill(event.backfillId);
  };

  const rememberBackfill = (backfillId: string | undefined): void => {
    if (backfillId === undefined || state.backfills.has(backfillId)) return;
    const found = store.backfill(backfillId);
    if (found === undefined) return;
    const { stopOnFailure, maxActiveRuns } = found;
    adoptBackfill(state, { id: backfillId, stopOnFailure, maxActiveRuns: maxActiveRuns ?? undefined });
  };

  const rememberPast = (runId: string | undefined): void => {
    if (runId === undefined || state.runs.has(runId) || state.past.has(runId)) return;
    state.past.set(runId, taskStates(store, runId));
  };

  /** A run of some tasks keeps its staging tables for the others. */
  const cleanUp = (run: Run): void => {
    const dag = state.dags.get(run.dagId);
    if (dag === undefined || !dag.order.every((id) => run.tasks.has(id))) return;
    const work = executor.cleanUp(dag.spec, run).finally(() => {
      cleaning.delete(work);
      duePump();
    });
    cleaning.add(work);
  };

  const pump = (): void => {
    pumpIsDue = false;
    clearTimeout(timer);
    try {
      if (failure === undefined) {
        takeIn();
        settle();
      }
    } catch (error) {
      breakDown(error);
    }
    if (running.size > 0 || cleaning.size > 0) return;
    if (failure !== undefined) for (const waiter of waiters.splice(0)) waiter.reject(failure.error);
    else if (state.runs.size === 0) for (const waiter of waiters.splice(0)) waiter.resolve();
  };

  /** A cancel comes before the outcomes: what it has aborted was cancelled and has not failed. */
  const takeIn = (): void => {
    for (const { reason, runIds } of cancelling.splice(0)) {
      const open = runIds.flatMap((runId) => state.runs.get(runId) ?? []);
      const fresh = open.filter((run) => run.cancelling === undefined);
      abort(runIds);
      commit(fresh.map((run) => ({ type: "run.cancelling", at: now(), runId: run.id, reason })));
    }
    commit(ended.splice(0).flatMap(({ request, outcome }) => outcomeEvent(request, outcome, state, now())));
  };

  const breakDown = (error: unknown): void => {
    failure ??= { error };
    for (const { controller } of running.values()) controller.abort();
  };

  const settle = (): void => {
    for (;;) {
      const decisions = decide(state, options.limits, now());
      if (decisions.events.length === 0) {
        if (decisions.wakeAt !== undefined) wakeAt(decisions.wakeAt);
        return;
      }
      commit(decisions.events);
      launch(decisions.execute);
    }
  };

  const wakeAt = (time: number): void => {
    timer = setTimeout(pump, Math.min(Math.max(time - now(), 0), LONGEST_SLEEP));
  };

  const duePump = (): void => {
    if (pumpIsDue) return;
    pumpIsDue = true;
    setImmediate(pump);
  };

  const launch = (requests: readonly { runId: string; taskId: string }[]): void => {
    const tries = requests.flatMap(({ runId, taskId }) => prepare(runId, taskId) ?? []);
    commit(tries.map(({ request }) => started(request, now())));
    for (const { request, controller } of tries) {
      const key = `${request.run.id} ${request.task.id}`;
      running.set(key, { runId: request.run.id, controller });
      executor
        .execute(request)
        .then((outcome) => void ended.push({ request, outcome }), breakDown)
        .finally(() => {
          running.delete(key);
          duePump();
        });
    }
  };

  const prepare = (
    runId: string,
    taskId: string,
  ): { request: TryRequest; controller: AbortController } | undefined => {
    const run = state.runs.get(runId);
    const dag = run === undefined ? undefined : state.dags.get(run.dagId);
    const task = run?.tasks.get(taskId);
    const spec = dag?.tasks.get(taskId);
    if (run === undefined || dag === undefined || task === undefined || spec === undefined) return undefined;
    const controller = new AbortController();
    const looksAgain = task.pokes > 0 && task.waitingSince !== undefined && task.tryId !== undefined;
    const request: TryRequest = {
      dag: dag.spec,
      task: spec,
      run: { id: run.id, kind: run.kind, interval: run.interval, params: run.params },
      tryNumber: looksAgain ? task.tryNumber : task.tryNumber + 1,
      tryId: looksAgain && task.tryId !== undefined ? task.tryId : options.newTryId(),
      waiting: looksAgain
        ? { pokes: task.pokes, since: task.waitingSince ?? now() }
        : { pokes: 0, since: now() },
      isLoaded: task.isLoaded,
      signal: controller.signal,
    };
    return { request, controller };
  };

  const abort = (runIds: readonly string[]): void => {
    const aborted = new Set(runIds);
    for (const { runId, controller } of running.values()) if (aborted.has(runId)) controller.abort();
  };

  const submit = (events: readonly RunEvent[]): void => {
    try {
      if (failure === undefined) commit(events);
    } catch (error) {
      breakDown(error);
    }
    duePump();
  };

  const idle = (): Promise<void> =>
    new Promise((resolve, reject) => {
      waiters.push({ resolve, reject });
      duePump();
    });

  const dagAtWork = (dagId: string): DagSpec | undefined => {
    for (const run of state.runs.values()) if (run.dagId === dagId) return dags.get(dagId)?.spec;
    return undefined;
  };

  return {
    submit,
    idle,
    drive(events) {
      submit(events);
      return idle();
    },
    cancel(reason, runIds) {
      cancelling.push({ reason, runIds: runIds ?? [...state.runs.keys()] });
      duePump();
    },
    isOpen: (runId) => state.runs.has(runId),
    isIdle: () => state.runs.size === 0 && running.size === 0 && cleaning.size === 0,
    dagAtWork,
    useDag: (dag) => void dags.set(dag.spec.id, dag),
  };
}

function started(request: TryRequest, at: number): RunEvent {
  const { run, task, tryNumber, tryId } = request;
  return { type: "task.started", at, runId: run.id, taskId: task.id, tryNumber, tryId };
}
