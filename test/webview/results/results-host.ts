import type { Cell, ResultColumn } from "../../../protocol/rpc/sql.ts";
import type {
  ResultsFromPage,
  ResultsToPage,
  SectionView,
  TabView,
} from "../../../protocol/webview/results.ts";
import type { StubHost, StubPage, StubPageOptions } from "../stub-host.ts";

export interface FakeSection {
  readonly view: SectionView;
  readonly rows: readonly (readonly Cell[])[];
}

export interface FakeTab {
  readonly view: TabView;
  readonly sections: readonly FakeSection[];
}

export interface ResultsPage extends StubPage<ResultsFromPage, ResultsToPage> {
  /** Shows the tabs, and answers the page until it has the rows of the active one. */
  show(tabs: readonly FakeTab[], active: string): Promise<void>;
  /** The text of each drawn cell of a row (counted from 0, as shown). */
  rowTexts(row: number): Promise<readonly string[]>;
}

/** The page with a stand-in for the extension that gives rows in pieces, as the real one does. */
export async function openResults(host: StubHost, options: StubPageOptions = {}): Promise<ResultsPage> {
  const page = await host.open<ResultsFromPage, ResultsToPage>("results", options);
  await page.waitForPost((post) => post.kind === "ready");
  const answered = { count: 0 };
  const answer = async (tabs: readonly FakeTab[], piece: number): Promise<void> => {
    const posts = await page.posted();
    const wanted = posts.slice(answered.count).filter((post) => post.kind === "needRows");
    answered.count = posts.length;
    for (const { tab, section, version, from } of wanted) {
      const rows = tabs
        .find(({ view }) => view.id === tab)
        ?.sections[section]?.rows.slice(from, from + piece);
      if (rows === undefined) throw new Error(`The page wants rows of ${tab}, which is not there.`);
      await page.tell({ kind: "rows", tab, section, version, from, rows, cut: [] });
    }
    if (wanted.length > 0) await answer(tabs, piece);
  };
  return {
    ...page,
    show: async (tabs, active) => {
      await page.tell({ kind: "tabs", tabs: tabs.map(({ view }) => view), active });
      await answer(tabs, 2000);
    },
    rowTexts: (row) => page.page.locator(`.grid-cell[data-row="${row}"]`).allInnerTexts(),
  };
}

export function fakeTab(id: string, sections: readonly FakeSection[], view: Partial<TabView> = {}): FakeTab {
  return {
    sections,
    view: {
      id,
      title: id,
      state: { kind: "done" },
      isPinned: false,
      sql: `SELECT * FROM ${id}`,
      connection: "warehouse",
      target: "dev",
      isProduction: false,
      interval: "2018-11-30",
      detail: null,
      startedAt: Date.UTC(2018, 11, 1, 12),
      milliseconds: 42,
      canRunAgain: true,
      hasSource: true,
      isFetching: false,
      fetchProblem: null,
      sections: sections.map(({ view }) => view),
      ...view,
    },
  };
}

export function fakeSection(
  version: string,
  columns: readonly ResultColumn[],
  rows: readonly (readonly Cell[])[],
  view: Partial<SectionView> = {},
): FakeSection {
  return {
    rows,
    view: {
      version,
      command: "SELECT",
      columns,
      fetched: rows.length,
      hasMore: false,
      isCut: false,
      rowCount: rows.length,
      milliseconds: 42,
      notices: [],
      ...view,
    },
  };
}

export function text(name: string): ResultColumn {
  return { name, type: "text", isNumeric: false };
}

export function number(name: string): ResultColumn {
  return { name, type: "integer", isNumeric: true };
}
