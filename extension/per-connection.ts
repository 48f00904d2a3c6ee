import type * as vscode from "vscode";
import { createEmitter } from "./emitter.ts";

/** Something that is known of connections, as long as the window is open. A folder is the text of its URI. */
export interface PerConnection<T> {
  of(folder: string, connection: string): T | undefined;
  readonly onDidChange: vscode.Event<void>;
}

export interface PerConnectionStore<T> extends PerConnection<T> {
  /** By the names of connections; what is known of others stays. */
  keep(folder: string, byName: Iterable<readonly [string, T]>): void;
}

export function createPerConnection<T>(onError: (error: unknown) => void): PerConnectionStore<T> {
  const known = new Map<string, T>();
  const changed = createEmitter<void>(onError);
  const keyOf = (folder: string, connection: string): string => JSON.stringify([folder, connection]);
  return {
    keep: (folder, byName) => {
      for (const [connection, value] of byName) known.set(keyOf(folder, connection), value);
      changed.fire();
    },
    of: (folder, connection) => known.get(keyOf(folder, connection)),
    onDidChange: changed.event,
  };
}
