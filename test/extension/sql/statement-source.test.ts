import assert from "node:assert/strict";
import { test } from "node:test";
import { partOf, partToRun, placeOf, statementOf } from "../../../extension/sql/statement-source.ts";

const CURSOR = "▮";

/** `▮` is the cursor, or the ends of the selection. */
function picked(text: string): string | undefined {
  const [start, end = start] = [text.indexOf(CURSOR), text.lastIndexOf(CURSOR) - 1];
  const document = text.replaceAll(CURSOR, "");
  const selection = { start, end: text.indexOf(CURSOR) === text.lastIndexOf(CURSOR) ? start : end };
  return partToRun(document, selection)?.text;
}

test("the statement at the cursor is run, or what is selected of the text", () => {
  assert.equal(picked("SELECT 1;\nSEL▮ECT 2;\nSELECT 3"), "SELECT 2");
  assert.equal(picked("SELECT 1;▮\nSELECT 2"), "SELECT 1");
  assert.equal(picked("SELECT $$;▮;$$; SELECT 2"), "SELECT $$;;$$");
  assert.equal(picked("SELECT ▮1▮ + 2"), "1");
  assert.equal(picked("▮ -- a comment\n SELECT 1; SELECT 2;▮ SELECT 3"), "SELECT 1; SELECT 2");
  assert.equal(picked("-- nothing▮"), undefined);
  assert.equal(picked("▮  ;▮ SELECT 1"), undefined);
});

test("a part knows where it and its statements stand in the document", () => {
  const document = "SELECT 1;\n\n  SELECT 2;\nSELECT\n3;";
  const part = partOf(document, { start: 9, end: document.length }) ?? assert.fail("no part");
  assert.deepEqual(placeOf(document, part.start), { startLine: 2, startColumn: 2 });
  assert.deepEqual(
    part.statements.map(({ start, end }) => document.slice(start, end)),
    ["SELECT 2", "SELECT\n3"],
  );
});

test("a statement of a source stands where it stands in the document", () => {
  const source = { text: "SELECT 1; SELECT 2;\n  SELECT 3", startLine: 4, startColumn: 7, file: null };
  assert.deepEqual(statementOf(source, 1), { ...source, text: "SELECT 2", startColumn: 17 });
  assert.deepEqual(statementOf(source, 2), { ...source, text: "SELECT 3", startLine: 5, startColumn: 2 });
  assert.equal(statementOf(source, 3), undefined);
});
