import type { ConnectionTest } from "../connection-test.ts";
import { postgresTest } from "../postgres/connection-test.ts";
import type { PostgresOptions } from "../postgres/options.ts";
import { embeddedDatabase } from "./database.ts";
import type { EmbeddedServer } from "./embedded-postgres.ts";

export interface EmbeddedTestOptions {
  readonly name: string;
  readonly database: string;
  /** Joins or starts the server, which the caller leaves. */
  readonly start: () => Promise<EmbeddedServer>;
  /** Why nothing may be written; see `SessionOptions.readOnly`. */
  readonly readOnly: string | undefined;
  /** Also the database is not made. */
  readonly isNeverWritten: boolean;
}

/** The server, and then as any other Postgres. */
export function embeddedTest(given: EmbeddedTestOptions): ConnectionTest {
  const { name, database, readOnly } = given;
  let server: EmbeddedServer | undefined;
  const running = (): EmbeddedServer => {
    if (server === undefined) throw new Error("The server's step comes first.");
    return server;
  };
  const { steps, close } = postgresTest({
    options: (): PostgresOptions => ({ name, ...running().connection, database }),
    makeDatabase: async () => {
      await embeddedDatabase(running(), database, { warehouse: name, mayCreate: !given.isNeverWritten });
    },
    readOnly,
  });
  const start = async () => {
    server = await given.start();
    return { found: "runs" };
  };
  return { steps: [{ name: "server", run: start }, ...steps], close };
}
