import * as vscode from "vscode";
import { shownName } from "../../../protocol/text/shown-text.ts";
import type { BackfillAnswers, FromBackfillForm } from "../../../protocol/webview/backfill.ts";
import type { BackfillFormPort } from "../../backfill-form-port.ts";
import type { Services } from "../../services.ts";
import type { CommandSubject } from "../../subject.ts";
import { panelIcon, webviewOptions, webviewPage } from "../../webview-page.ts";
import { withWork } from "../../work-progress.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import { parseAnswers, readAnswers } from "./answers.ts";
import { createForm, type Form } from "./form.ts";

const VIEW_TYPE = "millrace.backfill";

interface OpenForm {
  readonly panel: vscode.WebviewPanel;
  readonly form: Form;
}

/** The panels of the backfill form, one for each DAG that has one open; a reloaded window gets them back. */
export function createBackfillForm(services: () => Services): BackfillFormPort & vscode.Disposable {
  const open = new Map<string, OpenForm>();

  const attach = (
    panel: vscode.WebviewPanel,
    model: WorkspaceModel,
    dagId: string,
    subject: CommandSubject,
    kept?: BackfillAnswers,
  ): void => {
    const { context, memory } = services();
    const key = keyOf(model, dagId);
    const question = `backfill ${key}`;
    const form = createForm(
      {
        model,
        dagId,
        shell: process.platform === "win32" ? "powershell" : "posix",
        post: (message) => void panel.webview.postMessage(message),
        isShown: () => panel.visible,
        now: () => Date.now(),
        later: (call, milliseconds) => {
          const timer = setTimeout(call, milliseconds);
          return () => clearTimeout(timer);
        },
        remembered: () => parseAnswers(memory.last(question)),
        remember: (answers) => memory.keep(question, JSON.stringify(answers)),
        started: (work) => {
          withWork(services(), model, `Backfill ${dagId}`, work).catch((error: unknown) =>
            services().log.error("A backfill could not be followed.", error),
          );
        },
        copy: (text) => void copyCommand(text),
        openGraph: (work) => {
          const [runId, ...others] = work?.runIds ?? [];
          // Of several the graph follows the one that is at work.
          services().graph.open(model, {
            dagId,
            ...(runId !== undefined && others.length === 0 && { runId }),
          });
        },
        showRuns: () => void vscode.commands.executeCommand("millrace.runs.focus"),
      },
      subject,
      kept,
    );
    open.set(key, { panel, form });
    const listeners = [
      panel.webview.onDidReceiveMessage((message: FromBackfillForm) => form.receive(message)),
      model.onDidChange((change) => {
        if (change.kind === "history") form.runsChanged(new Set(change.changes.runs.map((run) => run.dagId)));
        else form.refresh();
      }),
    ];
    panel.onDidDispose(() => {
      open.delete(key);
      form.dispose();
      for (const listener of listeners) listener.dispose();
    });
    panel.iconPath = panelIcon(context.extensionUri, "backfill");
    panel.webview.options = webviewOptions(context.extensionUri);
    panel.webview.html = webviewPage(panel.webview, context.extensionUri, "backfill", "Backfill");
  };

  const serializer = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
    deserializeWebviewPanel: async (panel, state: unknown) => {
      const { folder, dagId, answers } = keptState(state);
      const model = folder === undefined ? undefined : services().workspaces.byFolder(folder);
      if (model === undefined || dagId === undefined) return panel.dispose();
      attach(panel, model, dagId, {}, readAnswers(answers));
    },
  });

  return {
    open: async (model, subject) => {
      const { dagId } = subject;
      if (dagId === undefined) throw new Error("A backfill needs a DAG.");
      const there = open.get(keyOf(model, dagId));
      if (there !== undefined) {
        there.panel.reveal();
        there.form.fillIn(subject);
        return;
      }
      const column = vscode.ViewColumn.Active;
      const panel = vscode.window.createWebviewPanel(VIEW_TYPE, `Backfill ${shownName(dagId, 60)}`, column);
      attach(panel, model, dagId, subject);
    },
    dispose: () => {
      serializer.dispose();
      for (const { panel } of open.values()) panel.dispose();
    },
  };
}

function keyOf(model: WorkspaceModel, dagId: string): string {
  return `${model.folder.uri.toString()} ${dagId}`;
}

/** What the page kept: of this version, or of an older one. */
function keptState(state: unknown): { folder?: string; dagId?: string; answers?: unknown } {
  if (typeof state !== "object" || state === null) return {};
  const { folder, dagId, answers } = state as Readonly<Record<string, unknown>>;
  return {
    ...(typeof folder === "string" && { folder }),
    ...(typeof dagId === "string" && { dagId }),
    answers,
  };
}

async function copyCommand(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage("$(check) Command copied", 3000);
}
