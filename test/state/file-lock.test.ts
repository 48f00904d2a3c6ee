import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { isFileLocked, takeFileLock } from "../../runner/state/file-lock.ts";

function lockFile(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), "mr-lock-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, "runner.lock");
}

test("a lock is one's own until it is released", (t) => {
  const file = lockFile(t);
  assert.equal(isFileLocked(file), false);
  const lock = takeFileLock(file, 0);
  assert.ok(lock !== undefined);
  assert.equal(isFileLocked(file), true);
  assert.equal(takeFileLock(file, 0), undefined);
  lock.release();
  assert.equal(isFileLocked(file), false);
  takeFileLock(file, 0)?.release();
});

test("somebody who looks at the same time is not taken for an owner", (t) => {
  const file = lockFile(t);
  // As a look of another process, stopped in the middle.
  const other = new DatabaseSync(file);
  t.after(() => other.close());
  other.exec("BEGIN; SELECT count(*) FROM sqlite_schema");
  assert.equal(isFileLocked(file), false);
});
