import type { ResultsFromPage, TabView } from "../../protocol/webview/results.ts";
import { el } from "../shared/dom.ts";
import { blockToCopy } from "./copying.ts";
import { formatRows } from "./format/format-rows.ts";
import { createGrid } from "./grid/grid.ts";
import { type InfoActions, infoBar } from "./info-bar.ts";
import { notes } from "./notes.ts";
import { openTabMenu, pageMenus } from "./page-menus.ts";
import { activeTab, type PageState, type ShownSection, shownSection } from "./page-state.ts";
import { refill } from "./refill.ts";
import { sectionBar } from "./section-bar.ts";
import { TAB_PANEL, type TabActions, tabBar } from "./tab-bar.ts";
import { viewerPane } from "./viewer-pane.ts";

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
  const shown = (): ShownSection | undefined => {
    const tab = activeTab(state);
    return tab && shownSection(state, tab);
  };
  const withTab = (act: (tab: TabView) => void) => (): void => {
    const tab = activeTab(state);
    if (tab !== undefined) act(tab);
  };

  const grid = createGrid({
    changed: () => {
      viewer.draw();
      world.keep();
    },
    opened: () => viewer.show(true),
    asked: (x, y) => menus.ofGrid(x, y),
  });
  const viewer = viewerPane(state, {
    shown: () => {
      const section = shown();
      return section && { section, order: grid.order };
    },
    copy: (text) => post({ kind: "copy", text }),
    keep: () => world.keep(),
    closed: () => grid.focus(),
  });
  const menus = pageMenus(state, {
    post,
    keep: () => world.keep(),
    shown,
    order: () => grid.order,
    sortBy: (column) => grid.sortBy(column),
    showValue: () => viewer.show(true),
  });

  const bar = el("div", { class: "bar" });
  const head = el("div", { class: "head" });
  const sections = el("div", { class: "sections", role: "group", "aria-label": "Results of this file" });
  const body = el("div", { class: "body" }, grid.element, viewer.element);
  const panel = el("section", { class: "panel", id: TAB_PANEL, role: "tabpanel" }, head, sections, body);
  const empty = el(
    "p",
    { class: "empty quiet" },
    "Run a statement of a SQL file with Ctrl+Enter (⌘+Enter): its rows are shown here.",
  );
  // What there is to show is not known yet.
  panel.hidden = true;
  empty.hidden = true;
  root.append(bar, panel, empty);

  const draw = (): void => {
    const tab = activeTab(state);
    refill(bar, state.tabs.length > 0 && tabBar(state.tabs, state.active, tabActions));
    empty.hidden = tab !== undefined;
    panel.hidden = tab === undefined;
    if (tab === undefined) return;
    panel.setAttribute("aria-labelledby", `tab-${tab.id}`);
    const current = shownSection(state, tab);
    const goToError = (): void => post({ kind: "goToError", tab: tab.id });
    refill(
      head,
      infoBar(tab, current?.section, infoActions),
      el("div", { class: "notes" }, notes(tab, current?.section, { goToError })),
    );
    const choices = sectionBar(tab, current?.index, (index) => chooseSection(tab, index));
    sections.hidden = choices.length === 0;
    refill(sections, choices);
    drawGrid();
  };

  const chooseSection = (tab: TabView, index: number): void => {
    state.shownSections.set(tab.id, index);
    world.keep();
    draw();
    world.askForRows();
  };

  const drawGrid = (): void => {
    const current = shown();
    const hasRows = current !== undefined && current.section.columns.length > 0;
    body.hidden = !hasRows;
    if (!hasRows) return;
    const { section, rows, view } = current;
    grid.element.setAttribute("aria-label", `Rows of ${activeTab(state)?.title ?? ""}`.slice(0, 200));
    grid.show({ key: section.version, columns: section.columns, rows, hasMore: section.hasMore }, view);
    viewer.draw();
  };

  const tabActions: TabActions = {
    select: ({ id }) => post({ kind: "select", tab: id }),
    close: ({ id }) => post({ kind: "close", tab: id }),
    pin: ({ id, isPinned }) => post({ kind: "pin", tab: id, isPinned: !isPinned }),
    menu: (tab, x, y) => openTabMenu(tab, tabActions, () => post({ kind: "closeOthers", tab: tab.id }), x, y),
  };
  const infoActions: InfoActions = {
    runAgain: withTab(({ id }) => post({ kind: "runAgain", tab: id })),
    cancel: withTab(({ id }) => post({ kind: "cancel", tab: id })),
    goToStatement: withTab(({ id }) => post({ kind: "goToStatement", tab: id })),
    stopFetching: withTab(({ id }) => post({ kind: "stopFetching", tab: id })),
    fetch: (all) => withTab(({ id }) => post({ kind: "fetch", tab: id, all }))(),
    copy: menus.copy,
    export: menus.export,
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
