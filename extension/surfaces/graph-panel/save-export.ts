import path from "node:path";
import * as vscode from "vscode";
import type { GraphExport } from "../../../protocol/webview/graph.ts";

const FILES = {
  svg: { extension: "svg", name: "SVG image" },
  png: { extension: "png", name: "PNG image" },
  mermaid: { extension: "mmd", name: "Mermaid text" },
} as const;

/** Asks where to, and writes it. Resolves to what was done; undefined when the user gave up. */
export async function saveExport(
  folder: vscode.Uri,
  dagId: string,
  { format, bytes }: { readonly format: GraphExport["format"]; readonly bytes: Uint8Array },
): Promise<string | undefined> {
  const { extension, name } = FILES[format];
  // A DAG's id can have characters that no file name may have.
  const base = dagId.replace(/[^\p{L}\p{N}._-]+/gu, "_").slice(0, 80);
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, `${base}.${extension}`),
    filters: { [name]: [extension] },
    title: "Save graph",
  });
  if (uri === undefined) return undefined;
  await vscode.workspace.fs.writeFile(uri, bytes);
  return `Saved ${path.posix.basename(uri.path)}.`;
}
