import type { DagSpec } from "../../protocol/dag.ts";
import type { RunEvent } from "../../protocol/event.ts";
import { DEFAULT_CONFIG } from "../../runner/config/config.ts";
import type { Driver } from "../../runner/driver.ts";
import { createDriver } from "../../runner/driving/create-driver.ts";
import type { Outcome, TryRequest } from "../../runner/engine/execute.ts";
import type { Project } from "../../runner/project.ts";
import type { Store } from "../../runner/state/store.ts";

export interface DriverBench {
  readonly store: Store;
  readonly dags: readonly DagSpec[];
  readonly execute: (request: TryRequest) => Promise<Outcome> | Outcome;
  readonly onEvents?: (events: readonly RunEvent[]) => void;
  /** The time of every event, in milliseconds since the epoch. */
  readonly now?: number;
}

/** A driver on a history, with an executor that does what `execute` says. */
export function benchDriver({ store, dags, execute, onEvents, now }: DriverBench): Driver {
  let tries = store.lastSeq();
  return createDriver({
    store,
    project: projectOf(dags),
    executor: { execute: async (request) => execute(request), cleanUp: async () => {} },
    now: () => now ?? Date.now(),
    newTryId: () => `try${tries++}`,
    pid: 1,
    ...(onEvents && { onEvents }),
  });
}

export function projectOf(dags: readonly DagSpec[]): Project {
  return { config: { ...DEFAULT_CONFIG, parallelism: 4 }, dags, broken: [], nested: [], problems: [] };
}
