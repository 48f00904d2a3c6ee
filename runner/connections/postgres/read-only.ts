import { UserError } from "../../../protocol/user-error.ts";
import { type SqlStatement, splitStatements } from "../../loads/sql-statements.ts";
import { READ_ONLY, readOnlyRefusal, sqlErrorCause } from "./errors.ts";
import { sqlErrorPosition } from "./sql-error-position.ts";

/**
 * Statements that read, unless the server finds that they write (a function, a WITH with an INSERT), and that
 * end no transaction and change no setting: so the read-only transaction around them holds.
 */
const READING: ReadonlySet<string> = new Set(["SELECT", "WITH", "VALUES", "TABLE", "SHOW", "EXPLAIN"]);

/**
 * The statements of a text, each in a text in which it stands where it did, for the places of errors. Throws a
 * UserError for one that does not read; `reason` is why it may not.
 */
export function readingStatements(sql: string, reason: string): readonly string[] {
  return splitStatements(sql).map((statement) => {
    if (!READING.has(statement.words[0] ?? "")) throw refused(sql, statement, reason);
    const before = sql.slice(0, statement.offset).replaceAll(/[^\n]/gu, " ");
    return before + statement.text;
  });
}

/** What a read-only session is told when the server found that a statement writes; other errors stay. */
export function readOnlyError(error: unknown, reason: string): unknown {
  const cause = sqlErrorCause(error);
  if (!(error instanceof UserError) || cause?.sqlState !== READ_ONLY) return error;
  return readOnlyRefusal(error.message, reason, cause.place);
}

function refused(sql: string, { words, offset }: SqlStatement, reason: string): UserError {
  const place = sqlErrorPosition(sql, [...sql.slice(0, offset)].length + 1);
  const at = `at line ${place.line}, column ${place.column} of the statement`;
  return readOnlyRefusal(`${words[0] ?? "This"} ${at} is refused`, reason, place);
}
