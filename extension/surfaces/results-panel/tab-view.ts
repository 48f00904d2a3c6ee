import { formatPosition, type SourcePosition } from "../../../protocol/problem.ts";
import { shownName } from "../../../protocol/text/shown-text.ts";
import type { SectionView, TabState, TabView } from "../../../protocol/webview/results.ts";
import type { ResultSection, ResultState, ResultTab } from "../../sql/result-tab.ts";

const LONGEST_VALUE = 60;
/** Of a statement as it is shown; the whole of it is in its file. */
const LONGEST_SQL = 20_000;

/** What the page is told of a tab. Rows come apart. */
export function tabView(tab: ResultTab): TabView {
  const { request } = tab;
  return {
    id: tab.id,
    title: tab.title,
    state: stateView(tab.state),
    isPinned: tab.isPinned,
    sql: tab.sql === null ? null : tab.sql.slice(0, LONGEST_SQL),
    connection: request?.connection ?? null,
    target: tab.target?.name ?? null,
    isProduction: tab.target?.production ?? false,
    interval: request?.interval ?? null,
    detail: tab.detail ?? valuesText(request?.source.values),
    startedAt: tab.startedAt,
    milliseconds: tab.milliseconds,
    canRunAgain: request !== null,
    hasSource: request !== null && request.document !== null,
    isFetching: tab.isFetching,
    fetchProblem: tab.fetchProblem,
    sections: tab.sections.map(sectionView),
  };
}

/** `:customer = Ada, :day = NULL` */
function valuesText(values: Readonly<Record<string, string | null>> = {}): string | null {
  const texts = Object.entries(values).map(
    ([name, value]) => `:${name} = ${value === null ? "NULL" : shownName(value, LONGEST_VALUE)}`,
  );
  return texts.length === 0 ? null : texts.join(", ");
}

function stateView(state: ResultState): TabState {
  if (state.kind !== "failed") return state;
  const { message, next, position } = state.error;
  return {
    kind: "failed",
    error: { message, next: next ?? null, place: position === undefined ? null : placeText(position) },
  };
}

/** A document that was never saved has no name. */
function placeText(position: SourcePosition): string {
  const { file, line, column } = position;
  return file === "" ? `line ${line}, column ${column}` : formatPosition(position);
}

function sectionView(section: ResultSection): SectionView {
  const { version, command, columns, rows, hasMore, isCut, rowCount, milliseconds, notices } = section;
  return { version, command, columns, fetched: rows.length, hasMore, isCut, rowCount, milliseconds, notices };
}
