import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, type TestContext, test } from "node:test";
import { UserError } from "../../protocol/user-error.ts";

import { runConnectionTest } from "../../runner/connections/connection-test.ts";
import { embeddedTest } from "../../runner/connections/embedded/connection-test.ts";
import { embeddedPostgres } from "../../runner/connections/embedded/embedded-postgres.ts";
import { filesTest } from "../../runner/connections/files/connection-test.ts";
import { postgresTest } from "../../runner/connections/postgres/connection-test.ts";
import { postgresWarehouse } from "../../runner/connections/postgres/postgres-warehouse.ts";
import { type TestConnection, testDatabase } from "../helpers/warehouse.ts";
import { stepsOf } from "./steps-of.ts";

describe("steps of a Postgres connection", () => {
  interface Case {
    readonly what: string;
    /** What is wrong with a connection that works. */
    readonly broken: (address: TestConnection) => Partial<TestConnection> | Promise<Partial<TestConnection>>;
    readonly fails: string;
  }

  const rightless = async (address: TestConnection): Promise<Partial<TestConnection>> => {
    const warehouse = postgresWarehouse({ name: "w", ...address });
    const user = `rightless_${address.database}`;
    await warehouse.script(`CREATE ROLE ${user} LOGIN PASSWORD 'x'`);
    await warehouse.close();
    return { user, password: "x" };
  };

  const CASES: readonly Case[] = [
    { what: "a socket that is not there", broken: () => ({ host: "/nowhere" }), fails: "reach" },
    { what: "a port that nobody listens to", broken: () => ({ host: "127.0.0.1", port: 9 }), fails: "reach" },
    { what: "a host that does not exist", broken: () => ({ host: "nowhere.invalid" }), fails: "reach" },
    { what: "a wrong password", broken: () => ({ password: "wrong" }), fails: "sign in" },
    { what: "an unknown user", broken: () => ({ user: "nobody_here" }), fails: "sign in" },
    { what: "a database that is not there", broken: () => ({ database: "not_there" }), fails: "database" },
    { what: "a user who may make no tables", broken: rightless, fails: "make a table" },
  ];

  for (const { what, broken, fails } of CASES) {
    test(`${what} fails at "${fails}", and no step after it is taken`, async (t) => {
      const address = await testDatabase(t);
      const options = { name: "w", ...address, ...(await broken(address)) };
      const lines = await stepsOf(postgresTest({ options: () => options, readOnly: undefined }));
      const at = lines.findIndex((line) => line.startsWith(`${fails} failed: `));
      assert.ok(at >= 0, lines.join("\n"));
      assert.ok(
        lines.slice(0, at).every((line) => / ok: /.test(line)),
        lines.join("\n"),
      );
      assert.deepEqual(
        lines.slice(at + 1),
        ["reach", "sign in", "database", "query", "make a table"]
          .slice(at + 1)
          .map((step) => `${step} not reached`),
      );
    });
  }

  test("one that works says what it found, and leaves nothing behind", async (t) => {
    const address = await testDatabase(t);
    const options = { name: "w", ...address };
    const lines = await stepsOf(postgresTest({ options: () => options, readOnly: undefined }));
    assert.match(lines[0] ?? "", /^reach ok: /);
    assert.deepEqual(lines.slice(1), [
      `sign in ok: as ${address.user}`,
      `database ok: ${address.database}`,
      lines[3],
      "make a table ok: allowed in schema public; undone",
    ]);
    assert.match(lines[3] ?? "", /^query ok: PostgreSQL \d+\.\d+$/);
    const warehouse = postgresWarehouse(options);
    t.after(() => warehouse.close());
    const tables = await warehouse.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    assert.deepEqual(tables.rows, []);
  });

  test("where nothing may be written, no table is made", async (t) => {
    const options = { name: "w", ...(await testDatabase(t)) };
    const lines = await stepsOf(postgresTest({ options: () => options, readOnly: "the test looks on" }));
    assert.equal(lines.at(-1), "make a table skipped: the test looks on");
  });
});

async function folder(t: TestContext): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), "millrace-connection-test-"));
  await chmod(made, 0o711);
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

describe("steps of the embedded server", () => {
  const testOf = (root: string, database: string, isNeverWritten = false) => {
    const servers: Awaited<ReturnType<typeof embeddedPostgres>>[] = [];
    const start = async () => {
      const server = await embeddedPostgres({ folder: path.join(root, "postgres") });
      servers.push(server);
      return server;
    };
    const readOnly = isNeverWritten ? "the test looks on" : undefined;
    const { steps, close } = embeddedTest({ name: "w", database, start, readOnly, isNeverWritten });
    return { steps, close: () => close().finally(() => Promise.all(servers.map((server) => server.stop()))) };
  };

  test("a server that does not start fails at its own step", async (t) => {
    const root = await folder(t);
    await writeFile(path.join(root, "postgres"), "in the way");
    const lines = await stepsOf(testOf(root, "postgres"));
    assert.equal(lines[0], "server failed: embedded-no-folder");
    assert.ok(lines.slice(1).every((line) => line.endsWith(" not reached")));
  });

  test("a database of its own is made, but not by somebody who may not write", async (t) => {
    const root = await folder(t);
    const looked = await stepsOf(testOf(root, "mine", true));
    assert.deepEqual(looked.slice(3), [
      "database failed: no-database",
      "query not reached",
      "make a table not reached",
    ]);
    assert.equal((await stepsOf(testOf(root, "mine")))[3], "database ok: mine, made now");
    assert.equal((await stepsOf(testOf(root, "mine")))[3], "database ok: mine");
    assert.equal((await stepsOf(testOf(root, "mine", true)))[3], "database ok: mine");
  });
});

describe("steps of a lake of files", () => {
  const isRoot = process.getuid?.() === 0;

  test("a folder with objects", async (t) => {
    const root = await folder(t);
    await writeFile(path.join(root, "a"), "");
    await mkdir(path.join(root, "b"));
    await writeFile(path.join(root, "b", "c"), "");
    assert.deepEqual(await stepsOf(filesTest({ name: "l", root })), [
      `folder ok: ${root}`,
      "read ok: allowed",
      "list ok: 2 objects",
    ]);
  });

  test("a folder that is not there, and a file in its place", async (t) => {
    const root = await folder(t);
    const missing = await stepsOf(filesTest({ name: "l", root: path.join(root, "no") }));
    assert.deepEqual(missing, ["folder failed: lake-missing", "read not reached", "list not reached"]);
    await writeFile(path.join(root, "file"), "");
    const file = await stepsOf(filesTest({ name: "l", root: path.join(root, "file") }));
    assert.equal(file[0], "folder failed: lake-missing");
  });

  test("one that may not be read", { skip: isRoot ? "root may read everything" : false }, async (t) => {
    const root = path.join(await folder(t), "closed");
    await mkdir(root, { mode: 0 });
    const lines = await stepsOf(filesTest({ name: "l", root }));
    assert.deepEqual(lines.slice(1), ["read failed: lake-access-denied", "list not reached"]);
  });
});

test("a defect is not taken for a step that failed, and a cancel ends the test", async () => {
  const steps = (error: unknown) => ({
    steps: [{ name: "a", run: () => Promise.reject(error) }],
    close: async () => {},
  });
  const defect = new TypeError("no function");
  await assert.rejects(
    runConnectionTest(steps(defect), () => 0, new AbortController().signal).next(),
    defect,
  );
  const cancelled = new UserError({ code: "cancelled", message: "Cancelled." });
  await assert.rejects(runConnectionTest(steps(cancelled), () => 0, AbortSignal.abort()).next(), cancelled);
});
