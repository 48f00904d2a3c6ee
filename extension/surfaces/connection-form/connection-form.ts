import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import type { TestStepView } from "../../../protocol/rpc/connections.ts";
import type { ConnectionAnswers, FromConnectionForm } from "../../../protocol/webview/connection.ts";
import type { ConnectionFormPort } from "../../connection-form-port.ts";
import type { Services } from "../../services.ts";
import { messageText } from "../../text/message-text.ts";
import { panelIcon, webviewOptions, webviewPage } from "../../webview-page.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import { readAnswers } from "./answers.ts";
import { chooseFile } from "./choose-file.ts";
import { confirmUntested } from "./confirm-untested.ts";
import { createForm, type Form } from "./form.ts";
import { settingsFile } from "./settings-file.ts";

const VIEW_TYPE = "millrace.connection";
const TITLE = "Add Connection";
const SHOW = "Show millrace.json";

interface OpenForm {
  readonly panel: vscode.WebviewPanel;
  readonly form: Form;
}

/** The panels of the form, one for each folder that has one open; a reloaded window gets them back. */
export function createConnectionForm(services: () => Services): ConnectionFormPort & vscode.Disposable {
  const open = new Map<string, OpenForm>();

  const attach = (panel: vscode.WebviewPanel, model: WorkspaceModel, kept?: ConnectionAnswers): void => {
    const { context, secrets } = services();
    const key = model.folder.uri.toString();
    const uri = vscode.Uri.joinPath(model.folder.uri, "millrace.json");
    const form = createForm(
      {
        model,
        secrets: secrets.of(model.folder),
        file: settingsFile(uri),
        post: (message) => void panel.webview.postMessage(message),
        newId: randomUUID,
        later: (call, milliseconds) => {
          const timer = setTimeout(call, milliseconds);
          return () => clearTimeout(timer);
        },
        choose: (what) => chooseFile(model.folder.uri, what),
        confirm: confirmUntested,
        saved: (name, steps) => {
          panel.dispose();
          afterSave(services(), model, name, steps, uri);
        },
      },
      kept,
    );
    open.set(key, { panel, form });
    const listeners = [
      panel.webview.onDidReceiveMessage((message: FromConnectionForm) => form.receive(message)),
      model.onDidChange((change) => {
        if (change.kind !== "history") form.refresh();
      }),
    ];
    panel.onDidDispose(() => {
      open.delete(key);
      form.dispose();
      for (const listener of listeners) listener.dispose();
    });
    panel.iconPath = panelIcon(context.extensionUri, "connection");
    panel.webview.options = webviewOptions(context.extensionUri);
    panel.webview.html = webviewPage(panel.webview, context.extensionUri, "connection", TITLE);
  };

  const serializer = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
    deserializeWebviewPanel: async (panel, state: unknown) => {
      const { folder, answers } = Object(state) as { readonly folder?: unknown; readonly answers?: unknown };
      const model = typeof folder === "string" ? services().workspaces.byFolder(folder) : undefined;
      if (model === undefined) return panel.dispose();
      attach(panel, model, readAnswers(answers));
    },
  });

  return {
    open: (model) => {
      const there = open.get(model.folder.uri.toString());
      if (there !== undefined) return there.panel.reveal();
      attach(vscode.window.createWebviewPanel(VIEW_TYPE, TITLE, vscode.ViewColumn.Active), model);
    },
    dispose: () => {
      serializer.dispose();
      for (const { panel } of open.values()) panel.dispose();
    },
  };
}

/** The tree has it as soon as the runner has read the file: it need not wait for somebody to notice the change. */
function afterSave(
  { connectionTests, log }: Services,
  model: WorkspaceModel,
  name: string,
  steps: readonly TestStepView[] | undefined,
  uri: vscode.Uri,
): void {
  if (steps !== undefined) connectionTests.keep(model.folder.uri.toString(), name, steps, Date.now());
  model.reload().catch((error: unknown) => log.warn(`Reading ${model.folder.name} again: ${String(error)}`));
  const message = messageText(`${name} is in millrace.json.`);
  void vscode.window.showInformationMessage(message, SHOW).then((button) => {
    if (button === SHOW) void vscode.window.showTextDocument(uri);
  });
}
