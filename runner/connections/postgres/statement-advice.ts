import { UserError } from "../../../protocol/user-error.ts";
import type { SqlErrorCause, StatementOptions } from "./errors.ts";

/** What to do about errors that lie in the server or in the rights of its user, by SQLSTATE; undefined for others. */
export function nextAfter(sqlState: string, { name, user }: StatementOptions): string | undefined {
  switch (sqlState) {
    case "42501":
      return `Let the owner or an administrator GRANT it to the user "${user}", or use another user in the connection "${name}".`;
    case "53100":
      return "Free space on the server's disk, and run it again: what this transaction wrote is undone.";
    case "53200":
      return "Give the server more memory or lower its work_mem, and run it again.";
    case "53400":
    case "54000":
      return "Raise the limit in the server's settings that the message tells of.";
    case "55P03":
      return "Somebody else holds the lock (pg_locks tells who): run it again when they are done.";
    case "25006":
      return `The server takes no writes from this session: it is a standby (then point the connection "${name}" at the primary), or default_transaction_read_only is on for its user or database.`;
    case "57014":
      return "Somebody ended it on the server (pg_cancel_backend), or a time limit did: run it again.";
    case "58030":
    case "XX001":
    case "XX002":
      return "The server's disk or data are damaged: look into the server's log before anything else is written.";
    default:
      return undefined;
  }
}

/** The server ended a statement that took too long by the connection's setting or its own. */
export function statementTimedOut({ name, statementMilliseconds }: StatementOptions): UserError {
  const isOurs = statementMilliseconds !== undefined;
  const limit = isOurs
    ? `statementTimeout of the connection "${name}" allows (${statementMilliseconds / 1000} s)`
    : `statement_timeout of the server, its database or user allows in warehouse "${name}"`;
  return new UserError({
    code: "statement-timeout",
    message: `The server ended the statement, because it took longer than the ${limit} (SQLSTATE 57014).`,
    next: isOurs
      ? "Raise statementTimeout, or make the statement faster."
      : `Set statementTimeout of the connection "${name}", which comes before the server's, or make the statement faster.`,
    cause: { sqlState: "57014", place: undefined } satisfies SqlErrorCause,
  });
}
