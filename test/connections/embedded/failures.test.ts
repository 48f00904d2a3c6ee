import assert from "node:assert/strict";
import { chmod, chown, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type TestContext, test } from "node:test";
import type { UserError } from "../../../protocol/user-error.ts";
import { embeddedPostgres } from "../../../runner/connections/embedded/embedded-postgres.ts";
import { fileSystemError, serverFailed } from "../../../runner/connections/embedded/errors.ts";
import { platformPackage } from "../../../runner/connections/embedded/platform-package.ts";
import { firstLine, processesOf, serverFolder, startProgram } from "./server-processes.ts";

const SETTINGS = { fsync: "off" };

async function stoppedServer(t: TestContext): Promise<string> {
  const folder = await serverFolder(t);
  const server = await embeddedPostgres({ folder, settings: SETTINGS });
  await server.stop();
  return folder;
}

test("a platform without a package, and a package that is not installed", () => {
  assert.throws(() => platformPackage("sunos-sparc"), {
    name: "UserError",
    code: "embedded-unsupported",
    message: "There is no embedded Postgres for sunos-sparc.",
  });
  const other = process.platform === "win32" ? "linux-x64" : "win32-x64";
  assert.throws(
    () => platformPackage(other),
    (error: UserError) => {
      assert.equal(error.code, "embedded-missing");
      assert.match(error.message, /@embedded-postgres\//);
      assert.match(error.next ?? "", /--omit=optional/);
      return true;
    },
  );
});

test("programs that do not run", async (t) => {
  const folder = await serverFolder(t);
  const native = path.join(folder, "package", "native");
  await mkdir(path.join(native, "bin"), { recursive: true });
  const programs = { native, version: "18.4.0-test-broken" };
  const scripts: readonly (readonly [string, RegExp])[] = [
    ["#!/no/such/loader\n", /could not make its data directory: .*ENOENT/],
    [
      "#!/bin/sh\necho 'libicuuc.so.60: cannot open shared object file' >&2; exit 127\n",
      /ended with 127\.\n {2}libicuuc/,
    ],
    ["#!/bin/sh\necho 'No space left on device'; exit 1\n", /No space left/],
  ];
  for (const [script, says] of scripts) {
    for (const name of ["initdb", "postgres"]) {
      await writeFile(path.join(native, "bin", name), script);
      await chmod(path.join(native, "bin", name), 0o755);
    }
    const full = script.includes("No space");
    await assert.rejects(embeddedPostgres({ folder, programs }), {
      name: "UserError",
      code: full ? "embedded-disk-full" : "embedded-failed",
      message: says,
    });
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.startsWith("init-")),
      [],
    );
    assert.deepEqual(await readdir(path.join(folder, "users")), []);
  }
});

test("a server that does not start tells the end of its log", async (t) => {
  const folder = await stoppedServer(t);
  await assert.rejects(embeddedPostgres({ folder, settings: { shared_buffers: "plenty" } }), {
    code: "embedded-failed",
    message:
      /could not start: postgres ended with 1\.\n(?:.*\n)*.*invalid value for parameter "shared_buffers": "plenty"/,
  });
  assert.deepEqual(await readdir(path.join(folder, "users")), []);
  const server = await embeddedPostgres({ folder, settings: SETTINGS });
  await server.stop();
});

test("data of another version, and data whose password is lost", async (t) => {
  const folder = await stoppedServer(t);
  const { native } = platformPackage();
  await assert.rejects(embeddedPostgres({ folder, programs: { native, version: "19.1.0" } }), {
    code: "embedded-other-version",
    message: /made by Postgres 18, and this Millrace has 19/,
  });
  const credentials = path.join(folder, "credentials.json");
  for (const damage of [() => writeFile(credentials, "{"), () => rm(credentials)]) {
    await damage();
    await assert.rejects(embeddedPostgres({ folder, settings: SETTINGS }), {
      code: "embedded-no-credentials",
    });
  }
  assert.deepEqual(processesOf(folder), []);
});

const notRoot = process.getuid?.() === 0 ? false : "only root can make data of another user";

test("a folder that one may not write to, and data of another user", { skip: notRoot }, async (t) => {
  const folder = await serverFolder(t);
  await mkdir(folder, { recursive: true });
  const denied = (await firstLine(startProgram(folder, { uid: 65534, gid: 65534 }))) as { error: string };
  assert.equal(denied.error, "embedded-no-permission");

  await mkdir(path.join(folder, "data"));
  await writeFile(path.join(folder, "data", "PG_VERSION"), "18\n");
  await chown(folder, 65534, 65534);
  const other = (await firstLine(startProgram(folder, { uid: 65534, gid: 65534 }))) as { error: string };
  assert.equal(other.error, "embedded-other-owner");
});

test("what the file system and the server say of a full disk", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  assert.equal(fileSystemError(full, "/w")?.code, "embedded-disk-full");
  assert.equal(fileSystemError(new Error("other"), "/w"), undefined);
  const error = serverFailed(
    "start",
    "postgres ended with 1",
    "FATAL:  could not write: No space left on device\n",
  );
  assert.deepEqual([error.code, error.retryable], ["embedded-disk-full", true]);
});
