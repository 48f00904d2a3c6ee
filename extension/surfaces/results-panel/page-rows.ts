import type { ResultsFromPage, ResultsToPage } from "../../../protocol/webview/results.ts";
import type { ResultTab } from "../../sql/result-tab.ts";

const MOST_ROWS = 2000;
/** Of one message, in cells: wide tables come in fewer rows. */
const MOST_CELLS = 50_000;

type Wanted = ResultsFromPage & { readonly kind: "needRows" };

/** The next rows that a page asks for; undefined when there are none, or when it asks for those of an older result. */
export function pageRows(
  tab: ResultTab | undefined,
  { section: index, version, from }: Pick<Wanted, "section" | "version" | "from">,
): (ResultsToPage & { readonly kind: "rows" }) | undefined {
  const section = tab?.sections[index];
  if (tab === undefined || section === undefined || section.version !== version) return undefined;
  const count = Math.max(
    1,
    Math.min(MOST_ROWS, Math.floor(MOST_CELLS / Math.max(1, section.columns.length))),
  );
  const rows = section.rows.slice(from, from + count);
  if (rows.length === 0) return undefined;
  const cut = section.cut.filter(({ row }) => row >= from && row < from + rows.length);
  return { kind: "rows", tab: tab.id, section: index, version, from, rows, cut };
}
