import type { WorkspaceState } from "../workspaces.ts";
import type { FolderRows } from "./row-index.ts";
import type { RowList, TreeRow } from "./tree-row.ts";

export interface ShownFolder<What> {
  /** The text of its URI. */
  readonly folder: string;
  readonly name: string;
  readonly state: WorkspaceState;
  /** Undefined until its runner has told anything. */
  readonly list: (() => RowList<What>) | undefined;
}

/**
 * The rows of the window: those of its only folder, or a row for each folder that has pipelines. Folders that may or
 * can not be run are named only among others: alone, the view's welcome text says why.
 */
export function folderRows<What>(folders: readonly ShownFolder<What>[]): readonly FolderRows<What>[] {
  const shown = folders.filter(({ state }) => state.kind !== "none");
  const [only] = shown;
  if (only === undefined) return [];
  if (folders.length === 1 || shown.length === 1) {
    return [{ folder: only.folder, ...listOf(only) }];
  }
  return shown.map((one) => ({
    folder: one.folder,
    rows: [
      {
        key: "folder",
        label: one.name,
        icon: { icon: "root-folder" },
        ...describedBy(one.state),
        children: { kind: "rows", isOpen: true, ...filled(one) },
      },
    ],
  }));
}

function listOf<What>({ list, state }: ShownFolder<What>): RowList<What> {
  const known = list?.();
  if (state.kind === "broken") {
    const rows = [brokenRow(state.message, state.next), ...(known?.rows ?? [])];
    return { ...known, rows };
  }
  if (known !== undefined) return known;
  const starting = { key: "starting", label: "Starting the runner…", icon: { icon: "loading~spin" } };
  return { rows: state.kind === "starting" ? [starting] : [] };
}

/** A folder's row that was empty would stay shut when it gets some: the editor opens rows when it sees them first. */
function filled<What>(folder: ShownFolder<What>): RowList<What> {
  const list = listOf(folder);
  const isEmpty = folder.state.kind === "ready" && list.rows.length === 0 && list.more === undefined;
  return isEmpty ? { rows: [{ key: "empty", label: "Nothing here yet" }] } : list;
}

function brokenRow(message: string, next: string): TreeRow<never> {
  return {
    key: "broken",
    label: "The runner is not running",
    description: message,
    icon: { icon: "error", color: "testing.iconFailed" },
    tooltip: [message, next, "Click to start it again."],
    click: { kind: "command", command: "millrace.restartRunner" },
  };
}

function describedBy(state: WorkspaceState): { readonly description?: string } {
  switch (state.kind) {
    case "untrusted":
      return { description: "not trusted: nothing of it runs" };
    case "virtual":
      return { description: "not on this machine: it cannot run" };
    case "none":
    case "starting":
    case "ready":
    case "broken":
      return {};
    default:
      return state satisfies never;
  }
}
