import assert from "node:assert/strict";
import { test } from "node:test";
import { resumeCalls } from "../../../extension/surfaces/runner-notices/resume-waiting.ts";

const run = (runId: string, backfillId: string | null = null) => ({ runId, dagId: "shop", backfillId });

test("a backfill is resumed once, other runs one by one, and what is not open is left alone", () => {
  const open = [run("a", "b1"), run("b", "b1"), run("c"), run("d"), run("other")];
  assert.deepEqual(resumeCalls(["a", "b", "c", "d", "gone"], open, "file:///w"), [
    { command: "millrace.resumeBackfill", subject: { folder: "file:///w", backfillId: "b1" } },
    { command: "millrace.retryFailed", subject: { folder: "file:///w", runId: "c" } },
    { command: "millrace.retryFailed", subject: { folder: "file:///w", runId: "d" } },
  ]);
  assert.deepEqual(resumeCalls(["gone"], open, "file:///w"), []);
});
