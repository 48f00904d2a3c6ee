import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Cell } from "../../../protocol/rpc/sql.ts";
import { cellText, fullText } from "../../../webview/results/grid/cell-text.ts";
import { moveSelection, type Selection } from "../../../webview/results/grid/selection.ts";
import { nextSort, sortedOrder } from "../../../webview/results/grid/sort-rows.ts";
import {
  columnStarts,
  scrollToShow,
  windowOfColumns,
  windowOfRows,
} from "../../../webview/results/grid/window-of.ts";

function sorted(
  cells: readonly Cell[],
  isNumeric: boolean,
  direction: "ascending" | "descending",
): readonly Cell[] {
  const rows = cells.map((cell) => [cell]);
  return sortedOrder(rows, { column: 0, direction }, isNumeric).map((index) => cells[index] ?? null);
}

test("numbers sort as numbers, also those that came as text, and NULLs stay last", () => {
  const cells = ["10", 9, null, "-1", "9007199254740993", "9007199254740992", "NaN", "2.50"];
  const ascending = ["-1", "2.50", 9, "10", "9007199254740992", "9007199254740993", "NaN"];
  assert.deepEqual(sorted(cells, true, "ascending"), [...ascending, null]);
  assert.deepEqual(sorted(cells, true, "descending"), [...ascending.toReversed(), null]);
});

test("texts sort as people read them, and an empty text is not NULL", () => {
  assert.deepEqual(sorted(["b", null, "", "A", "ä", "a"], false, "ascending"), [
    "",
    "a",
    "A",
    "ä",
    "b",
    null,
  ]);
});

test("a click more turns the order around, and the third one gives that of the server back", () => {
  const first = nextSort(undefined, 2);
  const second = nextSort(first, 2);
  assert.deepEqual(
    [first?.direction, second?.direction, nextSort(second, 2)],
    ["ascending", "descending", undefined],
  );
  assert.deepEqual(nextSort(second, 1), { column: 1, direction: "ascending" });
});

test("an order has every row once", () => {
  const cell = fc.oneof(fc.constant(null), fc.integer(), fc.double().map(String));
  fc.assert(
    fc.property(fc.array(cell), fc.boolean(), (cells, isNumeric) => {
      const order = sortedOrder(
        cells.map((it) => [it]),
        { column: 0, direction: "descending" },
        isNumeric,
      );
      assert.deepEqual(
        order.toSorted((a, b) => a - b),
        cells.map((_, index) => index),
      );
    }),
  );
});

const SIZE = { rows: 100, columns: 5, page: 10 };

function moved(
  key: string,
  from: Selection | undefined,
  with_: { extend?: boolean; far?: boolean } = {},
): string {
  const { anchor, active } =
    moveSelection(from, { key, extend: false, far: false, ...with_ }, SIZE) ?? assert.fail("nothing moved");
  return `${anchor.row},${anchor.column} ${active.row},${active.column}`;
}

test("keys move, extend, and stop at the edges", () => {
  const at = { anchor: { row: 3, column: 1 }, active: { row: 4, column: 2 } };
  assert.equal(moved("ArrowDown", undefined), "0,0 0,0");
  assert.equal(moved("ArrowDown", at), "5,2 5,2");
  assert.equal(moved("ArrowDown", at, { extend: true }), "3,1 5,2");
  assert.equal(moved("Home", at), "4,0 4,0");
  assert.equal(moved("End", at, { far: true }), "99,4 99,4");
  assert.equal(moved("PageUp", at, { extend: true }), "3,1 0,2");
  assert.equal(moved("PageDown", at), "14,2 14,2");
  assert.equal(moved("ArrowRight", at, { far: true, extend: true }), "3,1 4,4");
  assert.equal(moved("a", at, { far: true }), "0,0 99,4");
  assert.equal(moveSelection(at, { key: "x", extend: false, far: false }, SIZE), undefined);
  assert.equal(
    moveSelection(undefined, { key: "End", extend: false, far: true }, { ...SIZE, rows: 0 }),
    undefined,
  );
});

test("a window has all that is on the screen, and little more", () => {
  const rows = { scroll: 2_200_000 - 300, size: 300, height: 22, count: 100_000 };
  assert.deepEqual(windowOfRows(rows, 4), { first: 99_982, end: 100_000 });
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 50, max: 400 }), { minLength: 1, maxLength: 200 }),
      fc.nat(20_000),
      fc.nat(2000),
      (widths, scroll, size) => {
        const starts = columnStarts(widths);
        const { first, end } = windowOfColumns(starts, { scroll, size }, 0);
        for (const index of widths.keys()) {
          const [left = 0, right = 0] = [starts[index], starts[index + 1]];
          const isSeen = right > scroll && left < scroll + size;
          assert.ok(!isSeen || (first <= index && index < end), `column ${index} is seen and not drawn`);
        }
      },
    ),
  );
});

test("as little is scrolled as can be", () => {
  assert.equal(scrollToShow(100, 50, 110, 130), 100);
  assert.equal(scrollToShow(100, 50, 90, 110), 90);
  assert.equal(scrollToShow(100, 50, 140, 160), 110);
  assert.equal(scrollToShow(100, 50, 160, 300), 160);
});

test("a cell is one line, and the viewer has all of it", () => {
  assert.equal(cellText("a\r\nb\tc"), "a↵b⇥c");
  assert.equal(cellText("x".repeat(10_000)).length, 301);
  assert.equal(fullText("x".repeat(10_000), { type: "text" }).length, 10_000);
  assert.equal(fullText('{"a":[1]}', { type: "jsonb" }), '{\n  "a": [\n    1\n  ]\n}');
  // Laid out it would be another number.
  assert.equal(fullText('{"a":12345678901234567890}', { type: "jsonb" }), '{"a":12345678901234567890}');
  assert.equal(fullText("{not json", { type: "text" }), "{not json");
});
