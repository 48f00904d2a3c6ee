import * as vscode from "vscode";

/** Read-only documents of SQL as it would be sent. */
export const RENDERED_SCHEME = "millrace-rendered";

/** What a rendered document is of: a task for an interval, or another document as its context has it. */
export type RenderedOf =
  | {
      readonly kind: "task";
      /** The text of the folder's URI. */
      readonly folder: string;
      readonly dagId: string;
      readonly taskId: string;
      /** Without: the latest run's. */
      readonly date?: string;
    }
  | { readonly kind: "document"; readonly document: string };

export function renderedUri(of: RenderedOf): vscode.Uri {
  const name =
    of.kind === "task" ? `${of.dagId} · ${of.taskId}` : baseName(vscode.Uri.parse(of.document).path);
  // What stands behind the name is not part of the title.
  const path = `/${name.replace(/[/\\?#]/g, "_").replace(/\.sql$/, "")} (rendered).sql`;
  return vscode.Uri.from({ scheme: RENDERED_SCHEME, path, query: JSON.stringify(of) });
}

/** Undefined for URIs that Millrace did not make. */
export function renderedOf(uri: vscode.Uri): RenderedOf | undefined {
  if (uri.scheme !== RENDERED_SCHEME) return undefined;
  try {
    const of: unknown = JSON.parse(uri.query);
    return isRenderedOf(of) ? of : undefined;
  } catch {
    return undefined;
  }
}

function isRenderedOf(of: unknown): of is RenderedOf {
  if (typeof of !== "object" || of === null || !("kind" in of)) return false;
  if (of.kind === "document") return "document" in of && typeof of.document === "string";
  return of.kind === "task" && "dagId" in of && "taskId" in of && "folder" in of;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

export async function showRendered(uri: vscode.Uri, column = vscode.ViewColumn.Beside): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.languages.setTextDocumentLanguage(document, "sql");
  await vscode.window.showTextDocument(document, { viewColumn: column, preview: true, preserveFocus: true });
}
