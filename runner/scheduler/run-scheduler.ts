import type { DagSpec } from "../../protocol/dag.ts";
import type { RunEvent } from "../../protocol/event.ts";
import type { Driver } from "../driver.ts";
import { findDag } from "../project.ts";
import type { Session } from "../session.ts";
import { STOPPED_REASON } from "./interrupted-runs.ts";
import { leftRuns } from "./left-runs.ts";
import type { SchedulerNotice } from "./notice.ts";
import { previewSchedules } from "./preview.ts";
import { type DagSources, watchSources } from "./sources.ts";
import { createWaker, type Waker } from "./waker.ts";
import { type ScheduleWatch, watchSchedules } from "./watch.ts";

export interface SchedulerOptions {
  /** Only these DAGs. */
  readonly dagIds?: readonly string[];
  /** Does what is due now, and ends with it. */
  readonly isOnce: boolean;
  /** Called with all events, after they were stored: of runs that others have asked for, too. */
  readonly onEvents: (events: readonly RunEvent[]) => void;
  readonly onNotice: (notice: SchedulerNotice) => void;
  /** Aborts to stop: what runs is cancelled, and goes on when a scheduler starts again. */
  readonly signal: AbortSignal;
  /** The longest time between two looks at the clock and at what is paused, in milliseconds. */
  readonly lookEvery?: number;
  /** The longest time between two looks at the DAG files. */
  readonly readEvery?: number;
}

/** What the workspace's lock says of its owner. */
export const SCHEDULER = "scheduler";

/** Timers stand still while the machine sleeps, and clocks are set. */
const LOOK_EVERY = 1_000;
const READ_EVERY = 10_000;

/**
 * Takes the workspace and starts the runs of its DAGs when they are due, until it is stopped or, with `isOnce`, done.
 * Throws a UserError for a DAG id that there is not, and when another process runs tasks.
 */
export async function runScheduler(session: Session, options: SchedulerOptions): Promise<void> {
  const { dagIds, onNotice, signal } = options;
  const sources = await watchSources({ session, onNotice });
  for (const id of dagIds ?? []) findDag(await session.project(), id);
  const waker = createWaker(signal);
  const watching: { watch?: ScheduleWatch } = {};
  const onEvents = (events: readonly RunEvent[]): void => {
    watching.watch?.onEvents(events);
    options.onEvents(events);
    if (events.some(({ type }) => type === "run.finished")) waker.wake();
  };
  await session.serve(SCHEDULER, { onEvents, takesOrders: !options.isOnce }, async (driver) => {
    const history = session.history();
    const watch = watchSchedules({ driver, history, onNotice });
    watching.watch = watch;
    try {
      await lookUntilStopped({ session, driver, sources, watch, waker, options });
    } finally {
      // By this reason the next scheduler knows what to go on with.
      driver.cancelAll(STOPPED_REASON);
    }
    await driver.idle();
  });
}

interface Looking {
  readonly session: Session;
  readonly driver: Driver;
  readonly sources: DagSources;
  readonly watch: ScheduleWatch;
  readonly waker: Waker;
  readonly options: SchedulerOptions;
}

async function lookUntilStopped({ session, driver, sources, watch, waker, options }: Looking): Promise<void> {
  const { isOnce, onNotice, signal, lookEvery = LOOK_EVERY, readEvery = READ_EVERY } = options;
  const only = options.dagIds && new Set(options.dagIds);
  const dags = (): readonly DagSpec[] => sources.dags().filter(({ id }) => only?.has(id) ?? true);
  const breakdown = watchIdle(driver, waker);
  const startedAt = session.now();
  let readAt = performance.now();
  let dueAt = Number.POSITIVE_INFINITY;

  onNotice({ kind: "started", previews: previewSchedules(dags(), session.history(), startedAt) });
  for (const notice of leftRuns(session.history())) onNotice(notice);
  for (;;) {
    breakdown.throwIfFailed();
    const now = isOnce ? startedAt : session.now();
    // What is due now is done as the files say now.
    if (!isOnce && (dueAt <= now || performance.now() - readAt >= readEvery)) {
      const project = await sources.refresh();
      if (project !== undefined) driver.useProject(project);
      readAt = performance.now();
    }
    if (signal.aborted) return;
    dueAt = watch.look(dags(), now) ?? Number.POSITIVE_INFINITY;
    if (isOnce && !watch.isBusy() && dueAt > now) return;
    if (watch.isBusy()) breakdown.look();
    await waker.wait(Math.min(dueAt - now, lookEvery));
  }
}

/** Wakes when the runs that are open cannot go on. */
function watchIdle(driver: Driver, waker: Waker): { look(): void; throwIfFailed(): void } {
  let failure: { readonly error: unknown } | undefined;
  let isLooking = false;
  return {
    look() {
      if (isLooking) return;
      isLooking = true;
      driver.idle().then(
        () => {
          isLooking = false;
        },
        (error: unknown) => {
          failure = { error };
          waker.wake();
        },
      );
    },
    throwIfFailed() {
      if (failure !== undefined) throw failure.error;
    },
  };
}
