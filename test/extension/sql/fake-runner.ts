import type { RunnerClient } from "../../../extension/runner-client.ts";
import type { QueryWorld } from "../../../extension/sql/query-world.ts";
import type { RpcNotification, RpcRequest } from "../../../protocol/rpc/message.ts";
import { type SqlResult, sqlStatementDone } from "../../../protocol/rpc/sql.ts";

export interface FakeRunner {
  readonly world: QueryWorld;
  /** What was asked of it, as `method`, in order, with what it was asked with. */
  readonly asked: readonly { readonly method: string; readonly params: Readonly<Record<string, unknown>> }[];
  /** The next request of this message gets this answer, once; more than one answer queue up. */
  answer<P, R>(message: RpcRequest<P, R>, answer: () => R | Promise<R>): void;
  /** As a runner that is through with one statement of several. */
  statementDone(queryId: string, index: number, result: SqlResult): void;
}

export function fakeRunner(change: Partial<QueryWorld> = {}): FakeRunner {
  const asked: { method: string; params: Readonly<Record<string, unknown>> }[] = [];
  const answers = new Map<string, (() => unknown)[]>();
  const listeners = new Set<{ readonly method: string; readonly call: (params: never) => void }>();
  const ids = { last: 0 };
  const client: Pick<RunnerClient, "request" | "on"> = {
    request: async <P, R>({ method }: RpcRequest<P, R>, params: P): Promise<R> => {
      asked.push({ method, params: params as Readonly<Record<string, unknown>> });
      return (await answers.get(method)?.shift()?.()) as R;
    },
    on: <P>({ method }: RpcNotification<P>, call: (params: P) => void) => {
      const listener = { method, call };
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
  };
  return {
    asked,
    world: {
      client: async () => client,
      target: () => ({ name: "prod", production: true }),
      rowLimit: () => 2,
      consent: async () => undefined,
      onError: (error) => {
        throw error;
      },
      newId: () => {
        ids.last += 1;
        return `id${ids.last}`;
      },
      now: () => 0,
      ...change,
    },
    answer: ({ method }, answer) => {
      answers.set(method, [...(answers.get(method) ?? []), answer]);
    },
    statementDone: (queryId, index, result) => {
      for (const { method, call } of listeners)
        if (method === sqlStatementDone.method) call({ queryId, index, result } as never);
    },
  };
}

export function resultOf(rows: readonly (readonly number[])[], change: Partial<SqlResult> = {}): SqlResult {
  return {
    offset: 0,
    command: "SELECT",
    columns: [{ name: "n", type: "integer", isNumeric: true }],
    rows,
    cut: [],
    hasMore: false,
    isCut: false,
    rowCount: rows.length,
    milliseconds: 1,
    notices: [],
    rendered: "SELECT n",
    ...change,
  };
}
