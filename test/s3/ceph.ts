import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { accessSync, constants, openSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { freePort } from "../helpers/free-port.ts";
import type { CheckedServer } from "./checks/check.ts";

const run = promisify(execFile);

const PROGRAMS = ["ceph", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin"];
const MEMORY_BYTES = 2 << 30;
const PATIENCE_MS = 120_000;

/** Why there is no Ceph for tests on this machine, or false where there is one. */
export function cephMissing(): string | false {
  const missing = PROGRAMS.filter((program) => !isInstalled(program));
  return (
    missing.length > 0 &&
    `needs ${missing.join(", ")} (Debian: radosgw ceph-mon ceph-osd ceph-mgr), see .ci/run`
  );
}

function isInstalled(program: string): boolean {
  return (process.env["PATH"] ?? "").split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Ceph's S3 server, radosgw, with the least that it stands on: a monitor and one store, in memory. Everything is a
 * child of this process, listens on the loopback, and is in one temporary folder. It takes some ten seconds.
 */
export async function startCeph(): Promise<CheckedServer> {
  const folder = await mkdtemp(path.join(tmpdir(), "c-"));
  const children: ChildProcess[] = [];
  const close = async (): Promise<void> => {
    // Nothing of theirs is to be kept, so nobody is asked to put it in order. Who came last goes first.
    for (const child of children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const keys = { accessKeyId: "CEPHTESTKEY", secretAccessKey: randomUUID() };
    const endpoint = await startAll(folder, children, keys);
    // The region that radosgw gives itself is no region of AWS; it takes signatures for any.
    return { endpoint, region: "us-east-1", ...keys, close };
  } catch (error) {
    const said = await logsOf(folder);
    await close();
    throw new Error(`Ceph did not start: ${(error as Error).message}\n${said}`, { cause: error });
  }
}

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Gives the endpoint. */
async function startAll(folder: string, children: ChildProcess[], keys: Keys): Promise<string> {
  const [monitorPort, gatewayPort] = [await freePort(), await freePort()];
  const fsid = randomUUID();
  const conf = path.join(folder, "ceph.conf");
  for (const name of ["mon", "osd", "rgw", "run", "log"]) await mkdir(path.join(folder, name));
  await writeFile(conf, config(folder, fsid, `127.0.0.1:${monitorPort}`, `127.0.0.1:${gatewayPort}`));
  const serve = (program: string, ...args: readonly string[]): void => {
    const log = openSync(path.join(folder, "log", `${program}.out`), "a");
    children.push(spawn(program, ["-f", ...args, "-c", conf], { stdio: ["ignore", log, log] }));
  };
  const ceph = (...args: readonly string[]) => run("ceph", ["-c", conf, ...args]);

  const map = path.join(folder, "monmap");
  await run("monmaptool", ["--create", "--fsid", fsid, "--addv", "a", `[v1:127.0.0.1:${monitorPort}]`, map]);
  await run("ceph-mon", ["-i", "a", "--mkfs", "--monmap", map, "-c", conf]);
  serve("ceph-mon", "-i", "a");

  const store = randomUUID();
  await ceph("osd", "new", store);
  await run("ceph-osd", ["-i", "0", "--mkfs", "--osd-uuid", store, "-c", conf]);
  await ceph("osd", "crush", "add", "osd.0", "1.0", "root=default", "host=localhost");
  serve("ceph-osd", "-i", "0");
  await until("the store is up", children, async () => /\b1 up\b/.test((await ceph("osd", "stat")).stdout));

  serve("radosgw", "-n", "client.rgw");
  const endpoint = `http://127.0.0.1:${gatewayPort}`;
  await until("the gateway answers", children, async () => (await fetch(endpoint)).ok);
  await run("radosgw-admin", [
    ...["-c", conf, "user", "create", "--uid=tests", "--display-name=tests"],
    ...[`--access-key=${keys.accessKeyId}`, `--secret-key=${keys.secretAccessKey}`],
  ]);
  return endpoint;
}

/** Asks until it is so. Rejects when a child has ended, or all patience. */
async function until(
  what: string,
  children: readonly ChildProcess[],
  isSo: () => Promise<boolean>,
): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    if (await isSo().catch(() => false)) return;
    const ended = children.find(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null);
    if (ended !== undefined) throw new Error(`${ended.spawnfile} ended before ${what}`);
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await sleep(100);
  }
}

/** One copy of everything, nobody signs in to the monitor, and no port but of the loopback. */
function config(folder: string, fsid: string, monitor: string, gateway: string): string {
  return `
[global]
fsid = ${fsid}
mon host = v1:${monitor}
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind msgr2 = false
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd crush chooseleaf type = 0
osd crush update on start = false
osd class update on start = false
osd objectstore = memstore
memstore device bytes = ${MEMORY_BYTES}
mon allow pool size one = true
mon max pg per osd = 1000
mon osd full ratio = .99
mon data avail warn = 1
mon data avail crit = 1
run dir = ${folder}/run
admin socket = ${folder}/run/$name.asok
pid file = ${folder}/run/$name.pid
log file = ${folder}/log/$name.log
mon data = ${folder}/mon
osd data = ${folder}/osd
[client.rgw]
rgw data = ${folder}/rgw
rgw frontends = beast endpoint=${gateway} tcp_nodelay=1
`;
}

/** The ends of what the programs wrote. */
async function logsOf(folder: string): Promise<string> {
  const said = ["ceph-mon", "ceph-osd", "radosgw"].map(async (program) => {
    const text = await readFile(path.join(folder, "log", `${program}.out`), "utf8").catch(() => "");
    return `${program}: ${text.slice(-1000)}`;
  });
  return (await Promise.all(said)).join("\n");
}
