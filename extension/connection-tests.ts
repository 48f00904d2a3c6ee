import type { TestStepView } from "../protocol/rpc/connections.ts";
import { createPerConnection, type PerConnection } from "./per-connection.ts";

/** What a test of a connection came to. */
export interface TestedConnection {
  readonly isOk: boolean;
  /** What went wrong, and what to do; or the steps that were fine. */
  readonly lines: readonly string[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface ConnectionTests extends PerConnection<TestedConnection> {
  keep(folder: string, connection: string, steps: readonly TestStepView[], at: number): void;
}

/** Outcomes are kept as long as the window is open: tomorrow they would be guesses. */
export function createConnectionTests(onError: (error: unknown) => void): ConnectionTests {
  const tested = createPerConnection<TestedConnection>(onError);
  return {
    ...tested,
    keep: (folder, connection, steps, at) => {
      const failed = steps.filter(({ outcome }) => outcome === "failed");
      const told = failed.length > 0 ? failed : steps.filter(({ outcome }) => outcome === "ok");
      const lines = told.map(
        ({ step, text, next }) => `${step}: ${text}${next === undefined ? "" : ` ${next}`}`,
      );
      tested.keep(folder, [[connection, { isOk: failed.length === 0, lines, at }]]);
    },
  };
}
