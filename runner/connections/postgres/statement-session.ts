import type { OpenOptions, OpenResult, SessionOptions, StatementSession } from "../warehouse.ts";
import { openCursor, type PgCursor } from "./cursor.ts";
import type { PostgresOptions } from "./options.ts";
import { readingStatements, readOnlyError } from "./read-only.ts";
import type { PgNotice, PgSession } from "./session.ts";
import { type SessionRunner, sessionRunner } from "./session-runner.ts";
import { settingStatements } from "./session-settings.ts";
import { runScript } from "./statements.ts";
import { rollBack } from "./transaction.ts";
import type { TypeNames } from "./type-names.ts";

/** Where nothing may be written, all of it is one transaction that is only read from. */
const READ_ONLY_START = "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY";

export interface SessionServices {
  readonly types: TypeNames;
  /** Whether others wait for this session, as another one sees it. */
  readonly isInTheWay: () => Promise<boolean>;
  /** Takes the session back. */
  readonly release: () => Promise<void>;
}

/** Statements one after another on a session. */
export async function statementSession(
  options: PostgresOptions,
  session: PgSession,
  sessionOptions: SessionOptions,
  { types, isInTheWay, release }: SessionServices,
): Promise<StatementSession> {
  const runner = sessionRunner(options, session, sessionOptions.signal);
  const reason = sessionOptions.readOnly ?? options.readOnly;
  const notices: string[] = [];
  const onNotice = (notice: PgNotice): void => void notices.push(noticeText(notice));
  let open: OpenResult | undefined;
  let hasFailed = false;
  let closing: Promise<void> | undefined;
  const settings = [
    ...settingStatements(sessionOptions, "SESSION"),
    ...(reason === undefined ? [] : [READ_ONLY_START]),
  ].join("; ");
  await runner.run(settings, async () => {
    await types.learn(session, []);
    if (settings !== "") await runScript(session, settings);
  });
  session.on("notice", onNotice);

  async function send(
    sql: string,
    values: readonly (string | null)[],
    { longestText }: OpenOptions,
  ): Promise<OpenResult> {
    // What comes after a failure would not be in the read-only transaction any more.
    if (reason !== undefined && hasFailed) throw new Error("A read-only session goes on after a failure.");
    if (reason !== undefined) readingStatements(sql, reason);
    try {
      return await openResult(sql, openCursor(session, sql, values, longestText), { session, runner, types });
    } catch (error) {
      hasFailed = true;
      // The server has answered, and is not done with the statement before it has done this too.
      await rollBack(session);
      throw reason === undefined ? error : readOnlyError(error, reason);
    }
  }

  const close = async (): Promise<void> => {
    await open?.close();
    await rollBack(session);
    session.off("notice", onNotice);
    await release();
  };

  return {
    open: async (sql, values = [], openOptions = {}) => {
      await open?.close();
      open = await send(sql, values, openOptions);
      return open;
    },
    get isInTransaction() {
      return reason === undefined && session.getTransactionStatus() !== "I";
    },
    isInTheWay,
    takeNotices: () => notices.splice(0),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

interface ResultServices {
  readonly session: PgSession;
  readonly runner: SessionRunner;
  readonly types: TypeNames;
}

/** Two, so that a statement with one row is done, and the session free to be asked about its types. */
const FIRST_ROWS = 2;

/** At least one row is read ahead, so that `hasMore` is the truth. */
async function openResult(
  sql: string,
  cursor: PgCursor,
  { session, runner, types }: ResultServices,
): Promise<OpenResult> {
  let ahead = await runner.run(sql, () => cursor.read(FIRST_ROWS));
  let read = 0;
  let isClosed = false;
  const oids = cursor.fields.map(({ dataTypeID }) => dataTypeID);
  // While it waits to be read, the session cannot be asked anything else: types made a moment ago have no names then.
  if (cursor.tag !== undefined && session.getTransactionStatus() !== "E")
    await runner.run("", () => types.learn(session, oids));
  return {
    columns: cursor.fields.map(({ name, dataTypeID }) => {
      const type = types.of(dataTypeID);
      return { name, type: type.name, isNumeric: type.isNumeric };
    }),
    get command() {
      return cursor.tag?.replace(/(?: \d+)+$/, "") ?? "";
    },
    get rowCount() {
      if (cursor.tag === undefined || ahead.length > 0) return undefined;
      // Of rows that it gives, the server counts those of the last `read` only.
      if (cursor.fields.length > 0) return read;
      const count = / (\d+)$/.exec(cursor.tag)?.[1];
      return count === undefined ? undefined : Number(count);
    },
    get hasMore() {
      return !isClosed && ahead.length > 0;
    },
    read: async (rows) => {
      if (isClosed || rows <= 0) return [];
      const missing = rows + 1 - ahead.length;
      const isOver = cursor.tag !== undefined || missing <= 0;
      const more = isOver ? [] : await runner.run(sql, () => cursor.read(missing));
      const all = [...ahead, ...more];
      ahead = all.slice(rows);
      const page = all.slice(0, rows);
      read += page.length;
      return page;
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      // Also after a cancel, which finds nothing to stop in a statement that waits to be read.
      await runner.idle();
      await cursor.close();
    },
  };
}

/** `NOTICE: table "t" does not exist, skipping` */
function noticeText({ severity, message, detail, hint }: PgNotice): string {
  const said = [message, detail, hint && `Hint: ${hint}`].filter((part) => part).join(" ");
  return severity === undefined ? said : `${severity}: ${said}`;
}
