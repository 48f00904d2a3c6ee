import type { SqlSource } from "../../protocol/rpc/sql.ts";
import type { ResultTab } from "./result-tab.ts";

/**
 * The key of a statement's tab: that of the unpinned tab of its document which has the same text (it may have moved),
 * or which began on the same line (it may have been edited). Otherwise a new one.
 */
export function queryKey(
  tabs: readonly ResultTab[],
  document: string,
  source: Pick<SqlSource, "text" | "startLine">,
  newKey: string,
): string {
  const own = tabs.filter(({ isPinned, request }) => !isPinned && request?.document === document);
  const same =
    own.find(({ request }) => request?.source.text === source.text) ??
    own.find(({ request }) => request?.source.startLine === source.startLine);
  return same?.key ?? newKey;
}
