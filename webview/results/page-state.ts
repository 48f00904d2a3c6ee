import type { Cell } from "../../protocol/rpc/sql.ts";
import type { ResultsFromPage, ResultsToPage, SectionView, TabView } from "../../protocol/webview/results.ts";
import { type GridView, newGridView } from "./grid/grid-data.ts";

/** What the page knows. Changes in place; whoever changes it draws. */
export interface PageState {
  tabs: readonly TabView[];
  active: string | null;
  /** Which result of its tab is shown, by the tab's id. */
  readonly shownSections: Map<string, number>;
  /** How grids are looked at, by the version of their section. */
  readonly views: Map<string, GridView>;
  /** Rows that came, by the version of their section: those of the shown tab. */
  readonly rows: Map<string, (readonly Cell[])[]>;
  /** Up to where rows were asked for, by the version of their section. */
  readonly asked: Map<string, number>;
  /** Whole lengths of cells that are cut, by `row column`, by the version of their section. */
  readonly cut: Map<string, Map<string, number>>;
  withHeader: boolean;
  isViewerOpen: boolean;
  wraps: boolean;
}

/** What of it is kept while the page is hidden, as plain data. */
interface Kept {
  readonly shownSections: readonly (readonly [string, number])[];
  readonly views: readonly (readonly [string, GridView])[];
  readonly withHeader: boolean;
  readonly isViewerOpen: boolean;
  readonly wraps: boolean;
}

export function startState(kept: unknown): PageState {
  const known = (typeof kept === "object" && kept !== null ? kept : {}) as Partial<Kept>;
  return {
    tabs: [],
    active: null,
    shownSections: new Map(known.shownSections ?? []),
    views: new Map(known.views ?? []),
    rows: new Map(),
    asked: new Map(),
    cut: new Map(),
    withHeader: known.withHeader ?? true,
    isViewerOpen: known.isViewerOpen ?? false,
    wraps: known.wraps ?? true,
  };
}

export function toKeep({ shownSections, views, withHeader, isViewerOpen, wraps }: PageState): Kept {
  return { shownSections: [...shownSections], views: [...views], withHeader, isViewerOpen, wraps };
}

export function activeTab({ tabs, active }: PageState): TabView | undefined {
  return tabs.find(({ id }) => id === active);
}

export interface ShownSection {
  readonly index: number;
  readonly section: SectionView;
  readonly rows: readonly (readonly Cell[])[];
  readonly view: GridView;
}

/** The result of a tab that is shown: the chosen one, else the first that has rows. */
export function shownSection(state: PageState, tab: TabView): ShownSection | undefined {
  const chosen = state.shownSections.get(tab.id);
  const first = tab.sections.findIndex(({ columns }) => columns.length > 0);
  const index = chosen !== undefined && chosen < tab.sections.length ? chosen : Math.max(0, first);
  const section = tab.sections[index];
  if (section === undefined) return undefined;
  const view = state.views.get(section.version) ?? newGridView();
  state.views.set(section.version, view);
  return { index, section, rows: rowsOf(state, section.version), view };
}

function rowsOf(state: PageState, version: string): (readonly Cell[])[] {
  const rows = state.rows.get(version) ?? [];
  state.rows.set(version, rows);
  return rows;
}

export function takeTabs(state: PageState, { tabs, active }: ResultsToPage & { kind: "tabs" }): void {
  state.tabs = tabs;
  state.active = active;
  const versions = new Set(tabs.flatMap(({ sections }) => sections.map(({ version }) => version)));
  const shown = new Set(activeTab(state)?.sections.map(({ version }) => version));
  forget(state.views, (version) => versions.has(version));
  // The extension has them all: those of tabs that are not looked at come again when they are.
  forget(state.rows, (version) => shown.has(version));
  forget(state.asked, (version) => shown.has(version));
  forget(state.cut, (version) => shown.has(version));
  forget(state.shownSections, (id) => tabs.some((tab) => tab.id === id));
}

/** False for rows that are not the next ones of what is shown. */
export function takeRows(
  state: PageState,
  { version, from, rows, cut }: ResultsToPage & { kind: "rows" },
): boolean {
  const known = state.rows.get(version);
  if (known === undefined || known.length !== from) return false;
  for (const row of rows) known.push(row);
  const lengths = state.cut.get(version) ?? new Map<string, number>();
  for (const { row, column, length } of cut) lengths.set(`${row} ${column}`, length);
  state.cut.set(version, lengths);
  return true;
}

/** Characters of the whole value of a cell that is cut; undefined for those that are here in full. */
export function wholeLength(
  state: PageState,
  version: string,
  row: number,
  column: number,
): number | undefined {
  return state.cut.get(version)?.get(`${row} ${column}`);
}

/** What to ask for so that the shown section gets its next rows; undefined when it has them or they were asked for. */
export function wantedRows(state: PageState): (ResultsFromPage & { kind: "needRows" }) | undefined {
  const tab = activeTab(state);
  const shown = tab && shownSection(state, tab);
  if (tab === undefined || shown === undefined) return undefined;
  const { index, section, rows } = shown;
  const { version, fetched } = section;
  if (rows.length >= fetched || state.asked.get(version) === rows.length) return undefined;
  state.asked.set(version, rows.length);
  return { kind: "needRows", tab: tab.id, section: index, version, from: rows.length };
}

function forget<K, V>(map: Map<K, V>, keep: (key: K) => boolean): void {
  for (const key of [...map.keys()]) if (!keep(key)) map.delete(key);
}
