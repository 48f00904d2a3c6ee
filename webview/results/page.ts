import type { ExportFormat } from "../../protocol/rpc/sql.ts";
import type { ResultsFromPage, TabView } from "../../protocol/webview/results.ts";
import { el } from "../shared/dom.ts";
import { cellViewer, type ViewedCell } from "./cell-viewer.ts";
import { blockToCopy, copyMenu, exportMenu } from "./copying.ts";
import { formatRows } from "./format/format-rows.ts";
import { createGrid } from "./grid/grid.ts";
import { infoBar, sectionTitle } from "./info-bar.ts";
import { type MenuItem, openMenu } from "./menu.ts";
import { notes } from "./notes.ts";
import { activeTab, type PageState, type ShownSection, shownSection, wholeLength } from "./page-state.ts";
import { refill } from "./refill.ts";
import { TAB_PANEL, type TabActions, tabBar } from "./tab-bar.ts";

export interface PageWorld {
  post(message: ResultsFromPage): void;
  /** What the page looks like is to be kept. */
  keep(): void;
  /** Another result is shown. */
  askForRows(): void;
}

export interface Page {
  draw(): void;
  /** Only rows came. */
  drawGrid(): void;
}

/** The parts of the page, and what they do to each other. */
export function createPage(root: HTMLElement, state: PageState, world: PageWorld): Page {
  const { post } = world;
  const bar = el("div", { class: "bar" });
  const head = el("div", { class: "head" });
  const sections = el("div", { class: "sections", role: "group", "aria-label": "Results of this file" });
  const viewer = el("div", { class: "viewer-place" });
  const grid = createGrid({
    changed: () => {
      drawViewer();
      world.keep();
    },
    opened: () => showViewer(true),
    asked: (x, y) => askMenu(x, y),
  });
  const body = el("div", { class: "body" }, grid.element, viewer);
  const panel = el("section", { class: "panel", id: TAB_PANEL, role: "tabpanel" }, head, sections, body);
  const empty = el(
    "p",
    { class: "empty quiet" },
    "Run a statement of a SQL file with Ctrl+Enter (⌘+Enter): its rows are shown here.",
  );
  root.append(bar, panel, empty);

  const shown = (): ShownSection | undefined => {
    const tab = activeTab(state);
    return tab && shownSection(state, tab);
  };
  const withTab = (act: (tab: TabView) => void) => (): void => {
    const tab = activeTab(state);
    if (tab !== undefined) act(tab);
  };

  const draw = (): void => {
    const tab = activeTab(state);
    refill(bar, state.tabs.length > 0 && tabBar(state.tabs, state.active, tabActions));
    empty.hidden = tab !== undefined;
    panel.hidden = tab === undefined;
    if (tab === undefined) return;
    panel.setAttribute("aria-labelledby", `tab-${tab.id}`);
    const current = shownSection(state, tab);
    refill(
      head,
      infoBar(tab, current?.section, infoActions),
      el(
        "div",
        { class: "notes" },
        notes(tab, current?.section, { goToError: () => post({ kind: "goToError", tab: tab.id }) }),
      ),
    );
    drawSections(tab, current?.index);
    drawGrid();
  };

  const drawSections = (tab: TabView, index: number | undefined): void => {
    const several = tab.sections.length > 1 ? tab.sections : [];
    sections.hidden = several.length === 0;
    refill(
      sections,
      several.map((section, at) =>
        el(
          "button",
          {
            class: at === index ? "section active" : "section",
            type: "button",
            "aria-pressed": at === index,
            "data-focus": `section-${at}`,
            onclick: () => {
              state.shownSections.set(tab.id, at);
              world.keep();
              draw();
              world.askForRows();
            },
          },
          sectionTitle(section, at),
        ),
      ),
    );
  };

  const drawGrid = (): void => {
    const current = shown();
    const hasRows = current !== undefined && current.section.columns.length > 0;
    body.hidden = !hasRows;
    if (!hasRows) return;
    const { section, rows, view } = current;
    grid.element.setAttribute("aria-label", `Rows of ${activeTab(state)?.title ?? ""}`.slice(0, 200));
    grid.show({ key: section.version, columns: section.columns, rows, hasMore: section.hasMore }, view);
    drawViewer();
  };

  const drawViewer = (): void => {
    viewer.hidden = !state.isViewerOpen;
    if (!state.isViewerOpen) return;
    refill(
      viewer,
      cellViewer(activeCell(), state.wraps, {
        copy: (text) => post({ kind: "copy", text }),
        wrap: (wraps) => {
          state.wraps = wraps;
          world.keep();
          drawViewer();
        },
        close: () => {
          showViewer(false);
          grid.focus();
        },
      }),
    );
  };
  const showViewer = (isOpen: boolean): void => {
    state.isViewerOpen = isOpen;
    world.keep();
    drawViewer();
  };
  const activeCell = (): ViewedCell | undefined => {
    const current = shown();
    const place = current?.view.selection?.active;
    const index = place && grid.order[place.row];
    const column = place && current?.section.columns[place.column];
    if (current === undefined || place === undefined || index === undefined || column === undefined)
      return undefined;
    return {
      column,
      row: index + 1,
      value: current.rows[index]?.[place.column] ?? null,
      wholeLength: wholeLength(state, current.section.version, index, place.column),
    };
  };

  const copyItems = (current: ShownSection): readonly MenuItem[] =>
    copyMenu(current, grid.order, state.withHeader, {
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
    return exportMenu(current, grid.order, isQuery ? all : undefined, (format, text) =>
      post({ kind: "save", title: tab.title, format, text }),
    );
  };
  const askMenu = (x: number, y: number): void => {
    const current = shown();
    if (current === undefined) return;
    const column = current.view.selection?.active.column;
    openMenu(
      [
        { kind: "action", label: "Show value", run: () => showViewer(true) },
        ...(column === undefined
          ? []
          : [{ kind: "action", label: "Sort by this column", run: () => grid.sortBy(column) } as const]),
        { kind: "line" },
        ...copyItems(current),
      ],
      x,
      y,
    );
  };
  const menuBelow = (anchor: HTMLElement, items: readonly MenuItem[]): void => {
    const { left, bottom } = anchor.getBoundingClientRect();
    openMenu(items, left, bottom);
  };

  const tabActions: TabActions = {
    select: ({ id }) => post({ kind: "select", tab: id }),
    close: ({ id }) => post({ kind: "close", tab: id }),
    pin: ({ id, isPinned }) => post({ kind: "pin", tab: id, isPinned: !isPinned }),
    menu: (tab, x, y) =>
      openMenu(
        [
          { kind: "action", label: tab.isPinned ? "Unpin" : "Pin", run: () => tabActions.pin(tab) },
          { kind: "action", label: "Close", run: () => tabActions.close(tab) },
          {
            kind: "action",
            label: "Close others that are not pinned",
            run: () => post({ kind: "closeOthers", tab: tab.id }),
          },
        ],
        x,
        y,
      ),
  };
  const infoActions = {
    runAgain: withTab(({ id }) => post({ kind: "runAgain", tab: id })),
    cancel: withTab(({ id }) => post({ kind: "cancel", tab: id })),
    goToStatement: withTab(({ id }) => post({ kind: "goToStatement", tab: id })),
    stopFetching: withTab(({ id }) => post({ kind: "stopFetching", tab: id })),
    fetch: (all: boolean) => withTab(({ id }) => post({ kind: "fetch", tab: id, all }))(),
    copy: (anchor: HTMLElement) => {
      const current = shown();
      if (current !== undefined) menuBelow(anchor, copyItems(current));
    },
    export: (anchor: HTMLElement) => {
      const [current, tab] = [shown(), activeTab(state)];
      if (current !== undefined && tab !== undefined) menuBelow(anchor, exportItems(current, tab));
    },
  };

  // The editor answers Ctrl+C in a page with this event.
  document.addEventListener("copy", (event) => {
    const current = shown();
    if (document.activeElement !== grid.element || current?.view.selection === undefined) return;
    const block = blockToCopy(current, grid.order, "selection");
    event.clipboardData?.setData("text/plain", formatRows(block, "tsv", { header: false }));
    event.preventDefault();
  });
  return { draw, drawGrid };
}
