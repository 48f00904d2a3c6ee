import * as vscode from "vscode";
import { shownName } from "../../../protocol/text/shown-text.ts";
import type { GraphPort, GraphToOpen } from "../../graph-port.ts";
import type { Services } from "../../services.ts";
import { panelIcon, webviewOptions, webviewPage } from "../../webview-page.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import { createGraphSession, type GraphSession } from "./graph-session.ts";
import { keptSubject } from "./kept-subject.ts";
import { readPageMessage } from "./page-message.ts";
import { saveExport } from "./save-export.ts";

const VIEW_TYPE = "millrace.graph";

interface OpenGraph {
  readonly panel: vscode.WebviewPanel;
  readonly session: GraphSession;
}

/** The panels with graphs, one for each DAG that has one open; a reloaded window gets them back. */
export function createGraphPanels(services: () => Services): GraphPort & vscode.Disposable {
  const open = new Map<string, OpenGraph>();

  const attach = (panel: vscode.WebviewPanel, model: WorkspaceModel, graph: GraphToOpen): void => {
    const { extensionUri } = services().context;
    const { dagId } = graph;
    const key = keyOf(model, dagId);
    const session = createGraphSession({
      model,
      dagId,
      post: (message) => void panel.webview.postMessage(message),
      command: (command, subject) => void vscode.commands.executeCommand(command, subject),
      openFile: (file) => void vscode.window.showTextDocument(model.uriOf(file)),
      save: (name, exported) => saveExport(model.folder.uri, name, exported),
      copy: async (text) => vscode.env.clipboard.writeText(text),
      now: () => Date.now(),
      later: (call, milliseconds) => {
        const timer = setTimeout(call, milliseconds);
        return () => clearTimeout(timer);
      },
    });
    open.set(key, { panel, session });
    const listeners = [
      panel.webview.onDidReceiveMessage((message: unknown) => {
        const known = readPageMessage(message);
        if (known !== undefined) session.receive(known);
      }),
      // Hidden pages are thrown away, and say that they are ready when they are made again.
      panel.onDidChangeViewState(() => {
        if (!panel.visible) session.hidden();
      }),
      model.onDidChange((change) => session.changed(change)),
    ];
    panel.onDidDispose(() => {
      if (open.get(key)?.panel === panel) open.delete(key);
      session.dispose();
      for (const listener of listeners) listener.dispose();
    });
    session.open(graph);
    panel.iconPath = panelIcon(extensionUri, "graph");
    panel.webview.options = webviewOptions(extensionUri);
    panel.webview.html = webviewPage(panel.webview, extensionUri, "graph", "Graph");
  };

  const serializer = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
    deserializeWebviewPanel: async (panel, kept: unknown) => {
      const subject = keptSubject(kept);
      const model = subject === undefined ? undefined : services().workspaces.byFolder(subject.folder);
      if (subject === undefined || model === undefined) return panel.dispose();
      const { dagId, runId } = subject;
      attach(panel, model, { dagId, ...(runId !== null && { runId }) });
    },
  });

  return {
    open: (model, graph) => {
      const there = open.get(keyOf(model, graph.dagId));
      if (there !== undefined) {
        there.panel.reveal();
        there.session.open(graph);
        return;
      }
      const title = `Graph: ${shownName(graph.dagId, 60)}`;
      attach(vscode.window.createWebviewPanel(VIEW_TYPE, title, vscode.ViewColumn.Active), model, graph);
    },
    dispose: () => {
      serializer.dispose();
      // The panels stay: the editor keeps them over a reload of its window.
      for (const { session } of open.values()) session.dispose();
    },
  };
}

function keyOf(model: WorkspaceModel, dagId: string): string {
  return `${model.folder.uri.toString()} ${dagId}`;
}
