import * as vscode from "vscode";
import type { Services } from "../services.ts";
import type { SqlContext } from "../sql/sql-contexts.ts";
import type { WorkspaceModel } from "../workspaces.ts";
import { type Choice, pickOne } from "./ask/pick.ts";
import { plainItem } from "./ask/plain-item.ts";
import type { Command } from "./command.ts";
import { askConnection } from "./sql/ask-connection.ts";
import { askFills } from "./sql/ask-interval.ts";
import { activeSqlEditor } from "./sql/sql-editor.ts";

/** Which connection the active editor's SQL runs on, and what its templates are filled from. */
export const selectSqlContext: Command = {
  id: "millrace.selectSqlContext",
  run: async (services) => {
    const { document } = activeSqlEditor();
    const context = services.sql.contexts.of(document);
    if (context === undefined) return undefined;
    const what = await askWhat(services, document.uri, context);
    switch (what) {
      case undefined:
        return undefined;
      case "connection": {
        const connection = await askConnection(services, context);
        if (connection === undefined) return undefined;
        services.sql.contexts.choose(document, { folder: context.model.folder.uri.toString(), connection });
        return connection;
      }
      case "interval": {
        const fills = await askFills(services, context.model, context.dagId);
        if (fills !== undefined) services.sql.contexts.choose(document, { fills });
        return fills?.interval.date;
      }
      case "dag": {
        const fills = await askFills(services, context.model, null);
        if (fills !== undefined) services.sql.contexts.choose(document, { fills });
        return fills?.interval.date;
      }
      case "none":
        services.sql.contexts.choose(document, { fills: null });
        return undefined;
      case "folder": {
        const model = await askOtherFolder(services);
        // Names of connections and DAGs are those of a folder.
        if (model !== undefined && model !== context.model)
          services.sql.contexts.start(document, { folder: model.folder.uri.toString() });
        return model?.folder.uri.toString();
      }
    }
  },
};

type What = "connection" | "interval" | "dag" | "none" | "folder";

interface WhatItem extends vscode.QuickPickItem {
  readonly what: What;
}

async function askWhat(
  { workspaces }: Services,
  uri: vscode.Uri,
  { connection, dagId, interval, model }: SqlContext,
): Promise<What | undefined> {
  // A document of no folder may be meant for any of them.
  const isFree = workspaces.of(uri) === undefined && workspaces.runnable.length > 1;
  const items: readonly WhatItem[] = [
    { what: "connection", label: "Connection", description: connection, iconPath: icon("plug") },
    {
      what: "interval",
      label: "Interval",
      description: interval?.label ?? "none",
      iconPath: icon("calendar"),
    },
    ...(dagId === null
      ? []
      : [
          {
            what: "dag",
            label: "DAG",
            description: dagId,
            iconPath: icon("type-hierarchy"),
          } satisfies WhatItem,
        ]),
    ...(interval === null
      ? []
      : [
          {
            what: "none",
            label: "No interval",
            description: "Templates are not filled",
            iconPath: icon("circle-slash"),
          } satisfies WhatItem,
        ]),
    ...(isFree
      ? [
          {
            what: "folder",
            label: "Folder",
            description: model.folder.name,
            iconPath: icon("root-folder"),
          } satisfies WhatItem,
        ]
      : []),
  ];
  const picked = await vscode.window.showQuickPick(items.map(plainItem), {
    title: "SQL of This File",
    placeHolder: "What to change?",
  });
  return picked?.what;
}

function icon(name: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name);
}

async function askOtherFolder({ workspaces, memory }: Services): Promise<WorkspaceModel | undefined> {
  const choices = workspaces.runnable.map(
    (model): Choice<WorkspaceModel> => ({
      label: model.folder.name,
      description: model.folder.uri.fsPath,
      key: model.folder.uri.toString(),
      value: model,
    }),
  );
  return pickOne(choices, { title: "Folder of This File", placeholder: "Whose connections?" }, memory);
}
