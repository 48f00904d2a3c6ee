import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { width } from "../../../runner/cli/render/fit.ts";
import { renderResult } from "../../../runner/cli/render/result-table.ts";
import { makeStyle, PLAIN_STYLE } from "../../../runner/cli/render/style.ts";
import { renderTable, type TableOptions } from "../../../runner/cli/render/table.ts";

function render(options: Partial<TableOptions>): string {
  return renderTable({ columns: [], rows: [], width: 80, style: PLAIN_STYLE, ...options });
}

test("numbers stand to the right with separators, texts to the left", () => {
  const text = render({
    columns: ["table", "inserted", "total"],
    rows: [
      ["songplays", 6820, "36793"],
      ["利用者", 96, null],
    ],
  });
  assert.equal(
    text,
    [
      "table      inserted  total",
      "─────────  ────────  ─────",
      "songplays     6,820  36793",
      "利用者           96   NULL",
    ].join("\n"),
  );
});

test("a column with one text in it is a column of texts, and postal codes are texts", () => {
  const rows = [
    [1, "01234"],
    ["n/a", "56789"],
  ];
  assert.equal(
    render({ columns: ["value", "code"], rows }),
    "value  code\n─────  ─────\n1      01234\nn/a    56789",
  );
});

test("long texts give way until the table fits, the widest first; numbers stay whole", () => {
  const rows = [["songplays", "x".repeat(100), 1684759.74663, "y".repeat(30)]];
  const text = render({ columns: ["table", "message", "sum", "note"], rows, width: 60 });
  const lines = text.split("\n");
  assert.ok(lines.every((line) => width(line) <= 60));
  assert.match(text, /songplays {2}x+… {2}1,684,759\.74663 {2}y+…$/);
});

test("spare columns are left out one after the other before texts are cut, whole ones are never cut", () => {
  const columns = ["name", "range", "made", "options"];
  const rows = [["a long name", "2018-11-01 to 2018-11-30", "today", "newest first"]];
  const table = (width: number) =>
    render({ columns, rows, width, whole: ["range"], spare: ["options", "made"] })
      .split("\n")
      .at(-1);
  assert.equal(table(58), "a long name  2018-11-01 to 2018-11-30  today  newest first");
  assert.equal(table(57), "a long name  2018-11-01 to 2018-11-30  today");
  assert.equal(table(43), "a long name  2018-11-01 to 2018-11-30");
  assert.equal(table(36), "a long na…  2018-11-01 to 2018-11-30");
  assert.equal(table(33), "range  2018-11-01 to 2018-11-30");
});

test("a terminal that is too narrow gets a block for each row", () => {
  const columns = ["first", "second", "third", "a_long_column_name"];
  const rows = [
    [123456789, 987654321, "text", null],
    [1, 2, "z".repeat(50), 4],
  ];
  assert.equal(
    render({ columns, rows, width: 30 }),
    [
      "── row 1",
      "first       123,456,789",
      "second      987,654,321",
      "third       text",
      "a_long_co…  NULL",
      "── row 2",
      "first       1",
      "second      2",
      `third       ${"z".repeat(17)}…`,
      "a_long_co…  4",
    ].join("\n"),
  );
});

test("data cannot reach the terminal's controls", () => {
  const text = render({ columns: ["a\u001b[2J"], rows: [["\u001b[31mred\u0007\nnext"], ["\u202egnp.exe"]] });
  assert.doesNotMatch(text.replaceAll("\n", ""), /\p{Cc}|\u202e/u);
  assert.match(text, /\\x1b\[31mred\\x07\\nnext/);
});

test("NULL is dim and differs from the text NULL; no value at all is empty", () => {
  const style = makeStyle(true, true);
  const lines = render({ columns: ["v"], rows: [[null], ["NULL"], [undefined]], style }).split("\n");
  assert.deepEqual(lines.slice(2), ["\u001b[2mNULL\u001b[22m", "NULL", "\u001b[2m    \u001b[22m"]);
});

test("cells can be painted by their value, after they are laid out", () => {
  const style = makeStyle(true, true);
  const text = render({
    columns: ["state"],
    rows: [["failed"]],
    style,
    paintCell: (cell, value) => (value === "failed" ? style.paint.red(cell) : cell),
  });
  assert.ok(text.endsWith(style.paint.red("failed")));
});

test("values of every kind have a text", () => {
  const rows = [[true], [new Date(0)], [Buffer.from("hé")], [{ a: [1n] }], [12345678901234567890n], [""]];
  const lines = render({ columns: ["v"], rows })
    .split("\n")
    .slice(2);
  assert.deepEqual(lines, [
    "true",
    "1970-01-01T00:00:00.000Z",
    "\\x68c3a9",
    '{"a":["1"]}',
    "12,345,678,901,234,567,890",
    "",
  ]);
});

test("results of queries keep their digits together and tell their count", () => {
  const result = { columns: ["year", "count"], rows: [[2018, "6820"]] };
  assert.equal(renderResult(result, 80, PLAIN_STYLE), "year  count\n────  ─────\n2018   6820\n(1 row)");
  assert.equal(renderResult({ columns: [], rows: [] }, 80, PLAIN_STYLE), "(0 rows)");
});

test("whatever the data is, no line is wider than the terminal and no number is cut", () => {
  const cell = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc.integer(),
    fc.constant(null),
    fc.double({ noNaN: true }),
  );
  const table = fc.integer({ min: 1, max: 6 }).chain((columns) =>
    fc.record({
      columns: fc.array(fc.string({ maxLength: 30 }), { minLength: columns, maxLength: columns }),
      rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 5 }),
    }),
  );
  fc.assert(
    fc.property(table, fc.integer({ min: 80, max: 140 }), ({ columns, rows }, available) => {
      const text = render({ columns, rows, width: available, groupDigits: false });
      for (const line of text.split("\n")) assert.ok(width(line) <= available, line);
      for (const value of rows.flat()) {
        if (typeof value === "number") assert.ok(text.includes(String(value)), `${value} in\n${text}`);
      }
    }),
  );
});
