import assert from "node:assert/strict";
import { test } from "node:test";
import { errorActions } from "../../../extension/commands/error-actions.ts";
import { reportLines } from "../../../extension/commands/work/finding-text.ts";
import { selectionOf } from "../../../extension/commands/work/orders.ts";
import { outcomeSummary } from "../../../extension/commands/work/outcome-summary.ts";
import { workTitle } from "../../../extension/commands/work/work-title.ts";
import { COMMANDS } from "../../../extension/contributions/commands.ts";
import { logAddressOf, logUriParts } from "../../../extension/log-address.ts";

test("a report's names are one column, and what to do stands below", () => {
  assert.deepEqual(
    reportLines([
      { mark: "ok", name: "server", text: "answers" },
      { mark: "problem", name: "sign in", text: "refused", next: "Look at the password." },
    ]),
    ["✓ server   answers", "✗ sign in  refused", "           → Look at the password."],
  );
});

test("outcomes are counted in words, and anything that does not hold is bad", () => {
  assert.deepEqual(outcomeSummary(["pass", "pass", "skipped"]), {
    text: "3 checks: 2 passed, 1 skipped",
    isBad: false,
  });
  assert.deepEqual(outcomeSummary(["error"]), { text: "1 check: 1 could not be evaluated", isBad: true });
  assert.equal(outcomeSummary(["warn"]).isBad, true);
});

test("work for one interval names it, once", () => {
  assert.equal(workTitle("Run d", { labels: ["2018-11-01"] }), "Run d · 2018-11-01");
  assert.equal(workTitle("Retry d · 2018-11-01", { labels: ["2018-11-01"] }), "Retry d · 2018-11-01");
  assert.equal(workTitle("Run d", { labels: ["2018-11-01", "2018-11-02"] }), "Run d");
  assert.equal(workTitle("Run d", { labels: [] }), "Run d");
});

test("a selection is written as on the command line", () => {
  assert.deepEqual(
    (["alone", "upstream", "downstream"] as const).map((reach) => selectionOf("a.b", reach)),
    ["a.b", "+a.b", "a.b+"],
  );
});

test("the address of a log survives its URI, and nothing else is one", () => {
  const address = { folder: "file:///w", runId: "r/1", taskId: "a.b", tryNumber: 2 };
  const { path, query } = logUriParts(address, "2018-11-01 +7d/x");
  assert.equal(path, "/a.b 2018-11-01 +7d-x try 2.log");
  assert.deepEqual(logAddressOf(query), address);
  for (const wrong of ["", "{}", "null", '{"folder":1}']) assert.equal(logAddressOf(wrong), undefined, wrong);
});

test("every action of an error is a command of ours or the editor's own", () => {
  const ours = new Set<string>(COMMANDS.map(({ id }) => id));
  for (const code of ["broken-dag", "not-ready", "read-only-target", "workspace-busy", "runner-gone"]) {
    const actions = errorActions(code);
    assert.notEqual(actions.length, 0, code);
    for (const { command } of actions)
      assert.ok(ours.has(command) || command.startsWith("workbench."), command);
  }
  assert.deepEqual(errorActions("toString"), []);
});
