import assert from "node:assert/strict";
import { test } from "node:test";
import type { Column } from "../../runner/connections/warehouse.ts";
import { type Mapping, mapColumns } from "../../runner/staging/map-columns.ts";

const IGNORE_CASE: Mapping = { kind: "auto", ignoreCase: true };
const EXACT: Mapping = { kind: "auto", ignoreCase: false };

function columns(...names: readonly string[]): Column[] {
  return names.map((name) => ({ name, type: "text", nullable: true, hasDefault: false }));
}

function paths(...list: readonly string[]): Mapping {
  return { kind: "paths", source: { file: "p.json", text: JSON.stringify({ jsonpaths: list }) } };
}

test("all columns are filled when none are listed", () => {
  const mapped = mapColumns("t", columns("a", "b"), undefined, EXACT);
  assert.deepEqual(
    mapped.columns.map((column) => column.name),
    ["a", "b"],
  );
  assert.deepEqual(mapped.tree.slots, [0, 1]);
});

test("listed columns are filled in the order of the list", () => {
  const mapped = mapColumns("t", columns("a", "b", "c"), ["C", "a"], paths("$.x", "$.y"));
  assert.deepEqual(
    mapped.columns.map((column) => column.name),
    ["c", "a"],
  );
});

const refused: readonly [name: string, work: () => unknown, code: string, message: RegExp][] = [
  [
    "an unknown column",
    () => mapColumns("t", columns("artist"), ["artst"], EXACT),
    "unknown-column",
    /"artst".*"artist"/,
  ],
  ["a column twice", () => mapColumns("t", columns("a"), ["a", "A"], EXACT), "repeated-column", /"a"/],
  [
    "columns that differ in case",
    () => mapColumns("t", columns("a", "A"), undefined, IGNORE_CASE),
    "ambiguous-columns",
    /"a" and "A"/,
  ],
  [
    "too few paths",
    () => mapColumns("t", columns("a", "b"), undefined, paths("$.a")),
    "bad-jsonpaths",
    /1 paths for 2 columns/,
  ],
];

for (const [name, work, code, message] of refused) {
  test(`refuses ${name}`, () => assert.throws(work, { code, message }));
}

test("columns that the server fills take no path unless they are listed", () => {
  const [a, id] = columns("a", "id") as [Column, Column];
  const table = [{ ...id, generated: "identity" as const }, a];
  assert.deepEqual(mapColumns("t", table, undefined, paths("$.a")).columns, [a]);
  assert.deepEqual(mapColumns("t", table, ["a", "id"], paths("$.a", "$.id")).columns, [a, table[0]]);
  assert.throws(() => mapColumns("t", table, undefined, paths("$.id", "$.a")), {
    message:
      'The JSONPaths file p.json has 2 paths for 1 columns of t (without "id", which the server fills).',
  });
  assert.throws(() => mapColumns("t", table, ["id"], paths("$.id", "$.a")), {
    message: "The JSONPaths file p.json has 2 paths for 1 columns of t.",
  });
});

test("columns that differ in case are fine with exact names", () => {
  assert.equal(mapColumns("t", columns("a", "A"), undefined, EXACT).tree.slotCount, 2);
});
