import type { ExportFormat } from "../../protocol/rpc/sql.ts";
import type { ResultsFromPage, TabView } from "../../protocol/webview/results.ts";
import { copyMenu, exportMenu } from "./copying.ts";
import { type MenuItem, openMenu } from "./menu.ts";
import { activeTab, type PageState, type ShownSection } from "./page-state.ts";
import type { TabActions } from "./tab-bar.ts";

export interface MenuWorld {
  post(message: ResultsFromPage): void;
  keep(): void;
  shown(): ShownSection | undefined;
  order(): readonly number[];
  sortBy(column: number): void;
  showValue(): void;
}

export interface PageMenus {
  copy(anchor: HTMLElement): void;
  export(anchor: HTMLElement): void;
  /** Of the grid, where somebody asked for it. */
  ofGrid(x: number, y: number): void;
}

export function pageMenus(state: PageState, world: MenuWorld): PageMenus {
  const { post, shown, order } = world;
  const copyItems = (current: ShownSection): readonly MenuItem[] =>
    copyMenu(current, order(), state.withHeader, {
      copy: (text) => post({ kind: "copy", text }),
      header: (withHeader) => {
        state.withHeader = withHeader;
        world.keep();
      },
    });
  const exportItems = (current: ShownSection, tab: TabView): readonly MenuItem[] => {
    // What writes is not run again to be exported.
    const isQuery = tab.canRunAgain && current.section.command === "SELECT";
    const all = (format: ExportFormat): void =>
      post({ kind: "export", tab: tab.id, section: current.index, format });
    return exportMenu(current, order(), isQuery ? all : undefined, (format, text) =>
      post({ kind: "save", title: tab.title, format, text }),
    );
  };
  return {
    copy: (anchor) => {
      const current = shown();
      if (current !== undefined) menuBelow(anchor, copyItems(current));
    },
    export: (anchor) => {
      const [current, tab] = [shown(), activeTab(state)];
      if (current !== undefined && tab !== undefined) menuBelow(anchor, exportItems(current, tab));
    },
    ofGrid: (x, y) => {
      const current = shown();
      if (current === undefined) return;
      const column = current.view.selection?.active.column;
      const items: readonly MenuItem[] = [
        { kind: "action", label: "Show value", run: () => world.showValue() },
        ...(column === undefined
          ? []
          : [{ kind: "action", label: "Sort by this column", run: () => world.sortBy(column) } as const]),
        { kind: "line" },
        ...copyItems(current),
      ];
      openMenu(items, x, y);
    },
  };
}

export function openTabMenu(
  tab: TabView,
  actions: Pick<TabActions, "pin" | "close">,
  closeOthers: () => void,
  x: number,
  y: number,
): void {
  const items: readonly MenuItem[] = [
    { kind: "action", label: tab.isPinned ? "Unpin" : "Pin", run: () => actions.pin(tab) },
    { kind: "action", label: "Close", run: () => actions.close(tab) },
    { kind: "action", label: "Close others that are not pinned", run: closeOthers },
  ];
  openMenu(items, x, y);
}

function menuBelow(anchor: HTMLElement, items: readonly MenuItem[]): void {
  const { left, bottom } = anchor.getBoundingClientRect();
  openMenu(items, left, bottom);
}
