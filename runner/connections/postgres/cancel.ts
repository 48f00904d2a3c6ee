import { TLSSocket } from "node:tls";
import type { PostgresOptions } from "./options.ts";
import type { PgSession } from "./session.ts";
import { WireConnection } from "./wire-connection.ts";

const CANCEL_MILLISECONDS = 5_000;

/**
 * Asks the server to stop what the session is running, by a CancelRequest on a connection of its own: it takes
 * no session and no password, and has TLS when the session has it. Resolves when the server has passed it on (it
 * closes the connection then), or has not answered in time; never rejects.
 */
export function requestCancel(options: PostgresOptions, session: PgSession): Promise<void> {
  const way = session.connection.stream instanceof TLSSocket ? "tls" : "plain";
  const connection = new WireConnection({ name: options.name, address: options, ways: [way] });
  return new Promise((resolve) => {
    const timer = setTimeout(() => connection.stream.destroy(), CANCEL_MILLISECONDS);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    connection.on("connect", () => connection.cancel(session.processID, session.secretKey));
    connection.on("error", done);
    connection.on("end", done);
    connection.connect();
  });
}
