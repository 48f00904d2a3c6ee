import type { DaemonClient } from "../handler.ts";
import { newQuery, type Query, type QueryOptions } from "./query.ts";

/** Queries by client, and by the id that the client gave them. */
export interface OpenQueries {
  /** Another one of that id is closed first. */
  begin(client: DaemonClient, queryId: string): Promise<Query>;
  /** Undefined when there was none, and when it has come to its end. */
  find(client: DaemonClient, queryId: string): Query | undefined;
  /** Ends it, and forgets why. */
  close(client: DaemonClient, queryId: string, why: string): Promise<void>;
  endAll(): Promise<void>;
}

export interface OpenQueriesOptions extends Pick<QueryOptions, "idleMilliseconds" | "lookEvery"> {
  /** More that wait to be read would take the sessions that runs need: the oldest is closed. */
  readonly most: number;
}

export function openQueries({ most, ...options }: OpenQueriesOptions): OpenQueries {
  // A client is known by the signal of its end, which is the same at each of its requests.
  const byClient = new Map<AbortSignal, Map<string, Query>>();
  const waiting = new Set<Query>();

  const onKept = (query: Query): void => {
    waiting.add(query);
    const [oldest] = waiting;
    if (waiting.size > most) void oldest?.end("other results were opened since");
  };
  const onEnd = (query: Query): void => void waiting.delete(query);

  const queriesOf = ({ gone }: DaemonClient): Map<string, Query> => {
    const known = byClient.get(gone);
    if (known !== undefined) return known;
    const queries = new Map<string, Query>();
    byClient.set(gone, queries);
    const onGone = async (): Promise<void> => {
      await endEach(queries.values(), "the editor has gone");
      byClient.delete(gone);
    };
    gone.addEventListener("abort", () => void onGone(), { once: true });
    return queries;
  };

  const close: OpenQueries["close"] = async (client, queryId, why) => {
    const queries = queriesOf(client);
    const query = queries.get(queryId);
    await query?.end(why);
    if (queries.get(queryId) === query) queries.delete(queryId);
  };

  return {
    async begin(client, queryId) {
      await close(client, queryId, "it was run again");
      const query = newQuery({ ...options, onKept, onEnd });
      queriesOf(client).set(queryId, query);
      return query;
    },
    find: (client, queryId) => queriesOf(client).get(queryId),
    close,
    async endAll() {
      await Promise.all(
        [...byClient.values()].map((queries) => endEach(queries.values(), "the runner ends")),
      );
    },
  };
}

async function endEach(queries: Iterable<Query>, why: string): Promise<void> {
  await Promise.all([...queries].map((query) => query.end(why)));
}
