import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  type Account,
  chooseAccount,
  giveFoldersTo,
  giveTo,
} from "../../runner/connections/embedded/server-account.ts";
import { freePort } from "../helpers/free-port.ts";
import type { ServerBinaries } from "./binaries.ts";

export interface ServerOptions {
  readonly binaries: ServerBinaries;
  /** Lines of postgresql.conf, by name. */
  readonly settings?: Readonly<Record<string, string>>;
  /** pg_hba.conf. Default: passwords from this machine, and the socket. */
  readonly hba?: string;
  /** Certificate and key: with them the server has TLS. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly clientCa?: string };
  /** Of this machine. Default: 127.0.0.1. */
  readonly listens?: "127.0.0.1" | "::1";
  /** The server is a hot standby of this one, which lets it in (`REPLICATION_HBA`). Its settings are that one's. */
  readonly standbyOf?: PostgresServer;
  /** Holds the data; gone after `stop`. Default: a new temporary one. */
  readonly folder?: string;
}

/** How the server ends: after its sessions, with its sessions, without tidying up, as by a crash. */
export type StopMode = "fast" | "immediate" | "kill";

export interface PostgresServer {
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
  /** Of its socket and its data. */
  readonly folder: string;
  /** What it printed so far. */
  log(): string;
  halt(mode: StopMode): Promise<void>;
  /** Again, on the same port, after `halt`. */
  start(): Promise<void>;
  /** Ends it for good, and removes its data. */
  stop(): Promise<void>;
}

const SIGNALS = { fast: "SIGINT", immediate: "SIGQUIT", kill: "SIGKILL" } as const;

const USER = "postgres";
const PASSWORD = "the server's own";

const HBA = [
  "local all all scram-sha-256",
  "host all all 127.0.0.1/32 scram-sha-256",
  "host all all ::1/128 scram-sha-256",
];

/** What a server's `hba` has to say, so that it can have a standby. */
export const REPLICATION_HBA = [...HBA, "host replication all 127.0.0.1/32 scram-sha-256"].join("\n");

/** Starts a real server on a free port of 127.0.0.1, with data of its own. */
export async function startPostgres(options: ServerOptions): Promise<PostgresServer> {
  const folder = options.folder ?? (await mkdtemp(path.join(tmpdir(), "mr-pg-")));
  // As root the server runs as another user, who must get to its data.
  await chmod(folder, 0o711);
  const account = await chooseAccount(undefined);
  const data = path.join(folder, "data");
  if (options.standbyOf === undefined) await makeData(options, folder, data, account);
  else await copyData(options.standbyOf, options.binaries, { folder, data, account });
  const host = options.listens ?? "127.0.0.1";
  const port = await freePort();
  const said: string[] = [];
  let child: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    const begun = said.length;
    const args = ["-D", data, "-p", String(port), "-k", folder, "-c", `listen_addresses=${host}`];
    const running = spawn(options.binaries.postgres, args, {
      ...account,
      cwd: "/",
      env: environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    child = running;
    await ready(running, said, begun);
  };
  const halt = async (mode: StopMode): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(SIGNALS[mode]);
    await ended;
  };
  try {
    await start();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    connection: { host, port, user: USER, password: PASSWORD, database: "postgres" },
    folder,
    log: () => said.join(""),
    halt,
    start,
    stop: async () => {
      await halt("fast");
      // The server's processes may be a moment behind it.
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

async function makeData(
  options: ServerOptions,
  folder: string,
  data: string,
  account: Account | undefined,
): Promise<void> {
  await mkdir(data, { mode: 0o700 });
  await giveFoldersTo(account, folder, data);
  const passwordFile = path.join(folder, "password");
  await writeFile(passwordFile, PASSWORD, { mode: 0o600 });
  await giveTo(account, passwordFile);
  const args = [
    "-D",
    data,
    "-U",
    USER,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
  ];
  await runProgram(options.binaries.initdb, [...args, "--locale=C", "--no-sync"], account);
  const settings: Record<string, string> = {
    // 13 has md5, which lines of scram-sha-256 do not take.
    password_encryption: "scram-sha-256",
    fsync: "off",
    full_page_writes: "off",
    ...options.settings,
  };
  if (options.tls !== undefined) {
    const { cert, key, clientCa } = options.tls;
    Object.assign(settings, { ssl: "on", ssl_cert_file: "server.crt", ssl_key_file: "server.key" });
    await copyTo(cert, path.join(data, "server.crt"), account);
    await copyTo(key, path.join(data, "server.key"), account);
    if (clientCa !== undefined) {
      settings["ssl_ca_file"] = "clients.crt";
      await copyTo(clientCa, path.join(data, "clients.crt"), account);
    }
  }
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`,
  );
  await writeFile(path.join(data, "postgresql.conf"), lines.join(""));
  await writeFile(path.join(data, "pg_hba.conf"), `${options.hba ?? HBA.join("\n")}\n`);
  for (const name of ["postgresql.conf", "pg_hba.conf"]) await giveTo(account, path.join(data, name));
}

async function copyTo(from: string, to: string, account: Account | undefined): Promise<void> {
  await cp(from, to);
  await chmod(to, 0o600);
  await giveTo(account, to);
}

async function copyData(
  { connection }: PostgresServer,
  binaries: ServerBinaries,
  to: { readonly folder: string; readonly data: string; readonly account: Account | undefined },
): Promise<void> {
  await mkdir(to.data, { mode: 0o700 });
  await giveFoldersTo(to.account, to.folder, to.data);
  const program = path.join(path.dirname(binaries.initdb), "pg_basebackup");
  const from = ["-h", connection.host, "-p", String(connection.port), "-U", connection.user];
  const args = ["-D", to.data, "--write-recovery-conf", "--checkpoint=fast", "--no-sync", ...from];
  await runProgram(program, args, to.account, { PGPASSWORD: connection.password });
}

async function runProgram(
  program: string,
  args: readonly string[],
  account: Account | undefined,
  variables: NodeJS.ProcessEnv = {},
): Promise<void> {
  const child = spawn(program, args, {
    ...account,
    cwd: "/",
    env: { ...environment(), ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => said.push(String(chunk)));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${path.basename(program)} ended with ${code}.\n${said.join("")}`);
}

/** What `scripts/test.ts` knows its processes by, and nothing that would change the server. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: "C" };
}

const READY = /database system is ready to accept (?:read.only )?connections/;

function ready(child: ChildProcess, said: string[], begun: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const listen = (chunk: unknown): void => {
      said.push(String(chunk));
      if (said.slice(begun).join("").match(READY)) resolve();
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`The server ended (${code}).\n${said.join("")}`)));
  });
}
