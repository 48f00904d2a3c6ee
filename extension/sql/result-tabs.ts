import type * as vscode from "vscode";
import { createEmitter } from "../emitter.ts";
import type { ResultTab } from "./result-tab.ts";

/** More than anybody looks at; the oldest that is not pinned goes. */
const MOST_TABS = 20;

export interface ResultTabs {
  readonly all: readonly ResultTab[];
  readonly active: string | null;
  get(id: string): ResultTab | undefined;
  /** Takes the place of the unpinned tab with its key, or comes last; it is shown. */
  open(tab: ResultTab): void;
  /** Changes a tab that is still there. */
  change(id: string, change: Partial<ResultTab>): void;
  close(id: string): void;
  select(id: string): void;
  readonly onDidChange: vscode.Event<void>;
  /** A tab was opened, and should be seen. */
  readonly onDidOpen: vscode.Event<ResultTab>;
  /** A tab is gone, closed or replaced. */
  readonly onDidClose: vscode.Event<ResultTab>;
}

/** What the results panel shows, whether or not it is there. */
export function resultTabs(onError: (error: unknown) => void): ResultTabs {
  const state: { all: readonly ResultTab[]; active: string | null } = { all: [], active: null };
  const changed = createEmitter<void>(onError);
  const opened = createEmitter<ResultTab>(onError);
  const closed = createEmitter<ResultTab>(onError);
  const get = (id: string): ResultTab | undefined => state.all.find((tab) => tab.id === id);

  const remove = (gone: readonly ResultTab[]): void => {
    state.all = state.all.filter((tab) => !gone.includes(tab));
    for (const tab of gone) closed.fire(tab);
  };

  return {
    get all() {
      return state.all;
    },
    get active() {
      return state.active;
    },
    get,
    open: (tab) => {
      const old = state.all.find(({ key, isPinned }) => key === tab.key && !isPinned);
      state.all =
        old === undefined ? [...state.all, tab] : state.all.map((other) => (other === old ? tab : other));
      state.active = tab.id;
      if (old !== undefined) closed.fire(old);
      const unpinned = state.all.filter(({ isPinned, id }) => !isPinned && id !== tab.id);
      remove(unpinned.slice(0, Math.max(0, state.all.length - MOST_TABS)));
      opened.fire(tab);
      changed.fire();
    },
    change: (id, change) => {
      if (get(id) === undefined) return;
      state.all = state.all.map((tab) => (tab.id === id ? { ...tab, ...change } : tab));
      changed.fire();
    },
    close: (id) => {
      const at = state.all.findIndex((tab) => tab.id === id);
      const tab = state.all[at];
      if (tab === undefined) return;
      remove([tab]);
      if (state.active === id) state.active = (state.all[at] ?? state.all.at(-1))?.id ?? null;
      changed.fire();
    },
    select: (id) => {
      if (get(id) === undefined || state.active === id) return;
      state.active = id;
      changed.fire();
    },
    onDidChange: changed.event,
    onDidOpen: opened.event,
    onDidClose: closed.event,
  };
}
