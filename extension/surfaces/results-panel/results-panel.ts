import * as vscode from "vscode";
import type { ResultsFromPage, ResultsToPage } from "../../../protocol/webview/results.ts";
import { VIEW_IDS } from "../../contributions/views.ts";
import { errorText } from "../../runner-error.ts";
import { messageText } from "../../text/message-text.ts";
import { webviewOptions, webviewPage } from "../../webview-page.ts";
import type { Surface } from "../surface.ts";
import { onPageMessage } from "./page-message.ts";
import { tabView } from "./tab-view.ts";

/** Results as tabs in the bottom panel. The tabs are the model's: the page comes and goes. */
export const resultsPanel: Surface = {
  name: "results panel",
  register: (services) => {
    const { tabs } = services.sql;
    const shown: { view?: vscode.WebviewView } = {};
    const send = (message: ResultsToPage): void => void shown.view?.webview.postMessage(message);
    const showTabs = (): void => {
      send({ kind: "tabs", tabs: tabs.all.map(tabView), active: tabs.active });
    };
    const onMessage = (message: ResultsFromPage): void => {
      onPageMessage(services, message, send, showTabs).catch((error: unknown) => {
        void vscode.window.showErrorMessage(messageText(errorText(error)));
      });
    };
    return vscode.Disposable.from(
      tabs.onDidChange(showTabs),
      tabs.onDidOpen(() => {
        // The focus stays where somebody types.
        if (shown.view !== undefined) shown.view.show(true);
        else void vscode.commands.executeCommand(`${VIEW_IDS.results}.focus`, { preserveFocus: true });
      }),
      vscode.window.registerWebviewViewProvider(VIEW_IDS.results, {
        resolveWebviewView: (view) => {
          shown.view = view;
          view.webview.options = webviewOptions(services.context.extensionUri);
          view.webview.onDidReceiveMessage(onMessage);
          view.onDidDispose(() => {
            if (shown.view === view) delete shown.view;
          });
          view.webview.html = webviewPage(view.webview, services.context.extensionUri, "results", "Results");
        },
      }),
    );
  },
};
