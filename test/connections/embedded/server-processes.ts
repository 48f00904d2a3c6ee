import assert from "node:assert/strict";
import { type ChildProcessByStdio, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { EmbeddedServer } from "../../../runner/connections/embedded/embedded-postgres.ts";
import { isAlive } from "../../../runner/connections/embedded/process-life.ts";
import { postgresWarehouse } from "../../../runner/connections/postgres/postgres-warehouse.ts";

export type Connection = EmbeddedServer["connection"];

/** A folder for a server, removed after the test; servers that a failed test leaves on it are killed. */
export async function serverFolder(t: TestContext): Promise<string> {
  const parent = await mkdtemp(path.join(tmpdir(), "millrace-test-embedded-"));
  await chmod(parent, 0o755);
  const folder = path.join(parent, "workspace", ".millrace", "postgres");
  t.after(async () => {
    for (const pid of processesOf(folder)) kill(pid);
    const sockets = await readFile(path.join(folder, "socket-folder"), "utf8").catch(() => undefined);
    if (sockets !== undefined) await rm(sockets, { recursive: true, force: true });
    await rm(parent, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  });
  return folder;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself meanwhile.
  }
}

export interface User {
  readonly pid: number;
  readonly connection: Connection;
  /** Leaves in order. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

/** Another Millrace process that uses the server of a folder. */
export async function startUser(folder: string, as: { uid?: number; gid?: number } = {}): Promise<User> {
  const child = startProgram(folder, as);
  const connection = (await firstLine(child)) as Connection & { readonly message?: string };
  assert.equal(connection.message, undefined);
  const exited = once(child, "exit");
  return {
    pid: child.pid ?? 0,
    connection,
    stop: async () => {
      child.stdin.write("stop\n");
      await exited;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

export type Program = ChildProcessByStdio<Writable, Readable, null>;

export function startProgram(folder: string, as: { uid?: number; gid?: number } = {}): Program {
  const program = path.join(import.meta.dirname, "use-server.ts");
  return spawn(process.execPath, [program, folder], { ...as, stdio: ["pipe", "pipe", "inherit"] });
}

export async function firstLine(child: Program): Promise<unknown> {
  for await (const line of createInterface(child.stdout)) return JSON.parse(line);
  return assert.fail("the program ended without a word");
}

export async function postmasterPid(data: string): Promise<number | undefined> {
  const text = await readFile(path.join(data, "postmaster.pid"), "utf8").catch(() => undefined);
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

/** Ids of all processes, of any user, with the folder in their command line: servers and watchdogs. */
export function processesOf(folder: string): number[] {
  return execFileSync("ps", ["-ww", "-eo", "pid=,stat=,args="], { encoding: "utf8" })
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .filter(
      ([, pid, stat, line]) =>
        line?.includes(folder) && !stat?.startsWith("Z") && Number(pid) !== process.pid,
    )
    .map(([, pid]) => Number(pid));
}

export async function untilDead(pid: number | undefined): Promise<void> {
  while (pid !== undefined && (await isAlive(pid))) await sleep(10);
}

/** Resolves when nothing runs for the folder any more. */
export async function untilQuiet(folder: string): Promise<void> {
  while (processesOf(folder).length > 0) await sleep(20);
}

export async function query(connection: Connection, sql: string): Promise<readonly (readonly unknown[])[]> {
  const warehouse = postgresWarehouse({ name: "embedded", ...connection });
  try {
    return (await warehouse.query(sql)).rows;
  } finally {
    await warehouse.close();
  }
}

/** What a stopped server leaves beside its data: nothing that tells of a running one. */
export function assertStopped(folder: string, connection: Connection): void {
  assert.deepEqual(processesOf(folder), []);
  assert.equal(existsSync(path.join(folder, "data", "postmaster.pid")), false);
  assert.equal(existsSync(connection.host), false);
}
