import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { embeddedPostgres } from "../../../runner/connections/embedded/embedded-postgres.ts";
import {
  assertStopped,
  firstLine,
  postmasterPid,
  processesOf,
  query,
  serverFolder,
  startProgram,
  startUser,
  untilDead,
  untilQuiet,
} from "./server-processes.ts";

const SETTINGS = { fsync: "off" };

test("the server starts, keeps its data, and stops with its last user", async (t) => {
  const folder = await serverFolder(t);
  const first = await embeddedPostgres({ folder, settings: SETTINGS });
  await query(first.connection, "CREATE TABLE kept AS SELECT 1 AS a");
  assert.deepEqual(
    await query(
      first.connection,
      `SELECT name, setting FROM pg_settings WHERE name IN ('TimeZone', 'server_encoding', 'jit', 'wal_level',
         'synchronous_commit', 'listen_addresses', 'max_connections') ORDER BY name COLLATE "C"`,
    ),
    [
      ["TimeZone", "UTC"],
      ["jit", "off"],
      ["listen_addresses", ""],
      ["max_connections", "60"],
      ["server_encoding", "UTF8"],
      ["synchronous_commit", "on"],
      ["wal_level", "minimal"],
    ],
  );
  assert.deepEqual(
    await query(first.connection, "SELECT x FROM unnest(array['b','B','a','é','Z','_']) AS x ORDER BY x"),
    [["B"], ["Z"], ["_"], ["a"], ["b"], ["é"]],
  );
  assert.deepEqual(await query(first.connection, "SELECT upper('é')"), [["É"]]);
  await Promise.all([first.stop(), first.stop()]);
  await first.stop();
  assertStopped(folder, first.connection);
  assert.deepEqual(await readdir(path.join(folder, "users")), []);

  const second = await embeddedPostgres({ folder, settings: SETTINGS });
  assert.deepEqual(second.connection, first.connection);
  assert.deepEqual(await query(second.connection, "SELECT a FROM kept"), [[1]]);
  await second.stop();
  assertStopped(folder, second.connection);
});

