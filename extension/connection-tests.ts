import type * as vscode from "vscode";
import type { TestStepView } from "../protocol/rpc/connections.ts";
import { createEmitter } from "./emitter.ts";

/** What a test of a connection came to. */
export interface TestedConnection {
  readonly isOk: boolean;
  /** What went wrong, and what to do; or the steps that were fine. */
  readonly lines: readonly string[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface ConnectionTests {
  /** `folder` is the text of its URI. */
  keep(folder: string, connection: string, steps: readonly TestStepView[], at: number): void;
  of(folder: string, connection: string): TestedConnection | undefined;
  readonly onDidChange: vscode.Event<void>;
}

/** Outcomes are kept as long as the window is open: tomorrow they would be guesses. */
export function createConnectionTests(onError: (error: unknown) => void): ConnectionTests {
  const tested = new Map<string, TestedConnection>();
  const changed = createEmitter<void>(onError);
  const keyOf = (folder: string, connection: string): string => JSON.stringify([folder, connection]);
  return {
    keep: (folder, connection, steps, at) => {
      const failed = steps.filter(({ outcome }) => outcome === "failed");
      const told = failed.length > 0 ? failed : steps.filter(({ outcome }) => outcome === "ok");
      const lines = told.map(
        ({ step, text, next }) => `${step}: ${text}${next === undefined ? "" : ` ${next}`}`,
      );
      tested.set(keyOf(folder, connection), { isOk: failed.length === 0, lines, at });
      changed.fire();
    },
    of: (folder, connection) => tested.get(keyOf(folder, connection)),
    onDidChange: changed.event,
  };
}
