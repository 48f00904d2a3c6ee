import type { SqlResult } from "../../protocol/rpc/sql.ts";
import type { QueryRequest, ResultSection, ResultTab } from "./result-tab.ts";
import { statementTitle } from "./statement-title.ts";

/** The tab of a request that begins now. */
export function runningTab(
  request: QueryRequest,
  { id, now, target }: { readonly id: string; readonly now: number; readonly target: ResultTab["target"] },
): ResultTab {
  return {
    id,
    key: request.key,
    title: request.title === "" ? statementTitle(request.source.text) : request.title,
    state: { kind: "running" },
    isPinned: false,
    sql: request.source.text,
    target,
    detail: null,
    startedAt: now,
    milliseconds: null,
    queryId: null,
    request,
    isFetching: false,
    fetchProblem: null,
    sections: [],
  };
}

/** The same result has the same version, whenever it is told. */
export function sectionOf(result: SqlResult, queryId: string, index: number): ResultSection {
  return {
    version: `${queryId} ${index}`,
    offset: result.offset,
    command: result.command,
    columns: result.columns,
    rows: [...result.rows],
    cut: [...result.cut],
    hasMore: result.hasMore,
    isCut: result.isCut,
    rowCount: result.rowCount,
    milliseconds: result.milliseconds,
    notices: result.notices,
  };
}
