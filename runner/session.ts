import type { DagSpec } from "../protocol/dag.ts";
import type { RunEvent } from "../protocol/event.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { RunKind } from "../protocol/run.ts";
import type { Connections } from "./connections/connections.ts";
import type { PlannedRun } from "./core/backfill-plan.ts";
import { dagGraph } from "./core/dag-graph.ts";
import { createEngine } from "./engine/engine.ts";
import type { Executor } from "./engine/execute.ts";
import type { CommittedLoad } from "./engine/recover.ts";
import { recoverRuns } from "./engine/recover.ts";
import { submissionEvents } from "./engine/submit.ts";
import type { Project, Settings } from "./project.ts";
import { findDag } from "./project.ts";
import type { RunRecord, Store } from "./state/store.ts";
import type { Owner, WorkspaceLock } from "./state/workspace-lock.ts";

/** The real things behind a session, made by the composition root. */
export interface SessionServices {
  readonly workspace: string;
  /** The workspace's `.millrace` folder. */
  readonly stateFolder: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  readonly loadSettings: () => Promise<Settings>;
  readonly loadProject: (settings: Settings) => Promise<Project>;
  readonly openHistory: () => Store;
  readonly openConnections: (settings: Settings) => Connections;
  readonly createExecutor: (project: Project, connections: Connections) => TaskExecution;
  readonly committedLoad: (project: Project, connections: Connections) => CommittedLoad;
  readonly lock: (doing: string) => WorkspaceLock;
  readonly owner: () => Owner | undefined;
}

export interface TaskExecution {
  readonly executor: Executor;
  close(): Promise<void>;
}

export interface Execution {
  readonly dag: DagSpec;
  readonly kind: RunKind;
  /** Made when the workspace is taken and put right: only then is it known what has run. */
  readonly plan: (store: Store) => readonly PlannedRun[];
  /** Called with the plan before anything of it runs. */
  readonly onPlan?: (plan: readonly PlannedRun[]) => void;
  readonly params: JsonObject;
  /** Lowers the DAG's own limit. */
  readonly maxActiveRuns?: number;
  /** The range of a backfill, as given. */
  readonly range?: { readonly from: string; readonly to: string };
  readonly onEvents: (events: readonly RunEvent[]) => void;
  /** Aborts to cancel every run of the plan. */
  readonly signal: AbortSignal;
}

export interface Executed {
  readonly plan: readonly PlannedRun[];
  /** The runs of the plan's intervals as they are now, in its order. */
  readonly runs: readonly RunRecord[];
}

/** What the command line and the editor's server both call. Everything is loaded when it is first needed. */
export interface Session {
  readonly workspace: string;
  readonly stateFolder: string;
  readonly now: () => number;
  project(): Promise<Project>;
  /** Throws a UserError when there is no such DAG or it has problems. */
  dag(dagId: string): Promise<DagSpec>;
  history(): Store;
  connections(): Promise<Connections>;
  /** The other process that runs tasks in this workspace, if one does. */
  owner(): Owner | undefined;
  /**
   * Takes the workspace, puts right what a killed runner left, makes the plan, and drives its runs to their
   * ends. Throws a UserError when another process runs tasks.
   */
  execute(execution: Execution): Promise<Executed>;
  close(): Promise<void>;
}

export function createSession(services: SessionServices): Session {
  // Connections need no DAG file to be read.
  const settings = once(services.loadSettings);
  const project = once(async () => services.loadProject(await settings.get()));
  const history = once(services.openHistory);
  const connections = once(async () => services.openConnections(await settings.get()));
  const execution = once(async () => services.createExecutor(await project.get(), await connections.get()));
  const closing = once(async () => {
    try {
      await (await ifMade(execution.made()))?.close();
    } finally {
      try {
        await (await ifMade(connections.made()))?.close();
      } finally {
        history.made()?.close();
      }
    }
  });

  return {
    workspace: services.workspace,
    stateFolder: services.stateFolder,
    now: services.now,
    project: project.get,
    dag: async (dagId) => findDag(await project.get(), dagId),
    history: history.get,
    connections: connections.get,
    owner: services.owner,
    async execute(request) {
      const lock = services.lock(`${request.kind === "backfill" ? "backfill" : "run"} ${request.dag.id}`);
      try {
        const loaded = await project.get();
        const committed = services.committedLoad(loaded, await connections.get());
        await recoverRuns(history.get(), committed, services.now, request.dag.id);
        const { executor } = await execution.get();
        return await drive(request, loaded, executor, history.get(), services);
      } finally {
        lock.release();
      }
    },
    close: closing.get,
  };
}

async function drive(
  request: Execution,
  project: Project,
  executor: Executor,
  store: Store,
  services: SessionServices,
): Promise<Executed> {
  const { dag, kind, params, signal } = request;
  const plan = request.plan(store);
  request.onPlan?.(plan);
  const runsOfPlan = () => plan.flatMap(({ interval }) => store.runAt(dag.id, interval.start) ?? []);
  if (plan.every(({ action }) => action === "skip")) return { plan, runs: runsOfPlan() };
  const engine = createEngine({
    store,
    dags: new Map([[dag.id, dagGraph(dag)]]),
    limits: {
      parallelism: project.config.parallelism,
      pools: project.config.pools,
      ...(request.maxActiveRuns === undefined ? {} : { maxActiveRuns: request.maxActiveRuns }),
    },
    executor,
    now: services.now,
    newTryId: services.newId,
    onEvents: request.onEvents,
  });
  const events: RunEvent[] = [];
  const at = services.now();
  const backfillId = request.range === undefined ? undefined : services.newId();
  if (request.range !== undefined && backfillId !== undefined) {
    const runs = plan.filter(({ action }) => action !== "skip").length;
    events.push({ type: "backfill.created", at, backfillId, dagId: dag.id, ...request.range, runs });
  }
  const submission = { dagId: dag.id, kind, runs: plan, params, ...(backfillId && { backfillId }) };
  events.push(...submissionEvents(submission, store, at));
  const cancel = (): void => engine.cancel("cancelled by the user");
  signal.addEventListener("abort", cancel);
  try {
    const done = engine.drive(events);
    if (signal.aborted) cancel();
    await done;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
  return { plan, runs: runsOfPlan() };
}

interface Once<T> {
  readonly get: () => T;
  /** What was made, without making it. */
  readonly made: () => T | undefined;
}

function once<T>(make: () => T): Once<T> {
  let made: { readonly value: T } | undefined;
  return {
    get() {
      made ??= { value: make() };
      return made.value;
    },
    made: () => made?.value,
  };
}

/** What was made; nothing when making it failed, which whoever asked for it has been told. */
function ifMade<T>(made: Promise<T> | undefined): Promise<T | undefined> | undefined {
  return made?.catch(() => undefined);
}
