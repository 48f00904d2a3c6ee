import { assertNever } from "../../protocol/user-error.ts";
import type { TabState, TabView } from "../../protocol/webview/results.ts";
import { type Child, el, icon } from "../shared/dom.ts";

export interface TabActions {
  select(tab: TabView): void;
  close(tab: TabView): void;
  pin(tab: TabView): void;
  /** The menu of a tab, at this place of the page. */
  menu(tab: TabView, x: number, y: number): void;
}

export const TAB_PANEL = "tab-panel";

export function tabBar(tabs: readonly TabView[], active: string | null, actions: TabActions): HTMLElement {
  return el(
    "div",
    { class: "tab-bar", role: "tablist", "aria-label": "Results" },
    tabs.map((tab) => tabElement(tab, tab.id === active, tabs, actions)),
  );
}

function tabElement(
  tab: TabView,
  isActive: boolean,
  tabs: readonly TabView[],
  actions: TabActions,
): HTMLElement {
  const label = el(
    "button",
    {
      class: "tab-label",
      type: "button",
      role: "tab",
      id: `tab-${tab.id}`,
      "data-focus": `tab-${tab.id}`,
      "aria-selected": isActive,
      "aria-controls": TAB_PANEL,
      tabindex: isActive ? 0 : -1,
      title: tooltip(tab),
      onclick: () => actions.select(tab),
      onkeydown: (event) => onKey(event, tab, tabs, actions),
    },
    stateSign(tab.state),
    el("bdi", { class: "cut" }, tab.title),
  );
  const pin = tab.isPinned ? "Unpin" : "Pin";
  return el(
    "div",
    {
      class: isActive ? "tab active" : "tab",
      role: "presentation",
      onauxclick: (event) => {
        if (event.button === 1) actions.close(tab);
      },
      oncontextmenu: (event) => {
        event.preventDefault();
        actions.menu(tab, event.clientX, event.clientY);
      },
    },
    label,
    el(
      "button",
      {
        class: tab.isPinned ? "tab-button pinned" : "tab-button",
        type: "button",
        tabindex: isActive ? 0 : -1,
        "aria-label": `${pin} ${tab.title}`.slice(0, 100),
        "aria-pressed": tab.isPinned,
        title: tab.isPinned ? "Unpin: a new run may replace it" : "Pin: a new run opens another tab",
        "data-focus": `pin-${tab.id}`,
        onclick: () => actions.pin(tab),
      },
      icon(tab.isPinned ? "pinned" : "pin"),
    ),
    el(
      "button",
      {
        class: "tab-button",
        type: "button",
        tabindex: isActive ? 0 : -1,
        "aria-label": `Close ${tab.title}`.slice(0, 100),
        title: "Close",
        "data-focus": `close-${tab.id}`,
        onclick: () => actions.close(tab),
      },
      icon("close"),
    ),
  );
}

function onKey(event: KeyboardEvent, tab: TabView, tabs: readonly TabView[], actions: TabActions): void {
  const at = tabs.indexOf(tab);
  const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  const next = tabs[(at + by + tabs.length) % tabs.length];
  if (event.key === "Delete") actions.close(tab);
  else if (by !== 0 && next !== undefined) {
    actions.select(next);
    document.getElementById(`tab-${next.id}`)?.focus();
  } else return;
  event.preventDefault();
}

function stateSign(state: TabState): Child {
  switch (state.kind) {
    case "running":
      return el("span", {
        class: "codicon codicon-loading codicon-modifier-spin",
        role: "img",
        "aria-label": "Running",
      });
    case "failed":
      return el("span", { class: "codicon codicon-error bad", role: "img", "aria-label": "Failed" });
    case "cancelled":
      return el("span", { class: "codicon codicon-circle-slash", role: "img", "aria-label": "Cancelled" });
    case "done":
      return undefined;
    default:
      return assertNever(state);
  }
}

function tooltip({ title, connection, sql }: TabView): string {
  const head = connection === null ? title : `${title} on ${connection}`;
  return sql === null ? head : `${head}\n\n${sql.slice(0, 600)}`;
}
