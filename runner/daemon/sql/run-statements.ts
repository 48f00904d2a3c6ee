import type { SqlResult } from "../../../protocol/rpc/sql.ts";
import { LONGEST_CELL } from "../../../protocol/rpc/sql.ts";
import type { OpenResult, StatementSession } from "../../connections/warehouse.ts";
import { changesData } from "./changes-data.ts";
import { readPage } from "./page.ts";
import type { ReadyStatement } from "./read-source.ts";
import { transactionLeftOpen } from "./sql-errors.ts";

export interface RunOptions {
  /** Rows of each first page. */
  readonly rows: number;
  /** Called with each result when it is there. */
  readonly onResult: (result: SqlResult) => void;
}

export interface Ran {
  readonly results: readonly SqlResult[];
  /** The last statement, when it has more rows. */
  readonly open: { readonly result: OpenResult; readonly statement: ReadyStatement } | undefined;
}

/** Runs statements one after another on a session, up to the first that fails. */
export async function runStatements(
  session: StatementSession,
  statements: readonly ReadyStatement[],
  { rows, onResult }: RunOptions,
): Promise<Ran> {
  const results: SqlResult[] = [];
  let open: Ran["open"];
  for (const [index, statement] of statements.entries()) {
    try {
      const isLast = index === statements.length - 1;
      const { result, view } = await runStatement(session, statement, rows, isLast);
      results.push(view);
      onResult(view);
      if (view.hasMore) open = { result, statement };
    } catch (error) {
      throw statement.locate(error);
    }
  }
  if (session.isInTransaction) throw transactionLeftOpen();
  return { results, open };
}

async function runStatement(
  session: StatementSession,
  statement: ReadyStatement,
  rows: number,
  isLast: boolean,
): Promise<{ readonly result: OpenResult; readonly view: SqlResult }> {
  const started = performance.now();
  const result = await session.open(statement.text, statement.values, { longestText: LONGEST_CELL });
  const page = await readPage(result, rows);
  const isWriting = result.hasMore && changesData(statement.text);
  // Read to its end, it tells how many rows it has changed.
  if (isWriting) while (result.hasMore) await result.read(1_000);
  const milliseconds = performance.now() - started;
  const isCut = isWriting || (result.hasMore && !isLast);
  const hasMore = result.hasMore && isLast;
  if (!hasMore) await result.close();
  const view: SqlResult = {
    offset: statement.offset,
    command: result.command || firstWord(statement.text),
    columns: result.columns,
    ...page,
    hasMore,
    isCut,
    rowCount: result.rowCount ?? null,
    milliseconds,
    notices: session.takeNotices(),
    rendered: statement.text,
  };
  return { result, view };
}

/** The server tells the command when a statement is done. */
function firstWord(statement: string): string {
  const word = /\p{L}+/u.exec(statement)?.[0].toUpperCase() ?? "";
  return word === "WITH" || word === "VALUES" || word === "TABLE" ? "SELECT" : word;
}
