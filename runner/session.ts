import type { DagSpec, TaskSpec } from "../protocol/dag.ts";
import type { RunEvent } from "../protocol/event.ts";
import type { RunRecord } from "../protocol/history.ts";
import type { PlanFacts } from "../protocol/plan-facts.ts";
import type { ControlReply, ControlRequest, WorkOrder, WorkPlan } from "../protocol/work.ts";
import type { EvaluatedCheck } from "./check-session.ts";
import { evaluateChosen } from "./check-session.ts";
import type { CheckRequest, ChosenCheck } from "./choose-checks.ts";
import { chooseChecks } from "./choose-checks.ts";
import type { Settings } from "./config/load-config.ts";
import type { Target } from "./config/target-config.ts";
import type { ConnectionDrafts } from "./connection-drafts.ts";
import type { ConnectionTests } from "./connections/connection-test.ts";
import type { Connections } from "./connections/connections.ts";
import { guardedConnections } from "./connections/guarded-connections.ts";
import type { ListedDag } from "./dag/dag-listing.ts";
import { listedDags } from "./dag/dag-listing.ts";
import type { Driver } from "./driver.ts";
import type { ExecuteReply } from "./driving/messages.ts";
import { workspaceRuns } from "./driving/workspace-runs.ts";
import type { EvaluateAlone } from "./engine/check-alone.ts";
import type { Executor } from "./engine/execute.ts";
import type { CommittedLoad } from "./engine/recover.ts";
import { type KnownLakes, knownLakes } from "./known-lakes.ts";
import { type LakeGuards, lakeGuards } from "./lake-guards.ts";
import type { LakeAddress } from "./lakes/address.ts";
import { guardedWriter, type OpenedLake } from "./lakes/opened-lake.ts";
import { once } from "./once.ts";
import type { FactsOptions } from "./plan-facts/facts.ts";
import { dagIdOf, planWork } from "./planning/plan-work.ts";
import type { Project } from "./project.ts";
import { findDag } from "./project.ts";
import type { SqlOfTask } from "./rendered-sql.ts";
import { renderedSql } from "./rendered-sql.ts";
import type { RunOfInterval } from "./run-of-interval.ts";
import type { RunsWithoutTarget } from "./runs-without-target.ts";
import type { Secrets } from "./secrets/secrets.ts";
import type { Store } from "./state/store.ts";
import type { Owner, WorkspaceLock } from "./state/workspace-lock.ts";
import type { WriteAccess } from "./write-access.ts";
import { accessByConsent } from "./write-access.ts";

/** The real things behind a session, made by the composition root. */
export interface SessionServices {
  readonly workspace: string;
  /** The target that was chosen, if one was. Throws a UserError when there is none of that name. */
  readonly target: () => Target | undefined;
  readonly writes: () => WriteAccess;
  /** Of the runs that this process drives: whoever begins them has asked, or was asked. */
  readonly runWrites: () => WriteAccess;
  /** Where history, lock and logs are: the workspace's `.millrace` folder, or a folder of the target in it. */
  readonly stateFolder: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  readonly fileSettings: () => Settings;
  /** As they are on the target. */
  readonly loadSettings: () => Promise<Settings>;
  readonly loadProject: (settings: Settings) => Promise<Project>;
  /** Undefined when the DAG files have changed since. */
  readonly rememberedDags: (settings: Settings) => Promise<readonly ListedDag[] | undefined>;
  readonly openHistory: () => Store;
  readonly runsWithoutTarget: () => RunsWithoutTarget | undefined;
  /** Not yet guarded. */
  readonly openConnections: (settings: Settings) => Connections;
  /** Not yet guarded. */
  readonly openLake: (address: LakeAddress, settings: Settings) => Promise<OpenedLake>;
  readonly createExecutor: (project: Project, connections: Connections, history: Store) => TaskExecution;
  readonly committedLoad: (project: Project, connections: Connections) => CommittedLoad;
  readonly planFacts: (
    plan: WorkPlan,
    history: Store,
    connections: Connections,
    options: FactsOptions,
  ) => Promise<PlanFacts>;
  readonly connectionTests: () => ConnectionTests;
  readonly connectionPlace: (name: string) => Promise<string>;
  readonly drafts: ConnectionDrafts;
  readonly secrets: Secrets;
  /** Names of the parameters of the task's operator that take SQL. */
  readonly sqlParams: (task: TaskSpec) => readonly string[];
  /** Throws a UserError when another process owns the workspace. */
  readonly lock: (doing: string, takesOrders: boolean) => WorkspaceLock;
  readonly owner: () => Owner | undefined;
  readonly lastOwner: () => Owner | undefined;
}

export interface TaskExecution {
  readonly executor: Executor;
  readonly evaluateAlone: EvaluateAlone;
  close(): Promise<void>;
}

