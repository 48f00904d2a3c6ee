import * as vscode from "vscode";

/** Documents of SQL that checks ran: made from the model when they are opened, never written. */
export const CHECK_SQL_SCHEME = "millrace-sql";

export interface CheckSqlOf {
  /** The text of a workspace folder's URI. */
  readonly folder: string;
  readonly dagId: string;
  readonly taskId: string;
  readonly check: string;
}

/** All that the document is made from is in its URI, so that it can be opened again after a reload. */
export function checkSqlUri(of: CheckSqlOf): vscode.Uri {
  const name = of.check.replace(/[^\p{L}\p{N} ._-]+/gu, " ").trim();
  const path = `/${name.slice(0, 80) || "check"}.sql`;
  return vscode.Uri.from({ scheme: CHECK_SQL_SCHEME, path, query: JSON.stringify(of) });
}

export function checkOfUri({ query }: vscode.Uri): CheckSqlOf | undefined {
  try {
    const of: unknown = JSON.parse(query);
    if (typeof of !== "object" || of === null) return undefined;
    const text = (key: string): string => String((of as Record<string, unknown>)[key] ?? "");
    return { folder: text("folder"), dagId: text("dagId"), taskId: text("taskId"), check: text("check") };
  } catch {
    return undefined;
  }
}
