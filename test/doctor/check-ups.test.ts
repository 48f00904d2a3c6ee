import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, open, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, describe, test } from "node:test";
import { UserError } from "../../protocol/user-error.ts";
import { findTarget } from "../../runner/choose-target.ts";
import { readConfig } from "../../runner/config/load-config.ts";
import { platformPackage } from "../../runner/connections/embedded/platform-package.ts";
import { type CheckUp, type Examined, examine } from "../../runner/doctor/check-up.ts";
import { dagFiles } from "../../runner/doctor/dag-files.ts";
import { diskSpace } from "../../runner/doctor/disk-space.ts";
import { editorFiles } from "../../runner/doctor/editor-files.ts";
import { embeddedPrograms } from "../../runner/doctor/embedded-programs.ts";
import { envFile } from "../../runner/doctor/env-file.ts";
import { history } from "../../runner/doctor/history.ts";
import { nodeVersion } from "../../runner/doctor/node-version.ts";
import { runnerLock } from "../../runner/doctor/runner-lock.ts";
import { secrets } from "../../runner/doctor/secrets.ts";
import { settings } from "../../runner/doctor/settings.ts";
import { stateFolder } from "../../runner/doctor/state-folder.ts";
import { packageRoot } from "../../runner/package-root.ts";
import type { Project } from "../../runner/project.ts";
import { createRedactor } from "../../runner/secrets/redactor.ts";
import { workspaceSecrets } from "../../runner/secrets/workspace-secrets.ts";
import { openSqliteStore } from "../../runner/state/sqlite-store.ts";
import { lockWorkspace } from "../../runner/state/workspace-lock.ts";
import { buildTypes } from "../../scripts/build-types.ts";

async function findings(...checkUps: readonly CheckUp[]): Promise<readonly Examined[]> {
  const all: Examined[] = [];
  for await (const finding of examine(checkUps, new AbortController().signal)) all.push(finding);
  return all;
}

/** One line a finding: `problem: what; what to do`. */
async function check(checkUp: CheckUp, ...expected: readonly RegExp[]): Promise<void> {
  const lines = (await findings(checkUp)).map(
    ({ health, text, next }) => `${health}: ${text}${next === undefined ? "" : `; ${next}`}`,
  );
  assert.equal(lines.length, expected.length, lines.join("\n"));
  for (const [index, pattern] of expected.entries()) assert.match(lines[index] ?? "", pattern);
}