test("nobody else gets in", async (t) => {
  const folder = await serverFolder(t);
  const server = await embeddedPostgres({ folder, settings: SETTINGS });
  const modes = await Promise.all(
    [path.join(folder, "credentials.json"), server.connection.host, path.join(folder, "data")].map(
      async (file) => (await stat(file)).mode & 0o777,
    ),
  );
  assert.deepEqual(modes, [0o600, 0o700, 0o700]);
  for (const pid of processesOf(folder)) {
    for (const file of [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`]) {
      if (process.platform === "linux")
        assert.doesNotMatch(readFileSync(file, "utf8"), new RegExp(server.connection.password));
    }
  }
  await assert.rejects(query({ ...server.connection, password: "guess" }, "SELECT 1"), {
    code: "warehouse-refused",
  });
  await server.stop();
});

test("a server whose folder was removed under it is stopped", async (t) => {
  const folder = await serverFolder(t);
  const server = await embeddedPostgres({ folder, settings: SETTINGS });
  await rm(path.dirname(folder), { recursive: true });
  await server.stop();
  await untilQuiet(folder);
  assert.equal(existsSync(server.connection.host), false);
});

test("one process may use it more than once, also from the start at the same time", async (t) => {
  const folder = await serverFolder(t);
  const servers = await Promise.all([1, 2, 3].map(() => embeddedPostgres({ folder, settings: SETTINGS })));
  for (const server of servers) {
    assert.deepEqual(await query(server.connection, "SELECT 1"), [[1]]);
    await server.stop();
  }
  assertStopped(folder, (servers[0] as (typeof servers)[0]).connection);
});

test("processes join and leave; the last one to leave stops it", async (t) => {
  const folder = await serverFolder(t);
  const [first, second] = await Promise.all([startUser(folder), startUser(folder)]);
  const pid = await postmasterPid(path.join(folder, "data"));
  assert.deepEqual(first.connection, second.connection);
  await first.stop();
  const third = await startUser(folder);
  await second.stop();
  assert.deepEqual(await query(third.connection, "SELECT 1"), [[1]]);
  assert.equal(await postmasterPid(path.join(folder, "data")), pid);
  await third.stop();
  assertStopped(folder, third.connection);
});

test("a killed process leaves no server behind", async (t) => {
  const folder = await serverFolder(t);
  const user = await startUser(folder);
  await query(user.connection, "CREATE TABLE kept AS SELECT 1 AS a");
  await user.kill();
  await untilQuiet(folder);
  assertStopped(folder, user.connection);
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith("stopping-")),
    [],
  );
  const next = await embeddedPostgres({ folder, settings: SETTINGS });
  assert.deepEqual(await query(next.connection, "SELECT a FROM kept"), [[1]]);
  await next.stop();
});

test("a killed process does not take the server from the others", async (t) => {
  const folder = await serverFolder(t);
  const [killed, other] = [await startUser(folder), await startUser(folder)];
  const pid = await postmasterPid(path.join(folder, "data"));
  await killed.kill();
  // Its watchdog ends when it has looked.
  while (processesOf(folder).length > 0 && readdirSync(path.join(folder, "users")).length > 1)
    await sleep(20);
  assert.deepEqual(await query(other.connection, "SELECT 1"), [[1]]);
  assert.equal(await postmasterPid(path.join(folder, "data")), pid);
  await other.stop();
  await untilQuiet(folder);
  assertStopped(folder, other.connection);
});

test("a process that starts while a watchdog stops the server gets a server", async (t) => {
  const folder = await serverFolder(t);
  for (let round = 0; round < 5; round += 1) {
    const killed = await startUser(folder);
    await killed.kill();
    await sleep(round * 4);
    const next = await embeddedPostgres({ folder, settings: SETTINGS });
    for (let times = 0; times < 10; times += 1) {
      assert.deepEqual(await query(next.connection, "SELECT 1"), [[1]]);
      await sleep(5);
    }
    await next.stop();
  }
});

test("a server whose processes and watchdogs were all killed is taken over", async (t) => {
  const folder = await serverFolder(t);
  const user = await startUser(folder);
  const pid = await postmasterPid(path.join(folder, "data"));
  for (const watchdog of processesOf(path.join(folder, "users"))) process.kill(watchdog, "SIGKILL");
  await user.kill();
  const next = await embeddedPostgres({ folder, settings: SETTINGS });
  assert.equal(await postmasterPid(path.join(folder, "data")), pid);
  assert.deepEqual(await query(next.connection, "SELECT 1"), [[1]]);
  await next.stop();
  assertStopped(folder, next.connection);
});

test("a server that was killed starts again with all that was committed", async (t) => {
  const folder = await serverFolder(t);
  const user = await startUser(folder);
  await query(user.connection, "CREATE TABLE kept AS SELECT 1 AS a");
  const pid = (await postmasterPid(path.join(folder, "data"))) as number;
  process.kill(pid, "SIGKILL");
  await untilDead(pid);
  const next = await embeddedPostgres({ folder, settings: SETTINGS });
  assert.deepEqual(await query(next.connection, "SELECT a FROM kept"), [[1]]);
  await Promise.all([next.stop(), user.stop()]);
  assertStopped(folder, next.connection);
});

test("a stale pid file whose id another program has now is no obstacle, and that program lives", async (t) => {
  const folder = await serverFolder(t);
  const user = await startUser(folder);
  const data = path.join(folder, "data");
  const pid = (await postmasterPid(data)) as number;
  const stale = readFileSync(path.join(data, "postmaster.pid"), "utf8");
  await user.stop();
  const bystander = await takeOver(t, data, stale);
  const next = await startUser(folder);
  assert.notEqual(await postmasterPid(data), pid);
  assert.deepEqual(await query(next.connection, "SELECT 1"), [[1]]);
  await next.kill();
  await untilQuiet(folder);
  assert.equal(bystander.exitCode ?? bystander.signalCode, null);
});

test("a watchdog does not take another program for the server", async (t) => {
  const folder = await serverFolder(t);
  const user = await startUser(folder);
  const data = path.join(folder, "data");
  const stale = readFileSync(path.join(data, "postmaster.pid"), "utf8");
  const pid = (await postmasterPid(data)) as number;
  process.kill(pid, "SIGKILL");
  await untilDead(pid);
  const bystander = await takeOver(t, data, stale);
  await user.kill();
  await untilQuiet(folder);
  assert.equal(bystander.exitCode ?? bystander.signalCode, null);
});

/** Another program has the id in the pid file, and runs as the server's user: it can be signalled. */
async function takeOver(t: TestContext, data: string, pidFile: string): Promise<ChildProcess> {
  const { uid, gid } = await stat(data);
  const bystander = spawn("sleep", ["600"], { uid, gid, stdio: "ignore" });
  t.after(() => bystander.kill());
  const file = path.join(data, "postmaster.pid");
  writeFileSync(file, pidFile.replace(/^\d+/, String(bystander.pid)), { mode: 0o600 });
  chownSync(file, uid, gid);
  return bystander;
}

test("a user file whose id another process has now does not keep the server", async (t) => {
  const folder = await serverFolder(t);
  const server = await embeddedPostgres({ folder, settings: SETTINGS });
  // As after a restart of the machine: the parent process is certainly alive, and not who wrote it.
  writeFileSync(path.join(folder, "users", `${process.ppid}-00000000`), "1");
  await server.stop();
  assertStopped(folder, server.connection);
});

test("data that were being made when Millrace was killed are made again", async (t) => {
  const folder = await serverFolder(t);
  for (const milliseconds of [0, 60, 200]) {
    const child = startProgram(folder);
    let isOver = false;
    const line = firstLine(child)
      .catch(() => undefined)
      .finally(() => {
        isOver = true;
      });
    while (!isOver && !unfinished(folder).some((name) => entries(path.join(folder, name)).includes("data")))
      await sleep(2);
    await sleep(milliseconds);
    child.kill("SIGKILL");
    await line;
  }
  const server = await embeddedPostgres({ folder, settings: SETTINGS });
  assert.deepEqual(await query(server.connection, "SELECT 1"), [[1]]);
  assert.deepEqual(unfinished(folder), []);
  await server.stop();

  function unfinished(parent: string): readonly string[] {
    return entries(parent).filter((name) => name.startsWith("init-"));
  }

  /** None where there is no folder, or not any more: the next program removes what the one before left. */
  function entries(parent: string): readonly string[] {
    try {
      return readdirSync(parent);
    } catch {
      return [];
    }
  }
});
