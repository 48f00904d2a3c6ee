import {
  cancelSql,
  closeSql,
  executeSql,
  exportSql,
  fetchRows,
  renderSql,
} from "../../../protocol/rpc/sql.ts";
import { type HandlerContext, type HandlerGroup, handle } from "../handler.ts";
import { executeSource } from "./execute-source.ts";
import { exportSource } from "./export-source.ts";
import { type OpenQueriesOptions, openQueries } from "./open-queries.ts";
import { readPage } from "./page.ts";
import type { Query } from "./query.ts";
import { prepareSource } from "./read-source.ts";
import { queryCancelled, queryClosed } from "./sql-errors.ts";

const DEFAULTS: OpenQueriesOptions = { idleMilliseconds: 5 * 60_000, lookEvery: 1_000, most: 6 };

/** SQL that somebody runs from the editor. */
export function sqlHandlers(limits: OpenQueriesOptions = DEFAULTS): HandlerGroup {
  const queries = openQueries(limits);

  /** Runs the query's work; it is stopped when the request is withdrawn. */
  const during = async <T>({ signal }: HandlerContext, query: Query, work: () => Promise<T>): Promise<T> => {
    const onAbort = (): void => void query.end("the request was withdrawn");
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await query.use(work);
    } catch (error) {
      throw query.signal.aborted ? queryCancelled() : error;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  };

  return {
    handlers: [
      handle(executeSql, async (context, params) => {
        const query = await queries.begin(context.client, params.queryId);
        try {
          return await during(context, query, () => executeSource(context, params, query));
        } finally {
          if (query.kept === undefined) await queries.close(context.client, params.queryId, "it is done");
        }
      }),
      handle(fetchRows, async (context, { queryId, rows }) => {
        const query = queries.find(context.client, queryId);
        const kept = query?.kept;
        if (query === undefined || kept === undefined) throw queryClosed("the query is not open");
        try {
          const page = await during(context, query, () => readPage(kept.result, rows));
          const { hasMore } = kept.result;
          if (!hasMore) await queries.close(context.client, queryId, "all were read");
          return { ...page, hasMore };
        } catch (error) {
          await query.end("reading them failed");
          throw kept.statement.locate(error);
        }
      }),
      handle(cancelSql, async ({ client }, { queryId }) => {
        await queries.find(client, queryId)?.end("the query was cancelled");
        return null;
      }),
      handle(closeSql, async ({ client }, { queryId }) => {
        await queries.close(client, queryId, "the result was closed");
        return null;
      }),
      handle(exportSql, async (context, params) => {
        const query = await queries.begin(context.client, params.queryId);
        try {
          return await during(context, query, () => exportSource(context, params, query.signal));
        } finally {
          await queries.close(context.client, params.queryId, "it is done");
        }
      }),
      handle(renderSql, async ({ session }, { source }) => {
        const { text, label } = await prepareSource(session, source);
        return { text, label };
      }),
    ],
    close: () => queries.endAll(),
  };
}
