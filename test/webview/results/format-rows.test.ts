import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Cell, ExportFormat, ResultColumn } from "../../../protocol/rpc/sql.ts";
import { formatRows } from "../../../webview/results/format/format-rows.ts";
import { number, text } from "./results-host.ts";

const CELL: fc.Arbitrary<Cell> = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", '"', ",", "\t", "\n", "\r", "|", "\\", "<", "é", "😀", " ") }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);

function check(
  format: ExportFormat,
  columns: readonly ResultColumn[],
  rows: readonly (readonly Cell[])[],
  expected: string,
  header = true,
): void {
  assert.equal(formatRows({ columns, rows }, format, { header }), expected);
}

test("CSV is as RFC 4180 has it, and keeps NULL and an empty text apart", () => {
  check(
    "csv",
    [text("a"), text('b "c"')],
    [
      ["x,y", 'say "hi"'],
      ["", null],
      ["two\nlines", " z "],
    ],
    'a,"b ""c"""\r\n"x,y","say ""hi"""\r\n"",\r\n"two\nlines", z ',
  );
  check("csv", [text("a")], [["x"]], "x", false);
});

test("TSV quotes what spreadsheets would take apart", () => {
  check(
    "tsv",
    [text("a"), text("b")],
    [
      ["x\ty", "two\nlines"],
      ["plain 'text'", null],
    ],
    'a\tb\n"x\ty"\t"two\nlines"\nplain \'text\'\t',
  );
});

test("JSON keeps every column and its order, also names that JavaScript has plans for", () => {
  const columns = [text("b"), number("10"), text("b"), text("__proto__"), text("b_2")];
  check(
    "json",
    columns,
    [["x", 1, "y", null, "z"]],
    '[\n  { "b": "x", "10": 1, "b_3": "y", "__proto__": null, "b_2": "z" }\n]',
  );
  check("json", columns, [], "[]");
});

test("Markdown cells end neither the cell nor the line", () => {
  check(
    "markdown",
    [text("a|b"), number("n")],
    [
      ["x\ny", 1],
      ["<b>\\|", null],
    ],
    "| a\\|b | n |\n| --- | ---: |\n| x<br>y | 1 |\n| &lt;b>\\\\\\| | NULL |",
  );
});

test("what CSV and TSV write is read back as it was", () => {
  const table = fc.tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.array(fc.array(CELL, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
  );
  fc.assert(
    fc.property(table, fc.constantFrom("csv" as const, "tsv" as const), ([width, cells], format) => {
      const columns = Array.from({ length: width }, (_, index) => text(`c${index}`));
      const rows = cells.map((row) => row.slice(0, width));
      const written = formatRows({ columns, rows }, format, { header: false });
      const expected = rows.map((row) => row.map((cell) => (cell === null ? "" : String(cell))));
      assert.deepEqual(
        readSeparated(written, format === "csv" ? "," : "\t", format === "csv" ? "\r\n" : "\n"),
        expected,
      );
    }),
  );
});

test("what JSON writes is read back as it was", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(CELL, CELL), { maxLength: 5 }), (rows) => {
      const written = formatRows({ columns: [text("a"), text('"\n')], rows }, "json", { header: true });
      assert.deepEqual(
        JSON.parse(written),
        rows.map(([a, b]) => ({ a, '"\n': b })),
      );
    }),
  );
});

/** A reader of its own making: quotes, doubled quotes, separators. */
function readSeparated(written: string, between: string, end: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  let at = 0;
  for (;;) {
    let cell = "";
    if (written[at] === '"') {
      at += 1;
      while (written[at] !== '"' || written[at + 1] === '"') {
        cell += written[at];
        at += written[at] === '"' ? 2 : 1;
        assert.ok(at < written.length, "a quote without its end");
      }
      at += 1;
    } else {
      while (at < written.length && !written.startsWith(between, at) && !written.startsWith(end, at)) {
        cell += written[at];
        at += 1;
      }
    }
    rows.at(-1)?.push(cell);
    if (at >= written.length) return rows;
    if (written.startsWith(between, at)) at += between.length;
    else {
      assert.ok(written.startsWith(end, at), `something stands behind a quote: ${written.slice(at, at + 5)}`);
      at += end.length;
      rows.push([]);
    }
  }
}
