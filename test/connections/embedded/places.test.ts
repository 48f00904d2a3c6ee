import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { chmod, chown, cp, mkdir, readdir, readlink, rm, rmdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { embeddedPostgres } from "../../../runner/connections/embedded/embedded-postgres.ts";
import {
  type PlatformPackage,
  platformPackage,
  readPlatformPackage,
} from "../../../runner/connections/embedded/platform-package.ts";
import { query, serverFolder, startUser, untilQuiet } from "./server-processes.ts";

const SETTINGS = { fsync: "off" };
const NOT_ROOT = process.getuid?.() === 0 ? false : "only root's servers run as another user";
const NO_LINKS = process.platform === "linux" ? false : "only Linux's package was tried";

/** A copy of the installed package as npm leaves it when install scripts may not run, under a version of its own. */
async function packageWithoutLinks(folder: string, version: string): Promise<PlatformPackage> {
  const { native } = platformPackage();
  const root = path.join(folder, "package");
  await cp(native, path.join(root, "native"), { recursive: true, verbatimSymlinks: true });
  await writeFile(path.join(root, "package.json"), JSON.stringify({ version }));
  for (const link of links(native)) await rm(path.join(root, link.target));
  return readPlatformPackage(root);
}

function links(native: string): readonly { source: string; target: string }[] {
  return JSON.parse(readFileSync(path.join(native, "pg-symlinks.json"), "utf8"));
}

async function works(folder: string, programs?: PlatformPackage): Promise<string[]> {
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  const server = await embeddedPostgres({ folder, log, settings: SETTINGS, ...(programs && { programs }) });
  assert.deepEqual(await query(server.connection, "SELECT 1"), [[1]]);
  await server.stop();
  return lines;
}

/** The name of the folder in /var/lib/millrace that a workspace was given; removed after the test. */
function systemHome(t: TestContext, folder: string): string {
  const { home } = JSON.parse(readFileSync(path.join(folder, "location.json"), "utf8")) as { home: string };
  t.after(() => removeFromSystem(home));
  return home;
}

async function removeFromSystem(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  // Ours only when nothing else is in it.
  await rmdir(path.dirname(folder)).catch(() => {});
}

test("library links that the install script did not make are made", { skip: NO_LINKS }, async (t) => {
  const folder = await serverFolder(t);
  await mkdir(folder, { recursive: true });
  const programs = await packageWithoutLinks(folder, "18.4.0-test-links");
  assert.deepEqual(await works(folder, programs), []);
  for (const { source, target } of links(programs.native)) {
    assert.equal(await readlink(path.join(programs.native, "..", target)), path.basename(source));
  }
});

test("programs that root's server cannot get to are copied once", {
  skip: NOT_ROOT || NO_LINKS,
}, async (t) => {
  const folder = await serverFolder(t);
  await mkdir(path.join(folder, "private"), { recursive: true });
  // Not the version of another run, which may be at the same or have been killed.
  const version = `18.4.0-test-${randomUUID()}`;
  const programs = await packageWithoutLinks(path.join(folder, "private"), version);
  // As under root's home, and as installed under a strict umask.
  await chmod(path.join(folder, "private"), 0o700);
  await chmod(path.join(programs.native, "bin"), 0o700);
  await chmod(path.join(programs.native, "lib", "libssl.so.1.1"), 0o600);
  const copy = `/var/lib/millrace/bin-${version}`;
  t.after(() => removeFromSystem(copy));

  const lines = await works(folder, programs);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? "", new RegExp(copy));
  assert.deepEqual(await works(folder, programs), []);
  const others = (await readdir("/var/lib/millrace")).filter((name) => name.startsWith(path.basename(copy)));
  assert.deepEqual(others, [path.basename(copy)]);
});

test("data of a workspace that root's server cannot get to are elsewhere", { skip: NOT_ROOT }, async (t) => {
  const folder = await serverFolder(t);
  const workspace = path.join(folder, "..", "..");
  await mkdir(workspace);
  await chmod(workspace, 0o700);
  const user = await startUser(folder);
  const home = systemHome(t, folder);
  await query(user.connection, "CREATE TABLE kept AS SELECT 1 AS a");
  assert.match(home, /^\/var\/lib\/millrace\/[0-9a-f]{16}$/);
  assert.equal((await stat(path.join(home, "data"))).uid, 65534);
  assert.equal(existsSync(path.join(folder, "data")), false);
  // Killed: the watchdog finds the server there, too.
  await user.kill();
  await untilQuiet(folder);
  assert.equal(existsSync(path.join(home, "data", "postmaster.pid")), false);

  // Also when the workspace has become open to all.
  await chmod(workspace, 0o755);
  const again = await embeddedPostgres({ folder, settings: SETTINGS });
  assert.deepEqual(await query(again.connection, "SELECT a FROM kept"), [[1]]);
  await again.stop();

  await chmod(workspace, 0o700);
  // A copy of the workspace has a server of its own, a moved one keeps its data.
  const copied = path.join(workspace, "copy", ".millrace", "postgres");
  await cp(folder, copied, { recursive: true });
  await works(copied);
  assert.notEqual(systemHome(t, copied), home);
  await rm(folder, { recursive: true });
  await rm(copied, { recursive: true });
});

test("root's server in a user's workspace is the user's, who can go on with it", {
  skip: NOT_ROOT,
}, async (t) => {
  const folder = await serverFolder(t);
  const workspace = path.join(folder, "..", "..");
  const user = { uid: 65534, gid: 65534 };
  await mkdir(path.join(workspace, ".millrace"), { recursive: true });
  for (const part of [workspace, path.join(workspace, ".millrace")]) await chown(part, user.uid, user.gid);
  await works(folder);
  const joined = await startUser(folder, user);
  const root = await embeddedPostgres({ folder, settings: SETTINGS });
  assert.deepEqual(await query(root.connection, "SELECT 1"), [[1]]);
  // Root is still there, which the user's processes can see but not signal.
  await joined.kill();
  while ((await readdir(path.join(folder, "users"))).length > 1);
  assert.deepEqual(await query(root.connection, "SELECT 1"), [[1]]);
  await root.stop();
  await untilQuiet(folder);
  const alone = await startUser(folder, user);
  await alone.stop();
  await untilQuiet(folder);
});

test("an ordinary user needs nothing special", { skip: NOT_ROOT }, async (t) => {
  const folder = await serverFolder(t);
  const workspace = path.join(folder, "..", "..");
  await mkdir(workspace);
  await chown(workspace, 65534, 65534);
  await chmod(workspace, 0o700);
  const user = await startUser(folder, { uid: 65534, gid: 65534 });
  assert.deepEqual(await query(user.connection, "SELECT 1"), [[1]]);
  await user.kill();
  await untilQuiet(folder);
});

test("a workspace with a long path, spaces and quotes", async (t) => {
  const folder = path.join(await serverFolder(t), 'it\'s a "long" $path'.repeat(6), ".millrace", "postgres");
  assert.deepEqual(await works(folder), []);
  const user = await startUser(folder);
  await user.kill();
  await untilQuiet(folder);
  assert.equal(existsSync(path.join(folder, "data", "postmaster.pid")), false);
});
