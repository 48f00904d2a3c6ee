import assert from "node:assert/strict";
import { test } from "node:test";
import { folderRows, type ShownFolder } from "../../../extension/trees/folder-rows.ts";
import type { WorkspaceState } from "../../../extension/workspaces.ts";
import { outline } from "./outline.ts";

function folder(name: string, state: WorkspaceState, ...labels: readonly string[]): ShownFolder<never> {
  const rows = labels.map((label) => ({ key: label, label }));
  return { folder: `file:///${name}`, name, state, list: labels.length === 0 ? undefined : () => ({ rows }) };
}

const READY: WorkspaceState = { kind: "ready" };
const BROKEN: WorkspaceState = { kind: "broken", message: "It ended.", next: "See its log." };

function check(folders: readonly ShownFolder<never>[], expected: string): void {
  const text = folderRows(folders)
    .map(({ rows }) => outline(rows))
    .join("\n");
  assert.equal(text, expected.trim().replace(/^ {4}/gm, ""));
}

test("one folder has no row of its own", () => {
  check([folder("a", READY, "x", "y")], "() x\n() y");
  check([folder("a", READY, "x"), folder("b", { kind: "none" })], "() x");
  check([folder("a", { kind: "none" })], "");
  check([folder("a", { kind: "untrusted" })], "");
});

test("several folders have a row each, which says why it is empty", () => {
  check(
    [folder("a", READY, "x"), folder("b", { kind: "untrusted" }), folder("c", { kind: "virtual" })],
    `
    (root-folder) a
      () x
    (root-folder) b | not trusted: nothing of it runs
    (root-folder) c | not on this machine: it cannot run`,
  );
});

test("a folder that has nothing yet can be open before it has", () => {
  check(
    [folder("a", READY, "x"), folder("b", READY)],
    `
    (root-folder) a
      () x
    (root-folder) b
      () Nothing here yet`,
  );
});

test("a runner that starts or is broken is said", () => {
  check([folder("a", { kind: "starting" })], "(loading~spin) Starting the runner…");
  check([folder("a", BROKEN, "x")], "(error) The runner is not running | It ended.\n() x");
  check([folder("a", { kind: "starting" }, "x")], "() x");
});
