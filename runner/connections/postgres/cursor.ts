import Cursor from "pg-cursor";
import { CutText } from "../warehouse.ts";
import type { PgSession, PgSubmittable, PgWire } from "./session.ts";
import { columnTypes } from "./values.ts";

export interface CursorField {
  readonly name: string;
  readonly dataTypeID: number;
}

/** A statement whose rows the server makes as they are read. One at a time on a session. Methods throw pg's errors. */
export interface PgCursor {
  /** Known after the first `read`. */
  readonly fields: readonly CursorField[];
  /** The whole command tag; undefined until the server has said that the statement is done. */
  readonly tag: string | undefined;
  /** Up to so many rows. */
  read(rows: number): Promise<readonly (readonly unknown[])[]>;
  /** The server ends the statement, and commits it when it is in no transaction. Never rejects. */
  close(): Promise<void>;
}

interface CursorState {
  fields: readonly CursorField[];
  tag: string | undefined;
  isSent: boolean;
  hasFailed: boolean;
}

/** A server that does not answer to the end of a statement loses the session. */
const CLOSE_MILLISECONDS = 10_000;

/** What pg's client calls on a query, and pg-cursor has not: without them a COPY would end the process. */
interface CopyAnswers {
  handleCopyInResponse(connection: PgWire): void;
  handleCopyData(): void;
}

export function openCursor(
  session: PgSession,
  sql: string,
  values: readonly (string | null)[],
  longestText: number | undefined,
): PgCursor {
  const cursor = new Cursor<readonly unknown[]>(sql, [...values], {
    rowMode: "array",
    types: longestText === undefined ? columnTypes : cuttingTypes(longestText),
  });
  Object.assign(cursor, {
    handleCopyInResponse: (connection) => connection.sendCopyFail("there are no rows to copy here"),
    handleCopyData: () => {},
  } satisfies CopyAnswers);
  const state: CursorState = { fields: [], tag: undefined, isSent: false, hasFailed: false };
  // Also while nobody reads: the server may end the session.
  cursor.on("error", () => {
    state.hasFailed = true;
  });
  const onComplete = ({ text }: { readonly text: string }): void => {
    state.tag = text;
  };
  const send = (): void => {
    state.isSent = true;
    session.query(cursor as unknown as PgSubmittable);
  };

  return {
    get fields() {
      return state.fields;
    },
    get tag() {
      return state.tag;
    },
    read: async (rows) => {
      if (!state.isSent) send();
      session.connection.on("commandComplete", onComplete);
      try {
        return await new Promise((resolve, reject) => {
          cursor.read(rows, (error, read, result) => {
            if (error) return reject(error);
            if (result !== undefined) state.fields = result.fields;
            resolve(read);
          });
        });
      } finally {
        session.connection.off("commandComplete", onComplete);
      }
    },
    close: async () => {
      if (state.isSent && state.tag === undefined && !state.hasFailed) await closeCursor(session, cursor);
    },
  };
}

/** pg-cursor waits for an answer for ever, even on a connection that is gone. */
async function closeCursor({ connection: { stream } }: PgSession, cursor: Cursor): Promise<void> {
  const giveUp = setTimeout(() => stream.destroy(), CLOSE_MILLISECONDS);
  const { promise: lost, resolve } = Promise.withResolvers<void>();
  const onClose = (): void => resolve();
  stream.once("close", onClose);
  try {
    if (!stream.destroyed) await Promise.race([cursor.close(), lost]);
  } catch {
    // Then there is nothing open any more.
  } finally {
    stream.off("close", onClose);
    clearTimeout(giveUp);
  }
}

/** Reads text up to a length. A copy of its beginning is kept, and not all of it. */
function cuttingTypes(longest: number): { getTypeParser: (oid: number) => (text: string) => unknown } {
  const cut = (text: string): unknown =>
    text.length <= longest
      ? text
      : new CutText(copyOf(text.slice(0, beforePair(text, longest))), text.length);
  return {
    getTypeParser: (oid) => {
      const parse = columnTypes.getTypeParser(oid);
      return (text) => (text.length > longest ? cut(text) : parse(text));
    },
  };
}

/** No half of a character that takes two units. */
function beforePair(text: string, end: number): number {
  const code = text.charCodeAt(end - 1);
  return code >= 0xd800 && code <= 0xdbff ? end - 1 : end;
}

/** A slice would keep the whole text alive. */
function copyOf(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}
