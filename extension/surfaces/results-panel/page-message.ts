import * as vscode from "vscode";
import { assertNever } from "../../../protocol/user-error.ts";
import type { ResultsFromPage, ResultsToPage } from "../../../protocol/webview/results.ts";
import type { Services } from "../../services.ts";
import { exportRows, saveText } from "./export-rows.ts";
import { goTo } from "./go-to.ts";
import { pageRows } from "./page-rows.ts";

/** Does what the page asks for. `send` answers it, `showTabs` tells it everything. */
export async function onPageMessage(
  services: Services,
  message: ResultsFromPage,
  send: (message: ResultsToPage) => void,
  showTabs: () => void,
): Promise<void> {
  const { tabs, queries } = services.sql;
  if (message.kind === "ready") return showTabs();
  if (message.kind === "copy") return vscode.env.clipboard.writeText(message.text);
  if (message.kind === "save") return saveText(message.title, message.format, message.text);
  const tab = tabs.get(message.tab);
  if (tab === undefined) return showTabs();
  switch (message.kind) {
    case "select":
      return tabs.select(tab.id);
    case "close":
      return tabs.close(tab.id);
    case "closeOthers":
      for (const other of tabs.all) if (other !== tab && !other.isPinned) tabs.close(other.id);
      return;
    case "pin":
      return tabs.change(tab.id, { isPinned: message.isPinned });
    case "runAgain":
      return queries.runAgain(tab);
    case "cancel":
      return queries.cancel(tab);
    case "goToStatement":
      return goTo(tab, "statement");
    case "goToError":
      return goTo(tab, "error");
    case "fetch":
      return queries.more.fetch(tab, message.all);
    case "stopFetching":
      return queries.more.stop(tab);
    case "needRows": {
      const rows = pageRows(tab, message);
      if (rows !== undefined) send(rows);
      return;
    }
    case "export":
      return exportRows(services, tab, message.section, message.format);
    default:
      return assertNever(message);
  }
}