export interface ExecuteOptions {
  /**
   * Called with the plan before anything of it happens: the very object that is executed, made when the workspace is
   * taken and put right. False declines it, and nothing happens.
   */
  readonly onPlan?: (plan: WorkPlan) => boolean | Promise<boolean>;
  /** Called with the events of the plan's runs, after they were stored. */
  readonly onEvents: (events: readonly RunEvent[]) => void;
  /** Aborts to cancel every run of the plan. */
  readonly signal: AbortSignal;
}

export interface Executed {
  readonly plan: WorkPlan;
  readonly isDeclined: boolean;
  /** The plan's runs as they are now, in its order. */
  readonly runs: readonly RunRecord[];
  /** The backfill that was made, or resumed. */
  readonly backfillId?: string;
  /** The backfill was paused: what it has left waits to be resumed. */
  readonly isPaused: boolean;
  /** The process that drove the runs when it was another one. */
  readonly pid?: number;
}

export interface ServeOptions {
  /** Called with all events, after they were stored. */
  readonly onEvents: (events: readonly RunEvent[]) => void;
  /** Whether other processes may have their orders executed here. */
  readonly takesOrders: boolean;
  /** The production target whose name somebody gave who agrees to writing there; beside what the session allows. */
  readonly consent?: string;
}

/** What the command line and the editor's server both call. Everything is loaded when it is first needed. */
export interface Session {
  readonly workspace: string;
  /** The target that was chosen, if one was. Throws a UserError when there is none of that name. */
  readonly target: Target | undefined;
  /** Whether anything may be written on that target. What runs tasks throws its UserErrors. */
  readonly writes: WriteAccess;
  /** Where history, lock and logs are: the workspace's `.millrace` folder, or a folder of the target in it. */
  readonly stateFolder: string;
  readonly now: () => number;
  /** What `millrace.json` says, as it is without a target, and what is wrong in it. */
  settings(): Settings;
  project(): Promise<Project>;
  /** Reads the DAG files again. */
  freshProject(): Promise<Project>;
  /** From now on this is what `project` gives, and what is planned and checked. */
  useProject(project: Project): void;
  /** Names of DAGs and tasks as they were when the files were last read; reads the files only if they have changed. */
  listedDags(): Promise<readonly ListedDag[]>;
  /** Throws a UserError when there is no such DAG or it has problems. */
  dag(dagId: string): Promise<DagSpec>;
  history(): Store;
  /** Runs of the history without a target, if it has any. */
  runsWithoutTarget(): RunsWithoutTarget | undefined;
  /**
   * On a production target nothing is written through them unless `writes` allows it, or `consent` is the target's name,
   * by which somebody agrees who was asked: for one statement, not for those of others.
   */
  connections(consent?: string): Promise<Connections>;
  /** The lakes of the settings as they are on the target. */
  lakes(): Promise<KnownLakes>;
  /**
   * A lake by any of its names, to be closed by whoever opened it. `connection` is the one that the place is in, if it is
   * in one: then nothing is written there unless its guards allow it.
   */
  openLake(address: LakeAddress, connection: string | undefined): Promise<OpenedLake>;
  /** Who has a say in writing there: the chosen target, with `writes`, and others. */
  lakeGuards: LakeGuards;
  /** The SQL of a task as it runs for an interval, templates filled; what cannot be is told in its place. */
  renderedSql(
    dag: DagSpec,
    task: TaskSpec,
    run: RunOfInterval,
    tryNumber: number,
  ): Promise<readonly SqlOfTask[]>;
  /** To look whether connections work. */
  connectionTests(): ConnectionTests;
  /** Where the file's connection of that name would lead now, for people. Nothing is opened. */
  connectionPlace(name: string): Promise<string>;
  readonly drafts: ConnectionDrafts;
  /** To look whether the references of `millrace.json` lead to something. */
  readonly secrets: Secrets;
  /** The other process that runs tasks in this workspace, if one does. */
  owner(): Owner | undefined;
  /** The process that has taken the workspace and did not live to give it back, as far as that is known. */
  deadOwner(): Owner | undefined;
  /** The checks that a request means. Throws a UserError when there is none. */
  chooseChecks(request: CheckRequest): Promise<readonly ChosenCheck[]>;
  /** Evaluates checks without the work of their tasks, also while another process runs tasks; the history keeps them. */
  check(chosen: readonly ChosenCheck[], signal: AbortSignal): Promise<readonly EvaluatedCheck[]>;
  /** What executing would do now. Only reads. Throws a UserError where there is nothing to do. */
  plan(order: WorkOrder): Promise<WorkPlan>;
  /** What can be known of a plan before anything of it runs. Only reads. */
  facts(plan: WorkPlan, options: FactsOptions): Promise<PlanFacts>;
  /**
   * Takes the workspace, puts right what a killed runner left, makes the plan, and drives its runs to their ends.
   * When a scheduler has the workspace, it does so, and this process follows. Throws a UserError when another process
   * runs tasks.
   */
  execute(order: WorkOrder, options: ExecuteOptions): Promise<Executed>;
  /**
   * Asks the process that owns the workspace to carry an order out, and does not wait for its runs. Without `agreed`, or
   * when the plan is another one by now, it comes back with the plan, and nothing has happened. Undefined when no process
   * owns the workspace. Throws its refusals.
   */
  order(order: WorkOrder, agreed?: WorkPlan): Promise<ExecuteReply | undefined>;
  /** Asks the process that drives the runs; does it here when there is none. */
  control(request: ControlRequest): Promise<ControlReply>;
  /**
   * Takes the workspace for as long as `work` goes on, and cancels what is open then. Other processes are answered
   * meanwhile. `doing` says to them what this one does: `scheduler`.
   */
  serve<T>(doing: string, options: ServeOptions, work: (driver: Driver) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export function createSession(services: SessionServices): Session {
  // Connections need no DAG file to be read.
  const settings = once(services.loadSettings);
  const project = once(async () => services.loadProject(await settings.get()));
  const guards = lakeGuards(services);
  const history = once(services.openHistory);
  let newer: Project | undefined;
  const projectNow = async (): Promise<Project> => newer ?? (await project.get());
  const opened = once(async () => services.openConnections(await settings.get()));
  const connections = once(async () =>
    guardedConnections(await opened.get(), () => services.writes().refusal),
  );
  const execution = once(async () => {
    const ofRuns = guardedConnections(await opened.get(), () => services.runWrites().refusal);
    return services.createExecutor(await projectNow(), ofRuns, history.get());
  });
  const closing = once(async () => {
    try {
      await (await ifMade(execution.made()))?.close();
    } finally {
      try {
        await (await ifMade(opened.made()))?.close();
      } finally {
        history.made()?.close();
      }
    }
  });

  return {
    workspace: services.workspace,
    get target() {
      return services.target();
    },
    get writes() {
      return services.writes();
    },
    get stateFolder() {
      return services.stateFolder();
    },
    settings: services.fileSettings,
    now: services.now,
    project: projectNow,
    useProject(read) {
      newer = read;
    },
    listedDags: async () => {
      const listed = await services.rememberedDags(await settings.get());
      return listed ?? listedDags(await projectNow());
    },
    dag: async (dagId) => findDag(await projectNow(), dagId),
    history: history.get,
    runsWithoutTarget: services.runsWithoutTarget,
    async connections(consent) {
      if (consent === undefined) return await connections.get();
      const access = accessByConsent(services.target(), consent);
      access.require();
      return guardedConnections(await opened.get(), () => access.refusal);
    },
    lakes: async () => knownLakes(await settings.get(), services.workspace),
    async openLake(address, connection) {
      const opened = await services.openLake(address, await settings.get());
      if (connection === undefined) return opened;
      const asked = guards(connection);
      const require = (): void => {
        for (const { writes } of asked) writes.require();
      };
      return { ...opened, writer: guardedWriter(opened.writer, require) };
    },
    lakeGuards: guards,
    renderedSql: (dag, task, run, tryNumber) => {
      const { workspace } = services;
      return renderedSql({ workspace, dag, task, run, tryNumber, sqlParams: services.sqlParams(task) });
    },
    connectionTests: services.connectionTests,
    connectionPlace: services.connectionPlace,
    drafts: services.drafts,
    secrets: services.secrets,
    owner: services.owner,
    deadOwner: () => (services.owner() === undefined ? services.lastOwner() : undefined),
    freshProject: async () => services.loadProject(await settings.get()),
    chooseChecks: async (request) => chooseChecks(await projectNow(), history.get(), request, services.now()),
    async check(chosen, signal) {
      const { evaluateAlone } = await execution.get();
      return evaluateChosen(chosen, { evaluateAlone, history: history.get(), now: services.now }, signal);
    },
    facts: async (plan, options) => services.planFacts(plan, history.get(), await connections.get(), options),
    async plan(order) {
      const store = history.get();
      const dag = findDag(await projectNow(), dagIdOf(order, store));
      return planWork(order, { dag, store, now: services.now(), isOwned: services.owner() !== undefined });
    },
    ...workspaceRuns({
      ...services,
      history: history.get,
      project: projectNow,
      connections: connections.get,
      execution: execution.get,
    }),
    close: closing.get,
  };
}

/** What was made; nothing when making it failed, which whoever asked for it has been told. */
function ifMade<T>(made: Promise<T> | undefined): Promise<T | undefined> | undefined {
  return made?.catch(() => undefined);
}
