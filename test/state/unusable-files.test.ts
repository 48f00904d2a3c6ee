import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { RunEvent } from "../../protocol/event.ts";
import { openSqliteStore } from "../../runner/state/sqlite-store.ts";
import { withStateErrors } from "../../runner/state/state-error.ts";
import { lockWorkspace } from "../../runner/state/workspace-lock.ts";
import { day } from "../helpers/dag-specs.ts";

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), "millrace-state-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function created(index: number, note = ""): RunEvent {
  const kind = "manual" as const;
  return {
    type: "run.created",
    at: 1,
    runId: `r${index}`,
    dagId: "d",
    kind,
    interval: day(index),
    params: { note },
    taskIds: [],
  };
}

const UNUSABLE = { name: "UserError", code: "state-unusable" };

test("a file that is no history, or cannot be one, is told as the user's to mend", (t) => {
  const folder = temporaryFolder(t);
  const garbage = path.join(folder, "garbage.db");
  writeFileSync(garbage, "this is not a database ".repeat(300));
  assert.throws(() => openSqliteStore(garbage), { ...UNUSABLE, message: /garbage\.db.*not a database/ });
  assert.throws(() => openSqliteStore(folder), UNUSABLE);
  assert.throws(() => openSqliteStore(path.join(garbage, "history.db")), UNUSABLE);
  assert.throws(() => lockWorkspace(garbage, "run d", 1), UNUSABLE);
});

test("a full disk: the events are refused whole with what to do, and the history goes on when there is room", (t) => {
  const file = path.join(temporaryFolder(t), "history.db");
  const store = openSqliteStore(file);
  t.after(() => store.close());
  store.append([created(0)]);
  const pages = new DatabaseSync(file);
  // SQLite rolls a transaction back by itself when the disk is full; the trigger does as much.
  pages.exec(`CREATE TRIGGER full BEFORE INSERT ON event WHEN NEW.body LIKE '%too much%'
    BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END`);
  pages.close();
  assert.throws(() => store.append([created(1), created(2, "too much")]), /disk is full/);
  assert.equal(store.runs({}).length, 1, "nothing of it is there");
  store.append([created(1)]);
  assert.equal(store.runs({}).length, 2);
});

test("a history that another program holds is told as that", (t) => {
  const file = path.join(temporaryFolder(t), "history.db");
  const [one, other] = [new DatabaseSync(file), new DatabaseSync(file)];
  t.after(() => {
    for (const database of [one, other]) database.close();
  });
  other.exec("BEGIN IMMEDIATE");
  const write = () => one.exec("BEGIN IMMEDIATE");
  assert.throws(() => withStateErrors(file, write), { ...UNUSABLE, message: /locked/ });
  const defect = () => one.exec("SELECT nonsense");
  assert.throws(() => withStateErrors(file, defect), { name: "Error", code: "ERR_SQLITE_ERROR" });
});

test("processes that open and close the same new history at once do not disturb each other", async (t) => {
  const file = path.join(temporaryFolder(t), "history.db");
  const url = new URL("../../runner/state/sqlite-store.ts", import.meta.url).href;
  const script = `
    const { openSqliteStore } = await import(${JSON.stringify(url)});
    process.stdout.write("ready");
    await new Promise((resolve) => process.stdin.once("data", resolve));
    for (let n = 0; n < 100; n++) openSqliteStore(${JSON.stringify(file)}).close();
    process.exit(0);`;
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["pipe", "pipe", "inherit"] }),
  );
  await Promise.all(children.map((child) => once(child.stdout, "data")));
  for (const child of children) child.stdin.write("go");
  const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0]));
  assert.deepEqual(codes, [0, 0, 0, 0]);
});

test("tries and loads are told in the order in which they happened, whatever the clock did", (t) => {
  const store = openSqliteStore(path.join(temporaryFolder(t), "history.db"));
  t.after(() => store.close());
  const load = { table: "t", read: 1, inserted: 1, updated: 0, deleted: 0, rejected: 0, total: 1 };
  const create = { ...created(0), taskIds: ["a"] } as RunEvent;
  store.append([create]);
  for (const [index, at] of [2000, 1000].entries()) {
    const task = { runId: "r0", taskId: "a" };
    store.append([
      { type: "task.started", at, ...task, tryNumber: index + 1, tryId: `try${index + 1}` },
      {
        type: "task.succeeded",
        at,
        ...task,
        loads: [{ ...load, read: index + 1 }],
        checks: [],
      },
    ]);
  }
  assert.deepEqual(
    store.tries("r0", "a").map(({ tryNumber }) => tryNumber),
    [1, 2],
  );
  assert.deepEqual(
    store.loads("r0").map(({ read }) => read),
    [1, 2],
  );
});
