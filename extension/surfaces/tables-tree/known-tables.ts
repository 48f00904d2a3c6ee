import type * as vscode from "vscode";
import { listTables, type TableView } from "../../../protocol/rpc/runs.ts";
import { createEmitter } from "../../emitter.ts";
import { type Throttled, throttled } from "../../trees/throttle.ts";
import type { WorkspaceChange, WorkspaceModel } from "../../workspaces.ts";

/** A backfill commits loads all the time; the counts are right soon after. */
const ASK_MS = 1000;

/** What the history knows of tables, asked for when somebody looks, and again after loads. */
export interface KnownTables {
  of(model: WorkspaceModel): readonly TableView[] | undefined;
  /** Something changed; asks again if that can have changed tables. */
  heard(model: WorkspaceModel, change: WorkspaceChange): void;
  /** All are asked for again when they are looked at. */
  forget(): void;
  readonly onDidChange: vscode.Event<void>;
  dispose(): void;
}

interface Known {
  tables: readonly TableView[] | undefined;
  readonly ask: Throttled;
}

export function knownTables(onError: (error: unknown) => void): KnownTables {
  const known = new Map<WorkspaceModel, Known>();
  const changed = createEmitter<void>(onError);

  const ask = async (model: WorkspaceModel, entry: Known): Promise<void> => {
    try {
      entry.tables = await (await model.client()).request(listTables, {});
      changed.fire();
    } catch (error) {
      // The runner is gone or too old: the checks are shown without counts, and the next change asks again.
      onError(error);
    }
  };

  const entryOf = (model: WorkspaceModel): Known => {
    const old = known.get(model);
    if (old !== undefined) return old;
    const entry: Known = { tables: undefined, ask: throttled(() => void ask(model, entry), ASK_MS) };
    known.set(model, entry);
    entry.ask.soon();
    return entry;
  };

  return {
    of: (model) => entryOf(model).tables,
    heard: (model, change) => {
      const entry = known.get(model);
      if (entry !== undefined && changesTables(change)) entry.ask.soon();
    },
    forget: () => {
      for (const { ask } of known.values()) ask.soon();
    },
    onDidChange: changed.event,
    dispose: () => {
      for (const { ask } of known.values()) ask.dispose();
      changed.dispose();
    },
  };
}

function changesTables(change: WorkspaceChange): boolean {
  switch (change.kind) {
    case "state":
      return false;
    case "view":
      return true;
    case "history":
      return change.changes.tasks.some(({ task }) => task.loads.length > 0);
    default:
      return change satisfies never;
  }
}