describe("doctor", () => {
  let root = "";
  let made = 0;
  before(async () => {
    root = await mkdtemp(path.join(tmpdir(), "millrace-doctor-"));
    // As root the server's programs run as another user, who must get there.
    await chmod(root, 0o755);
  });
  after(() => rm(root, { recursive: true, force: true }));
  const folder = async (): Promise<string> => {
    made += 1;
    const workspace = path.join(root, String(made));
    await mkdir(workspace);
    return workspace;
  };

  test("Node.js: new enough, or not", async () => {
    await check(nodeVersion(), /^ok: 2\d\.\d+\.\d+ on \w+-\w+$/);
    await check(nodeVersion("22.13.0"), /^ok: 22\.13\.0 /);
    await check(nodeVersion("22.12.9"), /^problem: 22\.12\.9 on .*; Install Node\.js 22\.13 or newer\.$/);
    await check(nodeVersion("9.99.0"), /^problem: /);
  });

  test("embedded Postgres: runs, is not installed, does not run", async () => {
    const workspace = await folder();
    await check(embeddedPrograms(workspace), /^ok: 18\.\d/);
    const elsewhere = (): ReturnType<typeof platformPackage> => platformPackage("plan9-x64");
    await check(
      embeddedPrograms(workspace, elsewhere),
      /^problem: There is no embedded Postgres for plan9-x64\./,
    );
    const native = path.join(workspace, "native");
    await mkdir(path.join(native, "bin"), { recursive: true });
    await writeFile(path.join(native, "pg-symlinks.json"), "[]");
    await writeFile(path.join(native, "bin", "postgres"), "#!/bin/sh\nexit 3\n", { mode: 0o755 });
    const broken = embeddedPrograms(workspace, () => ({ native, version: "18.0.0" }));
    await check(broken, /^problem: postgres does not run: .*; Install Millrace again/s);
  });

  test(".env: not there, ignored by git, not ignored, in no repository", async () => {
    const workspace = await folder();
    await check(envFile(workspace), /^ok: is not there$/);
    await writeFile(path.join(workspace, ".env"), "A=1\n");
    await check(envFile(workspace), /^ok: is in no git repository$/);
    execFileSync("git", ["init", "--quiet"], { cwd: workspace });
    await check(
      envFile(workspace),
      /^warning: git does not ignore it, .*; Add the line \.env to \.gitignore/,
    );
    await writeFile(path.join(workspace, ".gitignore"), ".env\n");
    await check(envFile(workspace), /^ok: git ignores it$/);
    // What is tracked is taken all the same.
    execFileSync("git", ["add", "--force", ".env"], { cwd: workspace });
    await check(envFile(workspace), /^warning: git does not ignore it/);
  });

  test("secrets: none, all there, some missing, and only those of the target", async () => {
    const workspace = await folder();
    const w = { type: "postgres", password: { env: "PW" } };
    const lake = {
      type: "s3",
      bucket: "bucket",
      credentials: { accessKeyId: { env: "ID" }, secretAccessKey: { env: "KEY" } },
    };
    const look = (connections: object, env: Readonly<Record<string, string>>, target?: string): CheckUp => {
      const targets = { dev: {}, prod: { connections: "w" in connections ? { warehouse: "w" } : {} } };
      const settings = readConfig(JSON.stringify({ connections, targets }));
      assert.deepEqual(settings.problems, []);
      const known = workspaceSecrets(workspace, { env, redactor: createRedactor() });
      const chosen =
        target === undefined ? undefined : findTarget(settings.config, { name: target, by: "--target" });
      return secrets({ settings: () => settings, target: () => chosen, secrets: known.secrets });
    };
    await check(look({}, {}), /^ok: the connections name none$/);
    const all = { PW: "a", ID: "b", KEY: "c" };
    await check(look({ w, lake }, all, "prod"), /^ok: 3 of 3 were found$/);
    await check(look({ w, lake }, all), /^ok: 2 of 2 were found$/);
    await check(
      look({ w, lake }, { PW: "a", ID: "" }),
      /^problem: credentials\.accessKeyId of lake: The environment variable ID is empty/,
      /^problem: credentials\.secretAccessKey of lake: The environment variable KEY is not set, .*; Write KEY=/,
    );
    await check(look({ w, lake }, { ID: "b", KEY: "c" }, "dev"), /^ok: 2 of 2 were found$/);
    await check(look({ w }, {}, "prod"), /^problem: password of w: /);
    await check(look({ w }, {}), /^ok: the connections used without a target name none$/);
    await check(look({ w }, {}, "dev"), /^ok: the connections of the target dev name none$/);
  });

  test("disk space: enough, little, nearly none", async () => {
    const workspace = await folder();
    const much = Number.MAX_SAFE_INTEGER;
    await check(diskSpace(workspace, { problem: 1, warning: 1 }), /^ok: .* free$/);
    await check(diskSpace(workspace, { problem: 1, warning: much }), /^warning: .* free; Free some space/);
    await check(diskSpace(workspace, { problem: much, warning: much }), /^problem: .* free; Free some space/);
  });

  test("state folder: not there, its size, something else in its place", async () => {
    const workspace = await folder();
    await check(stateFolder(workspace), /^ok: \.millrace is not there yet$/);
    const state = path.join(workspace, ".millrace");
    await mkdir(path.join(state, "a"), { recursive: true });
    await writeFile(path.join(state, "a", "b"), "x".repeat(3_000_000));
    await check(stateFolder(workspace), /^ok: (3\.0|2\.9) MB in \.millrace$/);
    await rm(state, { recursive: true });
    await writeFile(state, "");
    await check(
      stateFolder(workspace),
      /^problem: .*\.millrace cannot be written: .*; Give yourself the right/,
    );
  });

  test("run history: none, readable, no database, damaged, of a newer Millrace", async () => {
    const file = path.join(await folder(), "history.db");
    const look = history(
      () => file,
      () => 10_000,
    );
    await check(look, /^ok: nothing has run yet$/);
    openSqliteStore(file).close();
    await check(look, /^ok: readable: 0 runs, 0 events$/);

    const database = new DatabaseSync(file);
    const insert = database.prepare("INSERT INTO event (at, type, body) VALUES (?, 'x', ?)");
    for (let row = 0; row < 500; row++) insert.run(5000, "x".repeat(100));
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    const { user_version: version } = database.prepare("PRAGMA user_version").get() as {
      user_version: number;
    };
    database.exec("PRAGMA user_version = 999");
    database.close();
    await check(look, /^problem: .*history\.db was written by a newer Millrace .*; Update Millrace/);

    const older = new DatabaseSync(file);
    older.exec(`PRAGMA user_version = ${version}`);
    older.close();
    await check(look, /^ok: readable: 0 runs, 500 events$/);
    await overwrite(file, 4096 * 8);
    await check(
      look,
      /^problem: .*history\.db (is damaged|cannot be used): .*; Move it away to begin a new history/s,
    );
    await writeFile(
      file,
      "no database at all, but long enough to be looked at as if it were one ".repeat(20),
    );
    await check(look, /^problem: .*history\.db cannot be used: .*; Move it away/);
  });

  test("clock: an event of the future", async () => {
    const file = path.join(await folder(), "history.db");
    const now = Date.parse("2026-01-01T12:00:00Z");
    const store = openSqliteStore(file);
    store.append([{ type: "schedule.paused", at: now + 3_600_000, dagId: "d" }]);
    store.close();
    await check(
      history(
        () => file,
        () => now,
      ),
      /^ok: readable: 0 runs, 1 event$/,
      /^warning: its newest event is of 2026-01-01T13:00Z, and this computer's clock says 2026-01-01T12:00Z; Set the clock/,
    );
    await check(
      history(
        () => file,
        () => now + 3_600_000,
      ),
      /^ok: /,
    );
  });

  test("runner: none, at work, gone without giving the workspace back", async () => {
    const workspace = await folder();
    const look = runnerLock(() => workspace);
    await check(look, /^ok: nothing runs$/);
    const lock = lockWorkspace(workspace, "backfill days", Date.parse("2026-01-01T12:00:00Z"));
    await check(look, /^ok: process \d+ has run backfill days since 2026-01-01 12:00 UTC$/);
    const owner = await readFile(path.join(workspace, "runner.json"));
    lock.release();
    await check(look, /^ok: nothing runs$/);
    await writeFile(path.join(workspace, "runner.json"), owner);
    await check(look, /^warning: process \d+ \(backfill days\) ended before its runs did; Nothing is locked/);
  });

  test("millrace.json: none, fine, each mistake with its place", async () => {
    const workspace = await folder();
    await check(
      settings(workspace, () => readConfig("{}")),
      /^ok: is not there: every setting has its default$/,
    );
    await writeFile(path.join(workspace, "millrace.json"), "{}");
    await check(
      settings(workspace, () => readConfig("{}")),
      /^ok: 2 connections$/,
    );
    const targets = readConfig('{ "targets": { "dev": {}, "prod": {} } }');
    await check(
      settings(workspace, () => targets),
      /^ok: 2 connections, targets dev, prod$/,
    );
    const mistakes = readConfig('{ "target": "x",\n "poools": {}, "parallelism": 0 }');
    await check(
      settings(workspace, () => mistakes),
      /^problem: millrace\.json:2:2 "poools" is no setting of millrace\.json\. Did you mean "pools"\?; It takes /,
      /^problem: millrace\.json:2:16 "parallelism" is 0, not a number above 0\.$/,
    );
  });

  test("DAG files: how many problems, those of millrace.json left out", async () => {
    const problem = (severity: "error" | "warning", file: string) => ({
      severity,
      code: "x",
      message: "X.",
      position: { file, line: 1, column: 1 },
    });
    const project = (...problems: readonly ReturnType<typeof problem>[]) =>
      ({ config: readConfig("{}").config, dags: [], broken: [], nested: [], problems }) as Project;
    await check(
      dagFiles(async () => project()),
      /^ok: no DAG yet$/,
    );
    await check(
      dagFiles(async () => project(problem("error", "millrace.json"))),
      /^ok: /,
    );
    await check(
      dagFiles(async () => project(problem("warning", "a.sql"))),
      /^warning: 1 warning; `millrace validate`/,
    );
    const both = [problem("error", "a.dag.ts"), problem("warning", "a.sql"), problem("error", "a.sql")];
    await check(
      dagFiles(async () => project(...both)),
      /^problem: 2 errors, 1 warning; /,
    );
  });

  test("editor: brought up to date, up to date, and a tsconfig.json that does not know of it", async () => {
    const types = path.join(root, "types");
    buildTypes(packageRoot(), types);
    const workspace = await folder();
    await check(editorFiles(workspace, types), /^ok: its types were brought up to date now$/);
    await check(editorFiles(workspace, types), /^ok: its types are up to date$/);
    const schema = path.join(workspace, ".millrace", "types", "millrace.schema.json");
    await writeFile(schema, "{}");
    await check(editorFiles(workspace, types), /^ok: its types were brought up to date now$/);
    assert.equal(
      await readFile(schema, "utf8"),
      await readFile(path.join(types, "millrace.schema.json"), "utf8"),
    );
    await writeFile(path.join(workspace, "tsconfig.json"), "{}");
    await check(editorFiles(workspace, types), /^warning: .*; For completion in DAG files, add "paths"/);
  });

  test("goes on after anything that is wrong, and does not tell the same twice", async () => {
    const broken = (error: Error): CheckUp => ({ name: "broken", look: () => Promise.reject(error) });
    const known = new UserError({ code: "x", message: "The server is away.", next: "Start it." });
    const found = await findings(
      broken(known),
      broken(new TypeError("no function")),
      { name: "fine", look: async () => ({ health: "ok", text: "fine" }) },
      broken(known),
    );
    assert.deepEqual(
      found.map(({ health, text, next }) => [health, text, next]),
      [
        ["problem", "The server is away.", "Start it."],
        ["problem", "Millrace itself failed here: no function", "Please report it."],
        ["ok", "fine", undefined],
        ["skipped", "not looked at, for a reason above", undefined],
      ],
    );
  });
});

/** Bytes in the middle of a file that no page of a database has. */
async function overwrite(file: string, at: number): Promise<void> {
  const handle = await open(file, "r+");
  await handle.write(Buffer.alloc(4096, 0x5a), 0, 4096, at);
  await handle.close();
  await utimes(file, new Date(), new Date());
}
