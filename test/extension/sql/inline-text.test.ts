import assert from "node:assert/strict";
import { test } from "node:test";
import type { ResultSection } from "../../../extension/sql/result-tab.ts";
import { hoverTable } from "../../../extension/surfaces/sql-editor/hover-table.ts";
import { inlineText } from "../../../extension/surfaces/sql-editor/inline-text.ts";

const COLUMNS = [
  { name: "user_id", type: "integer", isNumeric: true },
  { name: "level", type: "text", isNumeric: false },
];

function done(change: Partial<ResultSection>): string {
  return inlineText({ kind: "done", section: section(change) });
}

function section(change: Partial<ResultSection>): ResultSection {
  return {
    version: "v",
    offset: 0,
    cut: [],
    command: "SELECT",
    columns: COLUMNS,
    rows: [],
    hasMore: false,
    isCut: false,
    rowCount: 0,
    milliseconds: 42,
    notices: [],
    ...change,
  };
}

test("one line says how it went", () => {
  const rows = [
    [8, "free"],
    [10, null],
  ];
  assert.equal(done({ rows, rowCount: 319 }), "✓ 319 rows · 42 ms · user_id: 8, level: free …");
  assert.equal(done({ rows: [[10, null]], rowCount: 1 }), "✓ 1 row · 42 ms · user_id: 10, level: NULL");
  assert.equal(
    done({ rows: Array.from({ length: 1000 }, () => [1, ""]), rowCount: null, hasMore: true }),
    "✓ 1,000+ rows · 42 ms · user_id: 1, level:  …",
  );
  assert.equal(done({}), "✓ 0 rows · 42 ms");
  assert.equal(done({ command: "INSERT", columns: [], rowCount: 5 }), "✓ INSERT 5 rows · 42 ms");
  assert.equal(done({ command: "CREATE TABLE", columns: [], rowCount: null }), "✓ CREATE TABLE · 42 ms");
  assert.equal(inlineText({ kind: "failed", message: 'no "x"\nLINE 1', at: 0 }), '✗ no "x" LINE 1');
});

test("a hostile value stays on the line, and is cut", () => {
  const text = done({ rows: [[1, `\u202E<img src=x>\n${"x".repeat(10_000)}`]], rowCount: 1 });
  assert.ok(!/[\n\u202E]/.test(text), text);
  assert.ok([...text].length <= 120);
});

test("the hover's table has no Markdown of the data", () => {
  const rows = [[1, "[a](command:x) | ![b](http://c) <b> https://d.e `f` www.g.h"]];
  const columns = [
    { name: "n", type: "integer", isNumeric: true },
    { name: "**t**|", type: "text", isNumeric: false },
  ];
  const table = hoverTable(section({ columns, rows, rowCount: 1 }));
  const [head, line, row] = table.split("\n");
  assert.equal(head, "| n | \\*\\*t\\*\\*\\| |");
  assert.equal(line, "|---:|---|");
  assert.ok(row !== undefined && !/(?<!\\)[[\]()!<>`:.|]/.test(row.slice(2, -2).replace(" | ", "")), row);
});
