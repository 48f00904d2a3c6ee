export const CHROMIUM_FLAGS: string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Enough of a theme that a picture of the page can be read. */
export const THEME_STYLE = `:root {
  --vscode-font-family: sans-serif; --vscode-font-size: 13px; --vscode-font-weight: normal;
  --vscode-editor-font-family: monospace; --vscode-foreground: #cccccc; --vscode-editor-background: #1f1f1f;
  --vscode-descriptionForeground: #9d9d9d; --vscode-focusBorder: #0078d4; --vscode-panel-border: #2b2b2b;
  --vscode-editorWidget-background: #202020; --vscode-editorWidget-border: #313131;
  --vscode-charts-green: #89d185; --vscode-charts-red: #f14c4c; --vscode-charts-yellow: #cca700;
  --vscode-charts-blue: #3794ff; --vscode-charts-orange: #d18616; --vscode-charts-purple: #b180d7;
  --vscode-errorForeground: #f85149; --vscode-editorWarning-foreground: #cca700;
  --vscode-sideBar-background: #181818; --vscode-input-background: #313131; --vscode-input-foreground: #cccccc;
  --vscode-dropdown-background: #313131; --vscode-dropdown-foreground: #cccccc; --vscode-dropdown-border: #3c3c3c;
  --vscode-menu-background: #1f1f1f; --vscode-menu-foreground: #cccccc; --vscode-menu-border: #454545;
  --vscode-menu-selectionBackground: #0078d4; --vscode-menu-selectionForeground: #ffffff;
  --vscode-textLink-foreground: #4daafc; --vscode-list-hoverBackground: #2a2d2e; --vscode-textCodeBlock-background: #2b2b2b;
  --vscode-icon-foreground: #cccccc; --vscode-notifications-background: #1f1f1f; --vscode-notifications-foreground: #ccc;
}`;
