import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import type { AnswerMemory } from "../answer-memory.ts";
import { askConsent } from "../ask-consent.ts";
import type { ResultsPort } from "../results-port.ts";
import type { Workspaces } from "../workspaces.ts";
import { createQueries, type Queries } from "./queries.ts";
import { type ResultTabs, resultTabs } from "./result-tabs.ts";
import { rowsTab } from "./rows-tab.ts";
import { type SqlContexts, sqlContexts } from "./sql-contexts.ts";

/** SQL in the editor: what is run on what, what runs, and what came back. */
export interface SqlServices {
  readonly contexts: SqlContexts;
  readonly queries: Queries;
  readonly tabs: ResultTabs;
  readonly results: ResultsPort;
}

interface Given {
  readonly workspaces: Workspaces;
  readonly memory: AnswerMemory;
  readonly state: vscode.Memento;
  readonly log: Pick<vscode.LogOutputChannel, "error">;
}

export function sqlServices({ workspaces, state, log }: Given): SqlServices {
  const onError = (error: unknown): void => log.error(String(error));
  const tabs = resultTabs(onError);
  const queries = createQueries(tabs, {
    client: async (folder) => {
      const model = workspaces.byFolder(folder);
      if (model === undefined) throw new Error("The folder of this statement is not open any more.");
      return model.client();
    },
    target: (folder) => {
      const target = workspaces.byFolder(folder)?.view?.target;
      return target ? { name: target.name, production: target.production } : null;
    },
    rowLimit: (folder) => {
      const resource = workspaces.byFolder(folder)?.folder.uri;
      return vscode.workspace.getConfiguration("millrace.sql", resource).get("rowLimit", 1000);
    },
    consent: (target) => askConsent(target, "Run this writing statement"),
    onError,
    newId: randomUUID,
    now: Date.now,
  });
  return {
    contexts: sqlContexts(workspaces, state, onError),
    queries,
    tabs,
    results: { showRows: async (rows) => tabs.open(rowsTab(rows, { id: randomUUID(), now: Date.now() })) },
  };
}
