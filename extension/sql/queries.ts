import type * as vscode from "vscode";
import { cancelSql, closeSql, executeSql, type SqlResult, sqlStatementDone } from "../../protocol/rpc/sql.ts";
import { createEmitter } from "../emitter.ts";
import { type FetchMore, fetchMore } from "./fetch-more.ts";
import { isRefusal, notAgreed, stateAfter } from "./query-failure.ts";
import type { QueryWorld } from "./query-world.ts";
import type { QueryRequest, ResultTab } from "./result-tab.ts";
import type { ResultTabs } from "./result-tabs.ts";
import { runningTab, sectionOf } from "./running-tab.ts";

export interface Queries {
  /** Shows the request's tab and runs it. Resolves to the tab when it has ended, well or not. */
  run(request: QueryRequest): Promise<ResultTab>;
  /** In the tab that it is in. */
  runAgain(tab: ResultTab): Promise<void>;
  /** The server stops. */
  cancel(tab: ResultTab): Promise<void>;
  readonly more: FetchMore;
  /** What runs for a document now, by the text of its URI. */
  runningIn(document: string): ResultTab | undefined;
  readonly onDidStart: vscode.Event<ResultTab>;
  /** A statement of several has ended. */
  readonly onDidProgress: vscode.Event<ResultTab>;
  readonly onDidEnd: vscode.Event<ResultTab>;
}

export function createQueries(tabs: ResultTabs, world: QueryWorld): Queries {
  const started = createEmitter<ResultTab>(world.onError);
  const progressed = createEmitter<ResultTab>(world.onError);
  const ended = createEmitter<ResultTab>(world.onError);

  const send = async (
    request: QueryRequest,
    tabId: string,
    consent?: string,
  ): Promise<readonly SqlResult[]> => {
    const queryId = world.newId();
    tabs.change(tabId, { queryId });
    const client = await world.client(request.folder);
    const listening = client.on(sqlStatementDone, (done) => {
      const tab = tabs.get(tabId);
      if (done.queryId !== queryId || tab?.queryId !== queryId || tab.state.kind !== "running") return;
      const now = { ...tab, sections: [...tab.sections, sectionOf(done.result, queryId, done.index)] };
      tabs.change(tabId, now);
      progressed.fire(now);
    });
    try {
      return await client.request(executeSql, {
        queryId,
        source: request.source,
        connection: request.connection,
        rows: world.rowLimit(request.folder),
        ...(consent !== undefined && { consent }),
      });
    } finally {
      listening.dispose();
    }
  };

  /** Asks where the runner wants somebody to be asked: it knows which statements write. */
  const sendOrAsk = async (request: QueryRequest, tabId: string): Promise<readonly SqlResult[]> => {
    try {
      return await send(request, tabId);
    } catch (error) {
      const target = world.target(request.folder)?.name;
      if (!isRefusal(error, "production-target") || target === undefined) throw error;
      const consent = await world.consent(target);
      if (consent === undefined || tabs.get(tabId) === undefined) throw notAgreed();
      return send(request, tabId, consent);
    }
  };

  const release = async ({ request, queryId, state }: ResultTab): Promise<void> => {
    if (request === null || queryId === null) return;
    const client = await world.client(request.folder);
    await client.request(state.kind === "running" ? cancelSql : closeSql, { queryId });
  };
  /** Nobody waits for it, and a runner that is gone has let go by itself. */
  const letGo = (tab: ResultTab): void => void release(tab).catch(() => {});

  const execute = async (tab: ResultTab, request: QueryRequest): Promise<ResultTab> => {
    started.fire(tab);
    const outcome = await sendOrAsk(request, tab.id).then(
      (results) => ({ state: { kind: "done" } as const, results }),
      (error: unknown) => ({ state: stateAfter(error), results: [] }),
    );
    const before = tabs.get(tab.id) ?? tab;
    const { queryId } = before;
    const last = outcome.results.at(-1);
    const sections = outcome.results.map((result, index) => sectionOf(result, queryId ?? tab.id, index));
    const end: ResultTab = {
      ...before,
      state: outcome.state,
      // When a later statement failed, what the ones before it did stays.
      sections: outcome.state.kind === "done" ? sections : before.sections,
      milliseconds: world.now() - tab.startedAt,
      // A single statement is shown as the server got it.
      sql: outcome.results.length === 1 ? (last?.rendered ?? tab.sql) : tab.sql,
      queryId: last?.hasMore === true ? queryId : null,
    };
    // Closed meanwhile: nobody will ask for more.
    if (tabs.get(tab.id) === undefined) letGo(end);
    tabs.change(tab.id, end);
    ended.fire(end);
    return end;
  };

  const start = (request: QueryRequest): ResultTab =>
    runningTab(request, { id: world.newId(), now: world.now(), target: world.target(request.folder) });

  tabs.onDidClose(letGo);
  return {
    run: (request) => {
      const tab = start(request);
      tabs.open(tab);
      return execute(tab, request);
    },
    runAgain: async (tab) => {
      if (tab.request === null || tab.state.kind === "running") return;
      letGo(tab);
      const again: ResultTab = { ...start(tab.request), id: tab.id, isPinned: tab.isPinned };
      tabs.change(tab.id, again);
      await execute(again, tab.request);
    },
    cancel: async (tab) => {
      if (tab.state.kind === "running") await release(tab);
    },
    more: fetchMore(tabs, world),
    runningIn: (document) =>
      tabs.all.find(({ request, state }) => state.kind === "running" && request?.document === document),
    onDidStart: started.event,
    onDidProgress: progressed.event,
    onDidEnd: ended.event,
  };
}
