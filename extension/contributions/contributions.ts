import { COMMANDS } from "./commands.ts";
import { KEYBINDINGS } from "./keybindings.ts";
import { MENUS } from "./menus.ts";
import { SETTINGS } from "./settings.ts";
import { VIEW_CONTAINERS, VIEWS, VIEWS_WELCOME } from "./views.ts";

/**
 * The parts of `package.json` that belong to the editor. `scripts/contributions.ts` writes them there, and a test
 * fails when they differ.
 */
export function manifestParts(): Readonly<Record<string, unknown>> {
  return {
    displayName: "Millrace",
    publisher: "millrace",
    categories: ["Data Science", "Visualization", "Other"],
    icon: "extension/media/icon.png",
    main: "./dist/extension.cjs",
    extensionKind: ["workspace"],
    activationEvents: [
      "workspaceContains:**/*.dag.ts",
      // The search for the files above is given up in large folders; this only looks whether one file is there.
      "workspaceContains:millrace.json",
      // Panels that come back when the window is loaded again.
      "onWebviewPanel:millrace.backfill",
      "onWebviewPanel:millrace.connection",
      "onWebviewPanel:millrace.graph",
    ],
    capabilities: {
      untrustedWorkspaces: {
        supported: "limited",
        description: "DAG files are programs: nothing of an untrusted folder runs.",
      },
      virtualWorkspaces: {
        supported: "limited",
        description: "Pipelines run on the machine that has the files: open the folder from disk.",
      },
    },
    contributes: {
      commands: COMMANDS.map(({ id, title, icon }) => ({
        command: id,
        title,
        category: "Millrace",
        ...(icon !== undefined && { icon: `$(${icon})` }),
      })),
      menus: {
        commandPalette: COMMANDS.flatMap(({ id, palette }) =>
          palette === undefined ? [] : [{ command: id, when: palette === "never" ? "false" : palette }],
        ),
        ...MENUS,
      },
      keybindings: KEYBINDINGS,
      viewsContainers: VIEW_CONTAINERS,
      views: VIEWS,
      viewsWelcome: VIEWS_WELCOME,
      configuration: { title: "Millrace", properties: SETTINGS },
      jsonValidation: [{ fileMatch: "millrace.json", url: "./dist/types/millrace.schema.json" }],
    },
  };
}
