/** How the window looks: VS Code's own default themes. */
export type Theme = "light" | "dark" | "high contrast" | "high contrast light";

export type Settings = Readonly<Record<string, unknown>>;

interface ThemeNames {
  /** In settings. */
  readonly id: string;
  /** In the list that people choose from. */
  readonly label: string;
  /** On the window's root element. */
  readonly cssClass: string;
}

const THEME_FILES = "vscode-theme-defaults-themes";

export const THEMES: Readonly<Record<Theme, ThemeNames>> = {
  light: { id: "Default Light Modern", label: "Light Modern", cssClass: `${THEME_FILES}-light_modern-json` },
  dark: { id: "Default Dark Modern", label: "Dark Modern", cssClass: `${THEME_FILES}-dark_modern-json` },
  "high contrast": {
    id: "Default High Contrast",
    label: "Dark High Contrast",
    cssClass: `${THEME_FILES}-hc_black-json`,
  },
  "high contrast light": {
    id: "Default High Contrast Light",
    label: "Light High Contrast",
    cssClass: `${THEME_FILES}-hc_light-json`,
  },
};

/** A quiet window: nothing in it that is not ours, nothing that moves by itself, nothing that asks a network. */
const QUIET: Settings = {
  "breadcrumbs.enabled": false,
  "chat.disableAIFeatures": true,
  "editor.cursorBlinking": "solid",
  "editor.minimap.enabled": false,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "git.openRepositoryInParentFolders": "never",
  "npm.fetchOnlinePackageInfo": false,
  "security.workspace.trust.banner": "never",
  "security.workspace.trust.startupPrompt": "never",
  "telemetry.telemetryLevel": "off",
  "typescript.disableAutomaticTypeAcquisition": true,
  "update.mode": "none",
  "update.showReleaseNotes": false,
  "window.autoDetectColorScheme": false,
  "window.autoDetectHighContrast": false,
  "window.commandCenter": false,
  "window.confirmBeforeClose": "never",
  "workbench.enableExperiments": false,
  "workbench.layoutControl.enabled": false,
  "workbench.reduceMotion": "on",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

export function windowSettings(theme: Theme, given: Settings): Settings {
  return { ...QUIET, "workbench.colorTheme": THEMES[theme].id, ...given };
}
