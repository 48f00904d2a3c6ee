import * as vscode from "vscode";
import { renderTask } from "../../../protocol/rpc/runs.ts";
import { renderSql } from "../../../protocol/rpc/sql.ts";
import { errorText } from "../../runner-error.ts";
import type { Services } from "../../services.ts";
import { RENDERED_SCHEME, type RenderedOf, renderedOf } from "../../sql/rendered-sql.ts";
import { renderedTaskText, sqlComment } from "./rendered-text.ts";

/** Typing makes many changes, and each would be rendered. */
const QUIET_MS = 300;

/** Rendered SQL, read-only; made anew when its interval is chosen and when what it is of changes. */
export function renderedDocuments(services: Services): vscode.Disposable {
  const { workspaces, sql } = services;
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const timers = new Map<string, NodeJS.Timeout>();

  const again = (isWanted: (uri: vscode.Uri, of: RenderedOf) => boolean): void => {
    for (const { uri } of vscode.workspace.textDocuments) {
      const of = renderedOf(uri);
      if (of === undefined || !isWanted(uri, of)) continue;
      const key = uri.toString();
      clearTimeout(timers.get(key));
      const fire = (): void => {
        timers.delete(key);
        changed.fire(uri);
      };
      timers.set(key, setTimeout(fire, QUIET_MS));
    }
  };
  const isOfDocument =
    (document: vscode.Uri) =>
    (uri: vscode.Uri, of: RenderedOf): boolean =>
      uri.toString() === document.toString() ||
      (of.kind === "document" && of.document === document.toString());

  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(RENDERED_SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => {
        const of = renderedOf(uri);
        if (of === undefined) return "";
        try {
          return of.kind === "task" ? await taskText(services, uri, of) : await documentText(services, of);
        } catch (error) {
          return sqlComment(`It could not be rendered.\n${errorText(error)}`);
        }
      },
    }),
    sql.contexts.onDidChoose((document) => again(isOfDocument(document))),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme !== RENDERED_SCHEME) again(isOfDocument(document.uri));
    }),
    workspaces.onDidChange((event) => {
      if (event?.change.kind === "view") again((_, of) => of.kind === "task");
    }),
    {
      dispose: () => {
        for (const timer of timers.values()) clearTimeout(timer);
      },
    },
  );
}

async function taskText(
  { workspaces, sql }: Services,
  uri: vscode.Uri,
  { folder, dagId, taskId, date }: RenderedOf & { kind: "task" },
): Promise<string> {
  const model = workspaces.byFolder(folder);
  if (model === undefined) return sqlComment("The folder of this task is not open any more.");
  const client = await model.client();
  const wanted = sql.contexts.chosenInterval(uri)?.date ?? date;
  const rendered = await client.request(renderTask, {
    dagId,
    taskId,
    ...(wanted !== undefined && { date: wanted }),
  });
  return renderedTaskText({ dagId, taskId }, rendered);
}

async function documentText(
  { sql }: Services,
  { document: uri }: RenderedOf & { kind: "document" },
): Promise<string> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const context = sql.contexts.of(document);
  if (context === undefined) return sqlComment("The runner of this folder is not ready.");
  const client = await context.model.client();
  const { text } = await client.request(renderSql, {
    source: {
      text: document.getText(),
      startLine: 0,
      startColumn: 0,
      file: document.isUntitled ? null : vscode.workspace.asRelativePath(document.uri, false),
      ...(context.dagId !== null && { dagId: context.dagId }),
      ...(context.interval !== null && { date: context.interval.date }),
    },
  });
  return text;
}
