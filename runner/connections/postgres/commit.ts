import { commitRefused, commitUnknown, connectionLost, sqlErrorCause, statementError } from "./errors.ts";
import type { PostgresOptions } from "./options.ts";
import type { PgSession } from "./session.ts";
import { runQuery } from "./statements.ts";

/** A network that is gone without a word would keep COMMIT waiting for a quarter of an hour, or for ever. */
const COMMIT_MILLISECONDS = 60_000;

/**
 * Not cancelled any more: whatever the server answers is the truth. When no answer comes, the session is given up, and
 * the error is `commit-unknown`: the server may be at it still, has done it, or will never hear of it.
 */
export async function commit(options: PostgresOptions, session: PgSession): Promise<void> {
  // It would not be sent: nothing can have been committed.
  if (session.lost !== undefined) throw connectionLost(options.name, session.lost);
  const milliseconds = options.commitMilliseconds ?? COMMIT_MILLISECONDS;
  let silence: Error | undefined;
  const giveUp = setTimeout(() => {
    silence = new Error(`no answer in ${milliseconds / 1000} s`);
    session.connection.abandon();
  }, milliseconds);
  let command: string;
  try {
    ({ command } = await runQuery(session, "COMMIT"));
  } catch (error) {
    throw commitError(options, silence ?? error);
  } finally {
    clearTimeout(giveUp);
  }
  if (command !== "COMMIT") throw commitRefused();
}

function commitError(options: PostgresOptions, error: unknown): unknown {
  const known = statementError(options, error, "COMMIT");
  return sqlErrorCause(known) === undefined ? commitUnknown(options.name, error) : known;
}
