import * as vscode from "vscode";

/** The scheme of read-only documents that carry their text with them: reports are short, and outlive a reload. */
export const REPORT_SCHEME = "millrace-report";

/** Shows a text that nobody edits. `name` is what the tab is called. */
export async function showReport(name: string, text: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme: REPORT_SCHEME, path: `/${name}`, query: text });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: true });
}
