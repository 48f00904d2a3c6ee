import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ResultSection, ResultTab } from "../../../extension/sql/result-tab.ts";
import {
  type Mark,
  shiftMark,
  startedMarks,
  updatedMarks,
  withMarks,
} from "../../../extension/surfaces/sql-editor/marks.ts";
import { requestOf, tabOf } from "./tabs.ts";

const DOCUMENT = "SELECT 1;\nSELECT 2;\n";
const RUNNING = { kind: "running" } as const;

function mark(start: number, end: number, outcome: Mark["outcome"] = RUNNING): Mark {
  return { start, end, tab: "t", offset: start === 0 ? 0 : 10, outcome };
}

test("a mark follows what is typed before it, and goes when its statement is edited", () => {
  const at = mark(10, 18);
  assert.deepEqual(shiftMark(at, { offset: 0, removed: 0, inserted: "-- x\n" }), mark(15, 23));
  assert.deepEqual(shiftMark(at, { offset: 10, removed: 0, inserted: " " }), mark(11, 19));
  assert.deepEqual(shiftMark(at, { offset: 2, removed: 3, inserted: "" }), mark(7, 15));
  assert.deepEqual(shiftMark(at, { offset: 19, removed: 1, inserted: "x" }), at);
  assert.equal(shiftMark(at, { offset: 12, removed: 1, inserted: "" }), undefined);
  assert.equal(shiftMark(at, { offset: 5, removed: 6, inserted: "" }), undefined);
  // Right behind it, a blank or a semicolon ends it; anything else goes on with it.
  assert.deepEqual(shiftMark(at, { offset: 18, removed: 0, inserted: "; SELECT 3" }), at);
  assert.equal(shiftMark(at, { offset: 18, removed: 0, inserted: "0" }), undefined);
});

test("an error's place moves with its statement", () => {
  const failed = mark(10, 18, { kind: "failed", message: "no", at: 17 });
  const shifted = shiftMark(failed, { offset: 0, removed: 0, inserted: "ab" });
  assert.deepEqual(shifted?.outcome, { kind: "failed", message: "no", at: 19 });
});

test("a mark that stays is at the text that it was at", () => {
  const edit = fc.record({ offset: fc.nat(20), removed: fc.nat(8), inserted: fc.string({ maxLength: 5 }) });
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 6 }), (edits) => {
      let document = DOCUMENT;
      let now: Mark | undefined = mark(10, 18);
      for (const { offset, removed, inserted } of edits) {
        const at = Math.min(offset, document.length);
        const gone = Math.min(removed, document.length - at);
        document = document.slice(0, at) + inserted + document.slice(at + gone);
        now = now && shiftMark(now, { offset: at, removed: gone, inserted });
      }
      if (now !== undefined) assert.equal(document.slice(now.start, now.end), "SELECT 2");
    }),
  );
});

const BOTH = [
  { start: 0, end: 8 },
  { start: 10, end: 18 },
];

function tab(change: Partial<ResultTab> = {}): ResultTab {
  return tabOf("t", { request: requestOf("SELECT 1;\nSELECT 2", { statements: BOTH }), ...change });
}

function section(command: string, offset: number): ResultSection {
  const none = {
    columns: [],
    rows: [],
    hasMore: false,
    isCut: false,
    rowCount: 1,
    milliseconds: 1,
    notices: [],
  };
  return { version: command, offset, command, cut: [], ...none };
}

test("statements are marked where the document still has them", () => {
  assert.deepEqual(
    startedMarks(tab(), DOCUMENT, []),
    BOTH.map((it) => mark(it.start, it.end)),
  );
  assert.deepEqual(startedMarks(tab(), `x${DOCUMENT}`, []), []);
  assert.deepEqual(startedMarks(tab(), DOCUMENT.replace("1", "3"), []), [mark(10, 18)]);
  // Run again after it moved: its mark knows where it is now.
  const moved = { ...mark(11, 19, { kind: "cancelled" }) };
  assert.deepEqual(startedMarks(tab(), `\n${DOCUMENT}`, [moved]), [mark(11, 19)]);
});

test("each statement gets its own result, as it comes", () => {
  const marks = BOTH.map(({ start, end }) => mark(start, end));
  const [first, second] = [section("SELECT", 0), section("INSERT", 10)];
  const outcomes = (change: Partial<ResultTab>): readonly Mark["outcome"][] =>
    updatedMarks(marks, tab(change), undefined).map(({ outcome }) => outcome);
  assert.deepEqual(outcomes({ sections: [first] }), [{ kind: "done", section: first }, RUNNING]);
  assert.deepEqual(outcomes({ sections: [first, second], state: { kind: "done" } }), [
    { kind: "done", section: first },
    { kind: "done", section: second },
  ]);
  assert.deepEqual(outcomes({ state: { kind: "cancelled" } }), [
    { kind: "cancelled" },
    { kind: "cancelled" },
  ]);
});

test("an error is at the first statement that has no result, where the server says", () => {
  const marks = BOTH.map(({ start, end }) => mark(start, end));
  const state = { kind: "failed", error: { code: "x", message: "no" } } as const;
  const failed = (at: number): Mark["outcome"] => ({ kind: "failed", message: "no", at });
  const first = section("SELECT", 0);
  assert.deepEqual(updatedMarks(marks, tab({ state, sections: [first] }), 17), [
    mark(0, 8, { kind: "done", section: first }),
    mark(10, 18, failed(17)),
  ]);
  assert.deepEqual(updatedMarks(marks, tab({ state }), undefined), [mark(0, 8, failed(0))]);
  // The one that failed was edited away.
  assert.deepEqual(updatedMarks(marks.slice(1), tab({ state }), undefined), []);
});

test("a statement has one mark, the newest", () => {
  assert.deepEqual(withMarks([mark(0, 8), mark(10, 18)], [mark(4, 12)]), [mark(4, 12)]);
  assert.deepEqual(withMarks([mark(0, 8)], [mark(10, 18)]), [mark(0, 8), mark(10, 18)]);
});
