import type { ExecuteSqlParams, SqlResult } from "../../../protocol/rpc/sql.ts";
import { sqlStatementDone } from "../../../protocol/rpc/sql.ts";
import { UserError } from "../../../protocol/user-error.ts";
import type { SessionOptions, StatementSession } from "../../connections/warehouse.ts";
import type { Session } from "../../session.ts";
import type { HandlerContext } from "../handler.ts";
import type { Query } from "./query.ts";
import { type ReadySource, readSource } from "./read-source.ts";
import { runStatements } from "./run-statements.ts";
import { noStatement, productionTarget } from "./sql-errors.ts";

/** What the server's activity views call a session of the editor. */
const LABEL = "millrace editor";

/** Runs a source; the query keeps what has more rows. */
export async function executeSource(
  { session, client, holdSession }: HandlerContext,
  { queryId, source, connection, rows, consent }: ExecuteSqlParams,
  query: Query,
): Promise<readonly SqlResult[]> {
  const ready = await readSource(session, source);
  const { statements } = ready;
  if (statements.length === 0) throw noStatement();
  const release = holdSession();
  let opened: StatementSession | undefined;
  const close = async (): Promise<void> => {
    await opened?.close();
    release();
  };
  try {
    opened = await openSession(session, ready, connection, { signal: query.signal }, consent);
    const done: SqlResult[] = [];
    const { results, open } = await runStatements(opened, statements, {
      rows,
      onResult: (result) => {
        done.push(result);
        if (statements.length > 1)
          client.notify(sqlStatementDone, { queryId, index: done.length - 1, result });
      },
    });
    if (open === undefined) await close();
    else query.keep({ ...open, isInTheWay: opened.isInTheWay, close });
    return results;
  } catch (error) {
    await close();
    throw guarded(session, error, consent);
  }
}

/** A session on which a source's names are found as its templates mean them. */
export async function openSession(
  session: Session,
  { prepared }: ReadySource,
  connection: string,
  options: SessionOptions,
  consent?: string,
): Promise<StatementSession> {
  const connections = await session.connections(consent);
  const warehouse = await connections.warehouse(connection);
  const searchPath = await prepared.searchPath(warehouse);
  return warehouse.openSession({ label: LABEL, ...options, ...(searchPath && { searchPath }) });
}

/** On a production target all is read-only at first: only the server knows what writes. */
function guarded(session: Session, error: unknown, consent: string | undefined): unknown {
  const { target, writes } = session;
  const isRefused = error instanceof UserError && error.code === "read-only";
  if (!isRefused || target === undefined || consent !== undefined || !writes.needsConsent) return error;
  return productionTarget(target.name, error.position);
}
