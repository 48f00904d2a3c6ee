import type { RowCounts } from "../../protocol/run.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { StatementResult, Transaction } from "../connections/warehouse.ts";
import type { RenderedSql } from "../operators/operator.ts";
import { locateSqlErrors, sqlStateOf } from "./locate-sql-error.ts";
import { positionInSql } from "./position-in-sql.ts";
import { noStatement } from "./select-statement.ts";
import { type SqlStatement, splitStatements } from "./sql-statements.ts";

const OUTSIDE = "Run it outside of the DAG, for example with psql.";

const CONTROLS_TRANSACTION =
  /^(BEGIN|START TRANSACTION|COMMIT|END|ABORT|PREPARE TRANSACTION|ROLLBACK(?!( (WORK|TRANSACTION))? TO))\b/;

const NOT_IN_TRANSACTION =
  /^(VACUUM|(CREATE|DROP) (DATABASE|TABLESPACE)|ALTER SYSTEM|(CREATE|CREATE UNIQUE|DROP) INDEX CONCURRENTLY|REINDEX (\w+ )?CONCURRENTLY|REINDEX (DATABASE|SYSTEM))\b/;

/**
 * The statements of a script that can run in one transaction with its ledger row. Throws a UserError when
 * there is none, or one that the transaction does not allow.
 */
export function readScript(source: RenderedSql): readonly SqlStatement[] {
  const statements = splitStatements(source.text);
  if (statements.length === 0) throw noStatement(source);
  for (const statement of statements) {
    const words = statement.words.join(" ");
    const control = CONTROLS_TRANSACTION.exec(words);
    if (control !== null) throw controlsTransaction(source, statement, control[0]);
    const refused = NOT_IN_TRANSACTION.exec(words);
    if (refused !== null) throw notInTransaction(source, statement, refused[0]);
  }
  return statements;
}

/** What the statements did in all: an UPDATE's and a MERGE's rows count as updated, a CREATE TABLE AS inserts. */
export function countStatements(
  statements: readonly SqlStatement[],
  results: readonly StatementResult[],
): Pick<RowCounts, "read" | "inserted" | "updated" | "deleted"> {
  let inserted = 0;
  let updated = 0;
  let deleted = 0;
  for (const [index, { command, rowCount }] of results.entries()) {
    if (command === "INSERT") inserted += rowCount;
    else if (command === "UPDATE" || command === "MERGE") updated += rowCount;
    else if (command === "DELETE") deleted += rowCount;
    else if (statements[index]?.words[0] === "CREATE") inserted += rowCount;
  }
  return { read: inserted + updated, inserted, updated, deleted };
}

/** Runs a script that `readScript` has accepted. */
export async function runScript(tx: Transaction, source: RenderedSql): Promise<readonly StatementResult[]> {
  try {
    return await locateSqlErrors({ source, offset: 0, line: 1 }, () => tx.script(source.text));
  } catch (error) {
    throw sqlStateOf(error) === ACTIVE_SQL_TRANSACTION ? refusedInTransaction(error as UserError) : error;
  }
}

/** SQLSTATE of a statement that the server does not run in a transaction. */
const ACTIVE_SQL_TRANSACTION = "25001";

function refusedInTransaction(error: UserError): UserError {
  return new UserError({
    code: "not-in-transaction",
    message: `A task's statements always run in one transaction, and the server refuses that: ${error.message}`,
    next: OUTSIDE,
    ...(error.position && { position: error.position }),
    cause: error.cause,
  });
}

function controlsTransaction(source: RenderedSql, statement: SqlStatement, words: string): UserError {
  const position = positionInSql(source, statement.offset);
  return new UserError({
    code: "transaction-control",
    message: `${words} cannot stand in a task: its statements and the record of it are one transaction already.`,
    next: "Remove it; the transaction commits when all statements have succeeded.",
    ...(position && { position }),
  });
}

function notInTransaction(source: RenderedSql, statement: SqlStatement, words: string): UserError {
  const position = positionInSql(source, statement.offset);
  return new UserError({
    code: "not-in-transaction",
    message: `${words} cannot run in a transaction, and a task's statements always run in one.`,
    next: OUTSIDE,
    ...(position && { position }),
  });
}
