import { formatDuration } from "../../protocol/text/duration.ts";
import { resultText } from "../../protocol/text/result-text.ts";
import type { SectionView, TabView } from "../../protocol/webview/results.ts";
import { type Child, el, icon } from "../shared/dom.ts";
import { button } from "../shared/toolkit.ts";

export interface InfoActions {
  runAgain(): void;
  cancel(): void;
  goToStatement(): void;
  fetch(all: boolean): void;
  stopFetching(): void;
  copy(anchor: HTMLElement): void;
  export(anchor: HTMLElement): void;
}

/** What was run, where, when, how long, how many rows; and what can be done with it. */
export function infoBar(tab: TabView, section: SectionView | undefined, actions: InfoActions): HTMLElement {
  return el(
    "div",
    { class: "info-bar" },
    el("div", { class: "facts" }, facts(tab, section)),
    buttons(tab, section, actions),
  );
}

function facts(tab: TabView, section: SectionView | undefined): readonly Child[] {
  const time = new Date(tab.startedAt);
  // A statement's own time where it is known: that of the tab has the way there and the questions in it.
  const milliseconds = section?.milliseconds ?? tab.milliseconds;
  const took = milliseconds === null ? undefined : formatDuration(milliseconds);
  return [
    section && fact("rows", rowsText(section), "strong"),
    fact("time", tab.state.kind === "running" ? "Running…" : took),
    fact("connection", tab.connection),
    fact("target", tab.target, tab.isProduction ? "production" : ""),
    fact("interval", tab.interval),
    fact("detail", tab.detail),
    fact("at", time.toLocaleTimeString(), "", time.toLocaleString()),
    section?.isCut === true && fact("cut", "There are more rows than these."),
  ];
}

function fact(name: string, text: string | null | undefined, look = "", title = ""): Child {
  if (text === null || text === undefined) return undefined;
  const tooltip = title === "" ? `${NAMES[name] ?? ""}${text}` : title;
  return el(
    "span",
    { class: `fact ${look}`, title: tooltip.slice(0, 1000), "data-testid": name },
    name === "connection" && icon("plug"),
    el("bdi", {}, text.slice(0, 300)),
  );
}

const NAMES: Readonly<Record<string, string>> = {
  connection: "Connection: ",
  target: "Target: ",
  interval: "Templates filled for: ",
};

function rowsText({ command, columns, fetched, hasMore, isCut, rowCount }: SectionView): string {
  const returnsRows = columns.length > 0;
  return resultText({
    command,
    returnsRows,
    rows: rowCount ?? (returnsRows ? fetched : null),
    isMore: hasMore || isCut,
  });
}

/** For the sub-tabs of several results. */
export function sectionTitle(section: SectionView, index: number): string {
  const text = rowsText(section);
  return `${index + 1} ${text.startsWith(section.command) ? text : `${section.command} ${text}`}`;
}

function buttons(tab: TabView, section: SectionView | undefined, actions: InfoActions): HTMLElement {
  const isRunning = tab.state.kind === "running";
  const hasRows = section !== undefined && section.columns.length > 0;
  return el(
    "div",
    { class: "buttons", role: "toolbar", "aria-label": "Result" },
    hasRows &&
      section.hasMore &&
      !tab.isFetching && [
        button({ label: "Fetch more", "data-focus": "more", onclick: () => actions.fetch(false) }),
        button({ label: "Fetch all", "data-focus": "all", onclick: () => actions.fetch(true) }),
      ],
    tab.isFetching &&
      button({ label: "Stop fetching", "data-focus": "stop", onclick: () => actions.stopFetching() }),
    hasRows && menuButton("Copy", "copy", actions.copy),
    hasRows && menuButton("Export", "export", actions.export),
    tab.hasSource &&
      button({
        label: "Go to statement",
        icon: "go-to-file",
        look: "icon",
        "data-focus": "go",
        onclick: () => actions.goToStatement(),
      }),
    isRunning &&
      button({
        label: "Cancel",
        icon: "stop-circle",
        look: "icon",
        "data-focus": "cancel",
        onclick: () => actions.cancel(),
      }),
    !isRunning &&
      tab.canRunAgain &&
      button({
        label: "Run again",
        icon: "refresh",
        look: "icon",
        "data-focus": "again",
        onclick: () => actions.runAgain(),
      }),
  );
}

function menuButton(label: string, iconName: string, open: (anchor: HTMLElement) => void): HTMLElement {
  const element: HTMLElement = button({
    label: `${label}…`,
    icon: iconName,
    look: "icon",
    "aria-haspopup": "menu",
    "data-focus": label,
    onclick: () => open(element),
  });
  return element;
}
