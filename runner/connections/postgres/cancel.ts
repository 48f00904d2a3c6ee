import pg from "pg";
import type { PostgresAddress } from "./options.ts";
import type { PgSession } from "./session.ts";

/** What pg's Connection has, and its published types leave out. */
interface CancelConnection {
  connect(portOrPath: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
  on(event: "connect" | "sslconnect" | "end" | "error", listener: () => void): void;
  readonly stream: { destroy(): void };
}

const CANCEL_MILLISECONDS = 5_000;

/**
 * Asks the server to stop what the session is running, by a CancelRequest on a connection of its own: it takes
 * no session and no password. Resolves when the server has passed it on (it closes the connection then), or has
 * not answered in time; never rejects.
 */
export function requestCancel(address: PostgresAddress, session: PgSession): Promise<void> {
  const ssl = address.ssl ?? false;
  const connection = new (pg.Connection as unknown as new (config: object) => CancelConnection)({ ssl });
  return new Promise((resolve) => {
    const timer = setTimeout(() => connection.stream.destroy(), CANCEL_MILLISECONDS);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    const send = () => connection.cancel(session.processID, session.secretKey);
    connection.on("connect", () => (ssl === false ? send() : connection.requestSsl()));
    connection.on("sslconnect", send);
    connection.on("error", done);
    connection.on("end", done);
    if (address.host.startsWith("/")) connection.connect(`${address.host}/.s.PGSQL.${address.port}`);
    else connection.connect(address.port, address.host);
  });
}
