import type { QueryRequest, ResultTab } from "../../../extension/sql/result-tab.ts";

export function requestOf(text: string, change: Partial<QueryRequest> = {}): QueryRequest {
  return {
    folder: "file:///w",
    connection: "warehouse",
    source: { text, startLine: 0, startColumn: 0, file: null },
    interval: null,
    title: "",
    key: text,
    document: "file:///w/a.sql",
    statements: [],
    ...change,
  };
}

export function tabOf(id: string, change: Partial<ResultTab> = {}): ResultTab {
  return {
    id,
    key: id,
    title: id,
    state: { kind: "running" },
    isPinned: false,
    sql: null,
    target: null,
    detail: null,
    startedAt: 0,
    milliseconds: null,
    queryId: null,
    request: null,
    isFetching: false,
    fetchProblem: null,
    sections: [],
    ...change,
  };
}
