import type { WorkOrder } from "../../protocol/work.ts";
import type { Connections } from "../connections/connections.ts";
import type { Driver } from "../driver.ts";
import { recoverRuns } from "../engine/recover.ts";
import { dagIdOf } from "../planning/plan-work.ts";
import type { Project } from "../project.ts";
import type { ServeOptions, Session, SessionServices, TaskExecution } from "../session.ts";
import type { Store } from "../state/store.ts";
import type { Owner, WorkspaceLock } from "../state/workspace-lock.ts";
import { workspaceBusy } from "../state/workspace-lock.ts";
import { accessByConsent } from "../write-access.ts";
import { answerRequests } from "./answer-requests.ts";
import type { OwnerAccess } from "./ask-owner.ts";
import { askOwner } from "./ask-owner.ts";
import { controlHere } from "./control-here.ts";
import { createDriver } from "./create-driver.ts";
import { executeHere, executeThere } from "./execute.ts";
import { CANCELLED_BY_USER } from "./open-runs.ts";

/** Each is made when it is first asked for. */
export interface RunServices
  extends Pick<
    SessionServices,
    "target" | "writes" | "runWrites" | "now" | "newId" | "lock" | "owner" | "committedLoad"
  > {
  readonly history: () => Store;
  readonly project: () => Promise<Project>;
  readonly connections: () => Promise<Connections>;
  readonly execution: () => Promise<TaskExecution>;
}

/** The part of a session that opens, drives and ends runs: here, or in the process that has the workspace. */
export function workspaceRuns(
  services: RunServices,
): Pick<Session, "execute" | "order" | "control" | "serve"> {
  const { history, now } = services;
  return {
    async execute(order, options) {
      services.writes().require();
      const store = history();
      const taken = take(doingText(order));
      if (taken.owner !== undefined) {
        requireOrdersTaken(order, taken.owner);
        return await executeThere(order, taken.owner, access(), options);
      }
      return await during(taken.lock, async () => {
        const driving = { dagId: dagIdOf(order, store), takesOrders: false, onEvents: options.onEvents };
        return await withDriver(driving, (driver) => executeHere(order, driver, store, options));
      });
    },
    async order(order, agreed) {
      const owner = services.owner();
      if (owner === undefined) return undefined;
      requireOrdersTaken(order, owner);
      return await askOwner(owner, { kind: "execute", order, ...(agreed && { agreed }) }, access());
    },
    async control(request) {
      const store = history();
      const { owner, lock } = take(request.kind);
      if (owner !== undefined) return await askOwner(owner, request, access());
      return await during(lock, () => controlHere(request, store, now, recover));
    },
    async serve(doing, options, work) {
      if (services.writes().needsConsent) accessByConsent(services.target(), options.consent).require();
      else services.writes().require();
      const lock = services.lock(doing, options.takesOrders);
      return await during(lock, () => withDriver({ dagId: undefined, ...options }, work));
    },
  };

  /** The workspace, or its owner. */
  function take(doing: string): Taken {
    try {
      return { lock: services.lock(doing, false), owner: undefined };
    } catch (error) {
      const owner = services.owner();
      if (owner === undefined) throw error;
      return { lock: undefined, owner };
    }
  }

  function access(): OwnerAccess {
    return { store: history(), now, owner: services.owner };
  }

  /** Puts right what a killed runner left. Throws when the warehouse of this DAG's runs cannot be asked. */
  async function recover(dagId: string | undefined): Promise<void> {
    const committed = services.committedLoad(await services.project(), await services.connections());
    await recoverRuns(history(), committed, now, dagId);
  }

  /** The caller owns the workspace. What is open after `work` is cancelled, and ends before this resolves. */
  async function withDriver<T>(driving: Driving, work: (driver: Driver) => Promise<T>): Promise<T> {
    const release = services.runWrites().hold();
    try {
      await recover(driving.dagId);
      return await drive(driving, work);
    } finally {
      release();
    }
  }

  async function drive<T>(
    { takesOrders, onEvents }: Driving,
    work: (driver: Driver) => Promise<T>,
  ): Promise<T> {
    const common = { store: history(), now, pid: process.pid };
    const { executor } = await services.execution();
    const project = await services.project();
    const driver = createDriver({ ...common, project, executor, newTryId: services.newId, onEvents });
    const refuseOrders = takesOrders ? null : () => workspaceBusy(services.owner());
    const answering = answerRequests({ ...common, driver, refuseOrders });
    try {
      return await work(driver);
    } finally {
      answering.stop();
      driver.cancelAll(CANCELLED_BY_USER);
      await driver.idle();
    }
  }
}

/** One that takes no orders still lets the backfill go on that it drives. */
function requireOrdersTaken(order: WorkOrder, owner: Owner): void {
  if (!owner.takesOrders && order.kind !== "resume") throw workspaceBusy(owner);
}

type Taken =
  | { readonly lock: WorkspaceLock; readonly owner: undefined }
  | { readonly lock: undefined; readonly owner: Owner };

interface Driving extends ServeOptions {
  /** The DAG that the work is about, if it is about one: its runs must be put right before. */
  readonly dagId: string | undefined;
}

/** Gives the workspace back after `work`, however it ends. */
async function during<T>(lock: WorkspaceLock, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** What the lock says of its owner. */
function doingText(order: WorkOrder): string {
  return order.kind === "resume" ? `resume ${order.backfillId}` : `${order.kind} ${order.dagId}`;
}
