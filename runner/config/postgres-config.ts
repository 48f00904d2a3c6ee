import { z } from "zod";
import { duration } from "./duration-setting.ts";
import { secretRef } from "./secret-ref.ts";

const text = z.string().min(1);

/** What the URL is, is not told. */
const PASSWORD_IN_URL = `it has a password in it, and this file is shared with others
Take it out, say in "password" where it is, and change it where others have seen it.`;

function hasPassword(url: string): boolean {
  return /^\w+:\/\/[^@/?#]*:[^@]+@/.test(url.split("?", 1)[0] ?? "") || /[?&](ssl)?password=/i.test(url);
}

/** TLS modes, as libpq names them. */
export const SSL_MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;

export type SslMode = (typeof SSL_MODES)[number];

/** The fields of a `postgres` connection. What is left out comes from the URL, the service, PG* variables, libpq's defaults. */
export const postgresConfig = z
  .strictObject({
    type: z.literal("postgres"),
    url: text
      .refine((url) => !hasPassword(url), { error: PASSWORD_IN_URL })
      .exactOptional()
      .describe(
        "`postgresql://user@host:port/database?sslmode=…`, without a password. Fields beside it win.",
      ),
    service: text.exactOptional().describe("A service of `pg_service.conf`. Default `PGSERVICE`."),
    host: text
      .exactOptional()
      .describe("Name or address; or the folder of a Unix socket. Default `PGHOST`, or localhost."),
    port: z.int().min(1).max(65535).exactOptional().describe("Default `PGPORT`, or 5432."),
    database: text.exactOptional().describe("Default `PGDATABASE`, or the user's name."),
    user: text.exactOptional().describe("Default `PGUSER`, or the name of the system's user."),
    password: secretRef
      .exactOptional()
      .describe("Where the password is. Default `PGPASSWORD`, or the file of `PGPASSFILE` (~/.pgpass)."),
    sslmode: z
      .enum(SSL_MODES)
      .exactOptional()
      .describe("TLS, as libpq has it: `verify-full` checks certificate and host name. Default `prefer`."),
    sslrootcert: text
      .exactOptional()
      .describe("File with the CA's certificates, or `system`. Relative to the workspace."),
    sslcert: text.exactOptional().describe("File with the client's certificate."),
    sslkey: text.exactOptional().describe("File with the client's key."),
    connectTimeout: duration.exactOptional().describe("Longest wait for a session. Default 15s."),
    statementTimeout: duration
      .exactOptional()
      .describe("The server ends statements that take longer. Default: the server's own."),
    applicationName: text
      .exactOptional()
      .describe("What the server's views show for sessions that are not a task's. Default `millrace`."),
    maxSessions: z.int().positive().exactOptional().describe("Sessions at the same time. Default 16."),
    readOnly: z
      .boolean()
      .exactOptional()
      .describe("Opens every session read-only, so that the server refuses writes. Default false."),
  })
  .describe("A Postgres server, 13 or newer.");

export type PostgresConfig = z.infer<typeof postgresConfig>;
