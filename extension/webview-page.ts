import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

export type WebviewName = "graph" | "results" | "backfill" | "connection";

/** The options of every webview: scripts of ours, files of ours, and nothing else. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, "dist", "webview")] };
}

/** The icon of a panel's tab. The editor's own is hardly to be seen in light high contrast. */
export function panelIcon(
  extensionUri: vscode.Uri,
  name: Exclude<WebviewName, "results">,
): { readonly light: vscode.Uri; readonly dark: vscode.Uri } {
  const icon = (theme: string): vscode.Uri =>
    vscode.Uri.joinPath(extensionUri, "extension", "media", `${name}-${theme}.svg`);
  return { light: icon("light"), dark: icon("dark") };
}

/**
 * The page of a webview: the script and style that `dist/webview/` has under its name. Only scripts with the page's
 * nonce run. Styles may be inline because Mermaid draws with style attributes, which a nonce cannot allow.
 */
export function webviewPage(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  name: WebviewName,
  title: string,
): string {
  const nonce = randomBytes(16).toString("base64");
  const file = (base: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, "dist", "webview", base)).toString();
  const csp = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'unsafe-inline'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data: blob:`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<link rel="stylesheet" href="${file(`${name}.css`)}">
<title>${title}</title>
</head>
<body>
<main id="root"></main>
<script nonce="${nonce}" src="${file(`${name}.js`)}"></script>
</body>
</html>`;
}
