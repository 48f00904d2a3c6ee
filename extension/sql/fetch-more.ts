import { fetchRows } from "../../protocol/rpc/sql.ts";
import { failureOf } from "./query-failure.ts";
import type { QueryWorld } from "./query-world.ts";
import type { ResultSection, ResultTab } from "./result-tab.ts";
import type { ResultTabs } from "./result-tabs.ts";

export interface FetchMore {
  /** One page more, or all. */
  fetch(tab: ResultTab, all: boolean): Promise<void>;
  /** After the page that is on its way. */
  stop(tab: ResultTab): void;
}

/** Rows of one answer when all are fetched: the panel shows them as they come. */
const PAGE_OF_ALL = 5000;
/** The panel holds all rows in memory. */
const MOST_ROWS = 1_000_000;
const FULL = `Only ${MOST_ROWS.toLocaleString("en")} rows fit here. Export writes all of them to a file.`;

export function fetchMore(tabs: ResultTabs, world: QueryWorld): FetchMore {
  /** Those that go on, by the tab's id. */
  const going = new Set<string>();

  /** Whether there is more. */
  const fetchPage = async (id: string, rows: number): Promise<boolean> => {
    const tab = tabs.get(id);
    const section = tab?.sections.at(-1);
    if (tab === undefined || tab.request === null || tab.queryId === null || section?.hasMore !== true)
      return false;
    const client = await world.client(tab.request.folder);
    const page = await client.request(fetchRows, { queryId: tab.queryId, rows });
    const now = tabs.get(id);
    // Run again or closed meanwhile.
    if (now === undefined || now.queryId !== tab.queryId) return false;
    const from = section.rows.length;
    for (const row of page.rows) section.rows.push(row);
    for (const cell of page.cut) section.cut.push({ ...cell, row: cell.row + from });
    const isFull = page.hasMore && section.rows.length >= MOST_ROWS;
    const grown: ResultSection = {
      ...section,
      hasMore: page.hasMore && !isFull,
      isCut: isFull,
      rowCount: page.hasMore ? null : section.rows.length,
    };
    tabs.change(id, {
      sections: [...now.sections.slice(0, -1), grown],
      fetchProblem: isFull ? FULL : null,
      ...(!page.hasMore && { queryId: null }),
    });
    return grown.hasMore;
  };

  return {
    fetch: async ({ id, request }, all) => {
      if (request === null || going.has(id)) return;
      going.add(id);
      tabs.change(id, { isFetching: true, fetchProblem: null });
      const rows = all ? PAGE_OF_ALL : world.rowLimit(request.folder);
      try {
        for (;;) {
          const hasMore = await fetchPage(id, rows);
          if (!hasMore || !all || !going.has(id)) break;
        }
      } catch (error) {
        const { message, next } = failureOf(error);
        tabs.change(id, { fetchProblem: next === undefined ? message : `${message} ${next}` });
      } finally {
        going.delete(id);
        tabs.change(id, { isFetching: false });
      }
    },
    stop: ({ id }) => void going.delete(id),
  };
}
