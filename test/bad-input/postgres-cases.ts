/** A way to get a `postgres` connection wrong, beside the right one of the server that the test starts. */
export interface BadConnection {
  /** What somebody did, in words. */
  readonly name: string;
  /** On the server with TLS; the other one has none. */
  readonly tls?: true;
  /** What is other than in the right connection; null leaves a field out. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Words of the command, without `millrace`. */
  readonly command?: readonly string[];
  /** A task of the DAG `load`, whose run is the command then; what is told of the task is told. */
  readonly task?: string;
}

/** Of the server without TLS, before the cases. The password of all is `known-by-few`. */
export const USERS = `
CREATE ROLE loader LOGIN PASSWORD 'known-by-few';
CREATE ROLE unlisted LOGIN PASSWORD 'known-by-few';
CREATE ROLE narrow LOGIN PASSWORD 'known-by-few' CONNECTION LIMIT 0;
CREATE ROLE reader LOGIN PASSWORD 'known-by-few';
ALTER ROLE reader SET default_transaction_read_only = on;
CREATE TABLE salaries (name text, amount numeric);
CREATE TABLE open (a integer);
GRANT ALL ON open TO loader, reader;
GRANT CREATE ON DATABASE postgres TO loader;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
CREATE DATABASE closed;
REVOKE CONNECT ON DATABASE closed FROM PUBLIC`;

export const HBA = `
local all all scram-sha-256
host all postgres,loader,narrow,reader 127.0.0.1/32 scram-sha-256`;

export const CASES: readonly BadConnection[] = [
  { name: "a wrong password", fields: {}, env: { SHOP_PASSWORD: "wrong" } },
  { name: "a wrong password of PGPASSWORD", fields: { password: null }, env: { PGPASSWORD: "wrong" } },
  { name: "a variable of the password that is not set", fields: { password: { env: "OTHER_PASSWORD" } } },
  { name: "no password, and no password file", fields: { password: null } },
  {
    name: "no password, and a password file of one's own that is not there",
    fields: { password: null },
    env: { PGPASSFILE: "/nowhere/passwords" },
  },
  {
    name: "a password file that others may read",
    fields: { password: null },
    env: { PGPASSFILE: "open-passwords" },
  },
  { name: "a database that is not there", fields: { database: "shopp" } },
  { name: "a database that the user may not connect to", fields: { database: "closed" } },
  { name: "a user that pg_hba.conf does not list", fields: { user: "unlisted" } },
  { name: "a user who has all sessions already", fields: { user: "narrow" } },
  { name: "a host that is not there", fields: { host: "nowhere.invalid" } },
  { name: "a port where nothing listens", fields: { port: 1 } },
  { name: "a folder without a socket", fields: { host: "/nowhere" } },
  { name: "TLS that the server does not have", fields: { sslmode: "require" } },
  {
    name: "a file of certificates that is not there",
    fields: { sslmode: "verify-ca", sslrootcert: "ca.crt" },
  },
  { name: "a certificate without anything to check it against", fields: { sslmode: "verify-full" } },
  {
    name: "a certificate of another CA",
    tls: true,
    fields: { sslmode: "verify-ca", sslrootcert: "other.crt" },
  },
  {
    name: "a certificate for another name",
    tls: true,
    fields: { sslmode: "verify-full", sslrootcert: "authority.crt" },
  },
  { name: "sslrootcert system without the name", fields: { sslmode: "require", sslrootcert: "system" } },
  { name: "a password in the URL", fields: { url: "postgresql://loader:s3cret@127.0.0.1/postgres" } },
  { name: "a URL of another database", fields: { url: "mysql://loader@127.0.0.1/postgres" } },
  { name: "a parameter of another driver", fields: { url: "postgresql://127.0.0.1/postgres?schema=public" } },
  {
    name: "several mistakes in a URL",
    fields: { url: "postgresql://127.0.0.1:many/postgres?sslmode=requre&schema=public" },
    command: ["validate"],
  },
  { name: "several hosts", fields: { host: "127.0.0.1,127.0.0.2" } },
  { name: "a service that is not there", fields: { service: "shop" } },
  { name: "a service of the environment that is not there", fields: {}, env: { PGSERVICE: "shop" } },
  { name: "a port of the environment that is none", fields: { port: null }, env: { PGPORT: "postgres" } },
  { name: "a time limit that is longer than timers are", fields: { connectTimeout: "4w" } },
  { name: "no rights to make tables", fields: {} },
  { name: "no rights on a table", fields: {}, command: ["sql", "SELECT * FROM salaries"] },
  {
    name: "no rights on a table that is loaded",
    fields: {},
    task: `loadFact("load", { table: "salaries", sql: "SELECT 'me' AS name, 1000 AS amount" })`,
  },
  {
    name: "no rights on a table that is staged into",
    fields: {},
    task: `stageFromS3("load", { from: "load.json", table: "salaries", scope: "shared" })`,
  },
  {
    name: "a user who may only read",
    fields: { user: "reader" },
    command: ["sql", "INSERT INTO open VALUES (1)"],
  },
  {
    name: "a statement that takes too long",
    fields: { statementTimeout: "1s" },
    command: ["sql", "SELECT pg_sleep(60)"],
  },
];
