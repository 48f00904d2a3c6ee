import assert from "node:assert/strict";
import { test } from "node:test";
import { changedRows } from "../../../extension/trees/changed-rows.ts";
import { indexRows, PAGE_SIZE, type RowIndex } from "../../../extension/trees/row-index.ts";
import type { TreeRow } from "../../../extension/trees/tree-row.ts";

type Row = TreeRow<string>;

const leaf = (key: string, description = ""): Row => ({ key, label: key, description });
const branch = (key: string, ...rows: readonly Row[]): Row => ({
  key,
  label: key,
  children: { kind: "rows", rows },
});
const lazy = (key: string): Row => ({ key, label: key, children: { kind: "lazy", what: key } });

function index(...rows: readonly Row[]): RowIndex<string> {
  return indexRows([{ folder: "file:///w", rows }], new Map());
}

const ids = (...paths: readonly string[]): readonly string[] => paths.map((path) => `file:///w/${path}`);

test("rows have their place's id, and a slash in a name is no place", () => {
  const { rootIds, nodes } = index(branch("a", leaf("b/c"), leaf("%2F")), leaf("a/b"));
  assert.deepEqual(rootIds, ids("a", "a%2Fb"));
  assert.deepEqual([...nodes.keys()], ids("a", "a/b%2Fc", "a/%252F", "a%2Fb"));
  assert.equal(nodes.get("file:///w/a/b%2Fc")?.parentId, "file:///w/a");
});

test("two rows of one key do not break the view", () => {
  assert.deepEqual(index(leaf("a"), leaf("a"), leaf("a")).rootIds, ids("a", "a//2", "a//3"));
});

test("a long list is cut, and its last row shows more", () => {
  const rows = Array.from({ length: 2 * PAGE_SIZE + 1 }, (_, at) => leaf(String(at)));
  const first = indexRows([{ folder: "w", rows: [branch("all", ...rows)] }], new Map());
  const shown = first.nodes.get("w/all")?.childIds ?? [];
  assert.equal(shown.length, PAGE_SIZE + 1);
  const more = first.nodes.get(shown.at(-1) ?? "");
  assert.deepEqual(more?.more, { parentId: "w/all", hidden: PAGE_SIZE + 1 });
  assert.equal(more?.row.click?.kind, "command");
  assert.equal(more?.row.subject?.row, more?.id);

  const second = indexRows(
    [{ folder: "w", rows: [branch("all", ...rows)] }],
    new Map([["w/all", 2 * PAGE_SIZE]]),
  );
  assert.equal(second.nodes.get("w/all//more")?.more?.hidden, 1);
});

test("what the runner has more of is asked for by the last row too", () => {
  const { rootIds, nodes } = indexRows([{ folder: "w", rows: [leaf("a")], more: "older" }], new Map());
  assert.deepEqual(rootIds, ["w/a", "w//more"]);
  assert.deepEqual(nodes.get("w//more")?.more, { parentId: undefined, hidden: 0, what: "older" });
});

test("only what looks different is drawn again", () => {
  const before = index(branch("a", leaf("x"), leaf("y")), branch("b", leaf("z")), lazy("c"));
  const cases: readonly (readonly [RowIndex<string>, "all" | readonly string[]])[] = [
    [before, []],
    [index(branch("a", leaf("x"), leaf("y", "new")), branch("b", leaf("z")), lazy("c")), ids("a/y")],
    [index(branch("a", leaf("x")), branch("b", leaf("z")), lazy("c")), ids("a")],
    [index(branch("a", leaf("y"), leaf("x")), branch("b", leaf("z", "new")), lazy("c")), ids("a", "b/z")],
    [index(branch("a", leaf("x"), leaf("y")), branch("b", leaf("z")), branch("c", leaf("1"))), ids("c")],
    [index(branch("a", leaf("x"), leaf("y")), leaf("b"), lazy("c")), ids("b")],
    [index(branch("b", leaf("z")), branch("a", leaf("x"), leaf("y")), lazy("c")), "all"],
    [index(leaf("a")), "all"],
  ];
  for (const [after, expected] of cases) assert.deepEqual(changedRows(before, after), expected);
});
