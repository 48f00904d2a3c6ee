import type { Readable } from "node:stream";
import type { TableRef } from "../warehouse.ts";
import { quoteIdentifier, quoteTable } from "./identifiers.ts";
import type { PgSession, PgSubmittable, PgWire } from "./session.ts";

/** What pg calls on a query while the server answers it. */
interface CopyQuery extends PgSubmittable {
  /** pg wraps this for its time-outs; it must be there. */
  callback(): void;
  handleCopyInResponse(connection: PgWire): void;
  handleCommandComplete(message: { readonly text: string }): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
}

/** The first byte of the message that brings rows. */
const COPY_DATA = 0x64;

export function copyStatement(
  table: TableRef,
  columns: readonly string[],
  format: "text" | "binary" = "text",
): string {
  const into = `COPY ${quoteTable(table)} (${columns.map(quoteIdentifier).join(", ")}) FROM STDIN`;
  return format === "binary" ? `${into} (FORMAT binary)` : into;
}

/**
 * Streams `data` into a COPY FROM STDIN statement, no faster than the server takes it. Resolves to the number of
 * rows when the server has them all. When `data` fails (or is destroyed), the COPY is called off and the promise
 * rejects with that very error; otherwise with pg's. The session can be used afterwards.
 *
 * Written against pg's query callbacks, not with pg-copy-streams: its writable cannot be destroyed safely once
 * the server has answered with an error, which is the ordinary fate of bad data.
 */
export async function copyIn(session: PgSession, sql: string, data: Readable): Promise<number> {
  let sourceError: { readonly error: unknown } | undefined;
  let answered = false;
  let rows = 0;
  const pump = async (connection: PgWire) => {
    try {
      await send(connection, data, () => answered);
      if (!answered) connection.endCopyFrom();
    } catch (error) {
      if (answered) return;
      sourceError = { error };
      connection.sendCopyFail("The source of the data failed.");
    }
  };
  try {
    await new Promise<void>((resolve, reject) => {
      const query: CopyQuery = {
        callback: () => {},
        submit: (connection) => connection.query(sql),
        handleCopyInResponse: (connection) => void pump(connection),
        handleCommandComplete: (message) => {
          rows = Number(/^COPY (\d+)/.exec(message.text)?.[1] ?? 0);
        },
        handleReadyForQuery: () => {
          answered = true;
          resolve();
        },
        handleError: (error) => {
          answered = true;
          reject(error);
        },
      };
      session.query(query);
    });
    return rows;
  } catch (error) {
    throw sourceError === undefined ? error : sourceError.error;
  }
}

/** Stops quietly when the server has already answered with an error, and when the socket is gone. */
async function send(connection: PgWire, data: Readable, answered: () => boolean): Promise<void> {
  for await (const chunk of data) {
    if (answered() || connection.stream.destroyed) return;
    await sendRows(connection, typeof chunk === "string" ? Buffer.from(chunk, "utf8") : (chunk as Buffer));
  }
}

/**
 * As pg's `sendCopyFromChunk`, which copies the bytes: these may be all that the session does. Resolves when they have left
 * this process, or never will: their memory may be used again.
 */
function sendRows({ stream }: PgWire, bytes: Buffer): Promise<void> {
  const header = Buffer.allocUnsafe(5);
  header[0] = COPY_DATA;
  header.writeInt32BE(bytes.length + 4, 1);
  return new Promise((resolve) => {
    const done = () => {
      stream.off("close", done);
      resolve();
    };
    stream.once("close", done);
    stream.cork();
    stream.write(header);
    stream.write(bytes, done);
    stream.uncork();
  });
}
