import type { RowsToShow } from "../results-port.ts";
import type { ResultTab } from "./result-tab.ts";

/** A tab of rows that somebody had: nothing of it can be run again. */
export function rowsTab(
  { key, title, detail, sql, columns, rows, isCut }: RowsToShow,
  { id, now }: { readonly id: string; readonly now: number },
): ResultTab {
  return {
    id,
    key: `rows ${key}`,
    title,
    state: { kind: "done" },
    isPinned: false,
    sql: sql ?? null,
    target: null,
    detail,
    startedAt: now,
    milliseconds: null,
    queryId: null,
    request: null,
    isFetching: false,
    fetchProblem: null,
    sections: [
      {
        version: id,
        offset: 0,
        command: "SELECT",
        columns,
        rows: [...rows],
        cut: [],
        hasMore: false,
        isCut,
        rowCount: isCut ? null : rows.length,
        milliseconds: null,
        notices: [],
      },
    ],
  };
}
