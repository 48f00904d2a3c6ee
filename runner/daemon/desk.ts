import { isDeepStrictEqual } from "node:util";
import { UserError } from "../../protocol/user-error.ts";
import type { ControlReply, ControlRequest, WorkOrder, WorkPlan } from "../../protocol/work.ts";
import type { Driver, Started } from "../driver.ts";
import type { Project } from "../project.ts";
import type { Session } from "../session.ts";
import { accessByConsent } from "../write-access.ts";
import type { DaemonLog } from "./daemon-log.ts";
import { textOf } from "./refusal.ts";

/** What the workspace's lock says of a daemon. */
export const EDITOR = "editor";

/**
 * Where the orders for one target are carried out. The workspace is taken when an order comes, and given back when its
 * runs and those that others have ordered meanwhile have ended. While another process has it, orders go there.
 */
export interface Desk {
  plan(order: WorkOrder): Promise<WorkPlan>;
  /** Starts what is ordered. When `agreed` is another plan than the one by now, nothing happens but that it comes back. */
  execute(order: WorkOrder, options: ExecuteAtDesk): Promise<DeskReply>;
  control(request: ControlRequest): Promise<ControlReply>;
  /** Orders wait until what comes back is called: what a killed daemon left must be found before anything changes it. */
  holdOrders(): () => void;
  /** Does something with the driver of this process. Throws a UserError when another process has the workspace. */
  withDriver<T>(consent: string | undefined, work: (driver: Driver) => T): Promise<T>;
  /** DAGs are as in this project from now on. */
  useProject(project: Project): void;
  /** Whether this process has the workspace. */
  readonly isTaken: boolean;
  /** Whether runs are open here. */
  readonly hasRuns: boolean;
  /** Resolves when this process does not have the workspace any more. */
  free(): Promise<void>;
  /** Every run ends as cancelled. */
  cancelAll(reason: string): void;
}

export interface ExecuteAtDesk {
  readonly agreed?: WorkPlan | undefined;
  readonly consent?: string | undefined;
}

export type DeskReply =
  | ({ readonly kind: "started" } & Started)
  | { readonly kind: "replanned"; readonly plan: WorkPlan };

export interface DeskOptions {
  readonly session: Session;
  readonly log: DaemonLog;
  /** Events of runs here were stored. */
  readonly onEvents: () => void;
  /** The workspace was taken or given back. */
  readonly onTaken: () => void;
  /** How long it is kept after the last run, in milliseconds. */
  readonly grace?: number;
}

const GRACE = 300;

/** A plan of another process that changes while it is agreed to is looked at again, but not for ever. */
const MOST_PLANS = 5;

interface Taking {
  readonly driver: Promise<Driver>;
  readonly ended: Promise<void>;
  /** Set while orders are taken: from the driver's beginning to the moment at which it is decided to end. */
  open: Driver | undefined;
}

export function createDesk({ session, log, onEvents, onTaken, grace = GRACE }: DeskOptions): Desk {
  let taking: Taking | undefined;
  let isEnding = false;
  let held: Promise<void> = Promise.resolve();

  return {
    plan: async (order) => taking?.open?.plan(order) ?? (await session.plan(order)),
    async execute(order, { agreed, consent }) {
      accessByConsent(session.target, consent).require();
      await held;
      for (let plans = 0; ; plans++) {
        try {
          return await withDriver(consent, (driver) => executeHere(driver, order, agreed));
        } catch (error) {
          if (!(error instanceof UserError) || error.code !== "workspace-busy" || plans === MOST_PLANS)
            throw error;
          const reply = await executeThere(order, agreed);
          if (reply !== undefined) return reply;
        }
      }
    },
    async control(request) {
      await held;
      const { open } = taking ?? {};
      if (open !== undefined) return open.control(request);
      // What is being taken or given back would not answer.
      if (taking !== undefined) await taking.ended;
      return await session.control(request);
    },
    holdOrders() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
    withDriver,
    useProject: (project) => taking?.open?.useProject(project),
    get isTaken() {
      return taking !== undefined;
    },
    get hasRuns() {
      return taking !== undefined && taking.open?.isIdle() !== true;
    },
    free: async () => {
      while (taking !== undefined) await taking.ended;
    },
    cancelAll(reason) {
      isEnding = true;
      taking?.open?.cancelAll(reason);
    },
  };

  async function withDriver<T>(consent: string | undefined, work: (driver: Driver) => T): Promise<T> {
    for (;;) {
      if (isEnding) throw ending();
      taking ??= take(consent);
      const current = taking;
      await current.driver;
      if (isEnding) throw ending();
      // Else it was given back before we came to it.
      if (current.open !== undefined) return work(current.open);
      await current.ended;
    }
  }

  function take(consent: string | undefined): Taking {
    const begun = Promise.withResolvers<Driver>();
    const ended = serve();
    const made: Taking = { driver: begun.promise, ended, open: undefined };
    return made;

    async function serve(): Promise<void> {
      // `made` is there from now on.
      await Promise.resolve();
      try {
        const options = { takesOrders: true, onEvents, ...(consent !== undefined && { consent }) };
        await session.serve(EDITOR, options, async (driver) => {
          made.open = driver;
          begun.resolve(driver);
          onTaken();
          try {
            await untilDone(driver);
          } finally {
            made.open = undefined;
          }
        });
      } catch (error) {
        begun.reject(error);
        // Whoever waits for the driver tells it; a history that cannot be written any more is told by nobody else.
        begun.promise.catch(() => {});
        if (!(error instanceof UserError)) log(`the runs ended: ${textOf(error)}`);
      } finally {
        taking = undefined;
        onTaken();
      }
    }
  }

  async function untilDone(driver: Driver): Promise<void> {
    for (;;) {
      await driver.idle();
      if (isEnding) return;
      await new Promise((resolve) => setTimeout(resolve, grace));
      if (driver.isIdle()) return;
    }
  }

  async function executeThere(
    order: WorkOrder,
    agreed: WorkPlan | undefined,
  ): Promise<DeskReply | undefined> {
    let plan = agreed;
    for (let plans = 0; plans < MOST_PLANS; plans++) {
      const reply = await session.order(order, plan);
      if (reply === undefined || reply.kind === "started") return reply;
      // Nobody has seen the first one.
      if (agreed !== undefined) return { kind: "replanned", plan: reply.plan };
      plan = reply.plan;
    }
    return plan === undefined ? undefined : { kind: "replanned", plan };
  }
}

function executeHere(driver: Driver, order: WorkOrder, agreed: WorkPlan | undefined): DeskReply {
  const plan = driver.plan(order);
  if (agreed !== undefined && !isSamePlan(agreed, plan)) return { kind: "replanned", plan };
  return { kind: "started", ...driver.start(plan) };
}

/** One has been through JSON. */
function isSamePlan(agreed: WorkPlan, plan: WorkPlan): boolean {
  return isDeepStrictEqual(agreed, JSON.parse(JSON.stringify(plan)));
}

function ending(): UserError {
  return new UserError({
    code: "runner-ends",
    message: "The runner of this workspace is ending.",
    next: "Try again in a moment.",
    retryable: true,
  });
}
