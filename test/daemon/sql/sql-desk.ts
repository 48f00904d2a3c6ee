import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";
import type { ParamsOf, ResultOf, RpcNotification, RpcRequest } from "../../../protocol/rpc/message.ts";
import type { ExecuteSqlParams, SqlResult, SqlSource } from "../../../protocol/rpc/sql.ts";
import { executeSql } from "../../../protocol/rpc/sql.ts";
import type { HandlerContext, HandlerGroup } from "../../../runner/daemon/handler.ts";
import type { Session } from "../../../runner/session.ts";
import { openWorkspaceSession } from "../../../runner/workspace-session.ts";

const CONFIG = {
  connections: {
    warehouse: { type: "embedded" },
    locked: { type: "embedded", readOnly: true },
    lake: { type: "files", path: "data" },
  },
  targets: {
    prod: { production: true, connections: { warehouse: "warehouse" } },
    other: { connections: { warehouse: "locked", source: "lake" } },
  },
};

const DAG = `
import { dag, runSql } from "millrace";
dag(
  { id: "daily", schedule: "@daily", startDate: "2018-11-01", timezone: "Asia/Tokyo", params: { city: { default: "Oslo" } } },
  () => { runSql("touch", { sql: "SELECT 1" }); },
);
`;

/** A workspace with one server, for all tests of a file. */
export interface SqlDesk {
  readonly workspace: string;
  session(target?: string): Session;
  /** A client of its own: ids of queries are its own. */
  client(group: HandlerGroup, session?: Session): SqlClient;
  /** An untouched schema's name. */
  schema(): Promise<string>;
}

export interface SqlClient {
  send<R extends RpcRequest<never, unknown>>(request: R, params: ParamsOf<R>): Promise<ResultOf<R>>;
  run(
    text: string,
    more?: Partial<SqlSource>,
    params?: Partial<ExecuteSqlParams>,
  ): Promise<readonly SqlResult[]>;
  readonly told: readonly { readonly method: string; readonly params: unknown }[];
  /** How many hold the session open. */
  readonly holds: number;
  leave(): void;
  withdraw(): void;
}

export async function sqlDesk(): Promise<SqlDesk> {
  const workspace = await mkdtemp(path.join(tmpdir(), "mr-sql-"));
  await chmod(workspace, 0o711);
  await writeFile(path.join(workspace, "millrace.json"), JSON.stringify(CONFIG));
  await writeFile(path.join(workspace, "daily.dag.ts"), DAG);
  const sessions = new Map<string | undefined, Session>();
  const groups = new Set<HandlerGroup>();
  const made = { schemas: 0 };
  after(async () => {
    for (const group of groups) await group.close?.();
    for (const session of sessions.values()) await session.close();
    await rm(workspace, { recursive: true, force: true });
  });

  const desk: SqlDesk = {
    workspace,
    session(target) {
      const known = sessions.get(target);
      if (known !== undefined) return known;
      const wanted = target !== undefined && { target: { name: target, by: "the editor" as const } };
      const session = openWorkspaceSession({ workspace, now: Date.now, newId: randomUUID, ...wanted });
      sessions.set(target, session);
      return session;
    },
    client(group, session = desk.session()) {
      groups.add(group);
      return sqlClient(group, session);
    },
    async schema() {
      made.schemas += 1;
      const name = `s${made.schemas}`;
      const warehouse = await (await desk.session().connections()).warehouse("warehouse");
      await warehouse.query(`CREATE SCHEMA ${name}`);
      return name;
    },
  };
  return desk;
}

function sqlClient(group: HandlerGroup, session: Session): SqlClient {
  const gone = new AbortController();
  let withdrawn = new AbortController();
  const told: { method: string; params: unknown }[] = [];
  let holds = 0;
  const handlers = new Map(group.handlers.map((handler) => [handler.method, handler]));
  const context = (): HandlerContext => ({
    session,
    holdSession: () => {
      holds += 1;
      return () => {
        holds -= 1;
      };
    },
    client: {
      gone: gone.signal,
      notify: <P>({ method }: RpcNotification<P>, params: P) => void told.push({ method, params }),
    },
    signal: AbortSignal.any([gone.signal, withdrawn.signal]),
  });
  const client: SqlClient = {
    async send(request, params) {
      const handler = handlers.get(request.method);
      if (handler === undefined) throw new Error(`Nobody answers ${request.method}.`);
      // What these handlers use of it.
      return (await handler.answer(context() as never, params)) as never;
    },
    run: (text, more = {}, params = {}) =>
      client.send(executeSql, {
        queryId: randomUUID(),
        source: { text, startLine: 0, startColumn: 0, file: "a.sql", ...more },
        connection: "warehouse",
        rows: 100,
        ...params,
      }),
    told,
    get holds() {
      return holds;
    },
    leave: () => gone.abort(),
    withdraw: () => {
      withdrawn.abort();
      withdrawn = new AbortController();
    },
  };
  return client;
}
