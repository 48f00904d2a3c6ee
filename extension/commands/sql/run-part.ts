import * as vscode from "vscode";
import type { SqlSource } from "../../../protocol/rpc/sql.ts";
import { parametersOf } from "../../../protocol/sql/parameters.ts";
import { templateSpans } from "../../../protocol/sql/template-spans.ts";
import type { Services } from "../../services.ts";
import { queryKey } from "../../sql/query-key.ts";
import type { QueryRequest, ResultTab } from "../../sql/result-tab.ts";
import type { SqlContext } from "../../sql/sql-contexts.ts";
import { placeOf, type SqlPart } from "../../sql/statement-source.ts";
import { notReady } from "../ask/ask-folder.ts";
import { askFills } from "./ask-interval.ts";
import { askValues } from "./ask-values.ts";
import { awaitRunner } from "./await-runner.ts";
import { offerTarget } from "./offer-target.ts";

/** Runs a part of a document after what it needs was asked for. Undefined when somebody gave up. */
export async function runPart(
  services: Services,
  document: vscode.TextDocument,
  part: SqlPart,
  title = "",
): Promise<ResultTab | undefined> {
  // While somebody is asked, or the runner starts, the document may change: what was seen is run, where it stood then.
  const text = document.getText();
  const version = document.version;
  await awaitRunner(services, document);
  if (!(await isFree(services, document))) return undefined;
  const context = await filledContext(services, document, part.text);
  if (context === undefined) return undefined;
  const names = new Set(parametersOf(part.text).map(({ name }) => name));
  const values = names.size === 0 ? {} : await askValues([...names], services.memory);
  if (values === undefined) return undefined;
  const uri = document.uri.toString();
  const source: SqlSource = {
    text: part.text,
    ...placeOf(text, part.start),
    file: document.isUntitled ? null : vscode.workspace.asRelativePath(document.uri, false),
    ...(context.dagId !== null && { dagId: context.dagId }),
    ...(context.interval !== null && { date: context.interval.date }),
    ...(names.size > 0 && { values }),
  };
  const key = `${uri} ${title} ${Date.now()}`;
  const request: QueryRequest = {
    folder: context.model.folder.uri.toString(),
    connection: context.connection,
    source,
    interval: context.interval?.label ?? null,
    title,
    key: queryKey(services.sql.tabs.all, uri, source, key),
    document: uri,
    // Typed in while questions were asked: nobody knows where the statement is now.
    statements: document.version === version ? part.statements : [],
  };
  const tab = await services.sql.queries.run(request);
  await offerTarget(tab, context.model.view?.target);
  return tab;
}

/** A statement of a document at a time: a second press is often meant for the first one. */
async function isFree({ sql }: Services, document: vscode.TextDocument): Promise<boolean> {
  const running = sql.queries.runningIn(document.uri.toString());
  if (running === undefined) return true;
  const stop = "Cancel It";
  const answer = await vscode.window.showInformationMessage(
    "A statement of this file is still running.",
    stop,
  );
  if (answer === stop) await sql.queries.cancel(sql.tabs.get(running.id) ?? running);
  return false;
}

/** Asks for an interval where templates need one. */
async function filledContext(
  services: Services,
  document: vscode.TextDocument,
  text: string,
): Promise<SqlContext | undefined> {
  const context = services.sql.contexts.of(document);
  if (context === undefined) {
    const own = services.workspaces.of(document.uri);
    throw notReady(own === undefined ? services.workspaces.all : [own]);
  }
  if (context.interval !== null) return context;
  const needsInterval = templateSpans(text).some(({ kind }) => kind !== "comment");
  if (!needsInterval) return context;
  const fills = await askFills(services, context.model, context.dagId);
  if (fills === undefined) return undefined;
  services.sql.contexts.choose(document, { fills });
  return { ...context, ...fills };
}
