import type { OpenResult } from "../../connections/warehouse.ts";
import type { ReadyStatement } from "./read-source.ts";
import { queryClosed } from "./sql-errors.ts";

/** What is left of a query that has more rows. */
export interface KeptResult {
  readonly result: OpenResult;
  readonly statement: ReadyStatement;
  /** Whether other work waits for what it holds. */
  isInTheWay(): Promise<boolean>;
  /** Frees the server's session. Never rejects. */
  close(): Promise<void>;
}

/** What somebody has asked a server, and may still read from or stop. */
export interface Query {
  /** Aborts what the server does for it. */
  readonly signal: AbortSignal;
  readonly kept: KeptResult | undefined;
  /** Runs after all work before it. Rejects with `query-closed` when the query is over. */
  use<T>(work: () => Promise<T>): Promise<T>;
  /** From now on it waits to be read, and is closed by itself when nobody does so for long. */
  keep(kept: KeptResult): void;
  /** Stops what runs, and frees what is open. Resolves when that is done; never rejects. */
  end(why: string): Promise<void>;
}

export interface QueryOptions {
  /** How long it may wait to be read, in milliseconds. */
  readonly idleMilliseconds: number;
  /** How often is looked whether it is in the way of other work: then it is closed at once. In milliseconds. */
  readonly lookEvery: number;
  readonly onKept: (query: Query) => void;
  readonly onEnd: (query: Query) => void;
}

export function newQuery({ idleMilliseconds, lookEvery, onKept, onEnd }: QueryOptions): Query {
  const abort = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  let using = 0;
  let kept: KeptResult | undefined;
  let ended: { readonly why: string } | undefined;
  let ending: Promise<void> | undefined;
  let idle: NodeJS.Timeout | undefined;
  let looking: NodeJS.Timeout | undefined;

  // A load that empties its table would wait for somebody who has long gone for lunch.
  const look = async (): Promise<void> => {
    // Who cannot be asked now is asked again.
    const isInTheWay = await kept?.isInTheWay().catch(() => false);
    if (isInTheWay === true) return void query.end("other work waited for it");
    lookLater();
  };
  const lookLater = (): void => {
    if (ended === undefined) looking = setTimeout(() => void look(), lookEvery).unref();
  };
  const finish = async (): Promise<void> => {
    clearTimeout(idle);
    clearTimeout(looking);
    // A statement that waits to be read needs no stop: its session can be used again.
    if (using > 0) abort.abort();
    await last;
    await kept?.close();
    onEnd(query);
  };
  const used = (): void => {
    using -= 1;
    clearTimeout(idle);
    if (ended !== undefined || kept === undefined) return;
    idle = setTimeout(() => void query.end("nobody has read from it for a while"), idleMilliseconds);
    idle.unref();
  };

  const query: Query = {
    signal: abort.signal,
    get kept() {
      return kept;
    },
    use(work) {
      using += 1;
      const result = last.then(() => {
        if (ended !== undefined) throw queryClosed(ended.why);
        return work();
      });
      last = result.then(used, used);
      return result;
    },
    keep(result) {
      kept = result;
      lookLater();
      onKept(query);
    },
    end(why) {
      ended ??= { why };
      ending ??= finish();
      return ending;
    },
  };
  return query;
}
