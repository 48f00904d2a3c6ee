import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import type { Problem } from "../../../protocol/problem.ts";
import { UserError } from "../../../protocol/user-error.ts";
import { codeFrame } from "../../../runner/cli/render/code-frame.ts";
import { width } from "../../../runner/cli/render/fit.ts";
import { renderProblems } from "../../../runner/cli/render/problems.ts";
import { makeStyle, PLAIN_STYLE } from "../../../runner/cli/render/style.ts";
import { renderUserError } from "../../../runner/cli/render/user-error.ts";

const SOURCE = 'dag({ id: "a" }, () => {\n\tloadFact("x", { after: stagin });\n});\n';

const PROBLEMS: readonly Problem[] = [
  {
    severity: "warning",
    code: "unused",
    message: "The task is not used.",
    position: { file: "sql/b.sql", line: 9, column: 1 },
  },
  {
    severity: "error",
    code: "unknown-upstream",
    message: 'There is no task "stagin".',
    next: 'Did you mean "staging"?',
    position: { file: "a.dag.ts", line: 2, column: 25 },
  },
  { severity: "error", code: "no-dags", message: "No DAG file was found." },
  { severity: "error", code: "x", message: "First.", position: { file: "a.dag.ts", line: 1, column: 1 } },
];

function render(problems: readonly Problem[]): string {
  const readSource = (file: string): string | undefined => (file === "a.dag.ts" ? SOURCE : undefined);
  return renderProblems(problems, { style: PLAIN_STYLE, width: 80, readSource });
}

test("problems stand in the order of their places, with source, next step and a summary", () => {
  assert.equal(
    render(PROBLEMS),
    `error No DAG file was found.

error a.dag.ts:1:1 First.
  1 │ dag({ id: "a" }, () => {
    │ ^

error a.dag.ts:2:25 There is no task "stagin".
  2 │   loadFact("x", { after: stagin });
    │                          ^
  Did you mean "staging"?

warning sql/b.sql:9:1 The task is not used.

3 errors, 1 warning in 2 files`,
  );
});

test("the same words at several places are one problem with all of its places", () => {
  const [, , , first] = PROBLEMS;
  assert.ok(first !== undefined);
  const at = (line: number, more: Partial<Problem> = {}): Problem => ({
    ...first,
    position: { file: "sql/some_long_name.sql", line, column: 1 },
    next: "Mend it.",
    ...more,
  });
  const one = { position: { file: "a.dag.ts", line: 3, column: 1 } };
  assert.equal(
    render([at(4), at(7), at(5), at(1, one), at(4), at(8, { next: "Or not." }), at(9, { code: "y" })]),
    `error a.dag.ts:3:1 First.
  3 │ });
    │ ^
  and at sql/some_long_name.sql:4:1, sql/some_long_name.sql:5:1,
  sql/some_long_name.sql:7:1
  Mend it.

error sql/some_long_name.sql:8:1 First.
  Or not.

error sql/some_long_name.sql:9:1 First.
  Mend it.

7 errors in 2 files`,
  );
});

test("without problems there is nothing to say", () => assert.equal(render([]), ""));

const FRAMES = [
  { name: "a short line", line: "select levle from t", column: 8, caretUnder: "l" },
  { name: "wide characters before the column", line: "select '利用者', levle", column: 15, caretUnder: "l" },
  { name: "a tab before the column", line: "\t\tlevle", column: 3, caretUnder: "l" },
  {
    name: "a long line, column far right",
    line: `${"x, ".repeat(80)}LEVLE ${"y".repeat(80)}`,
    column: 241,
    caretUnder: "L",
  },
  {
    name: "a long line, column near the left",
    line: `select LEVLE${"y".repeat(200)}`,
    column: 8,
    caretUnder: "L",
  },
  { name: "a long line with deep indentation", line: `${" ".repeat(90)}LEVLE`, column: 91, caretUnder: "L" },
  { name: "the end of the line", line: "select", column: 7, caretUnder: "" },
] as const;

for (const { name, line, column, caretUnder } of FRAMES) {
  test(`the caret is below the column: ${name}`, () => {
    const [text = "", caret = ""] = codeFrame(
      line,
      { file: "f", line: 1, column },
      80,
      makeStyle(true, true),
    ).map(stripVTControlCharacters);
    assert.ok(width(text) <= 80, text);
    const before = width(caret) - 1;
    const under = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
    let used = 0;
    const at = under.find((segment) => {
      used += width(segment);
      return used > before;
    });
    assert.equal(at ?? "", caretUnder, `${text}\n${caret}`);
  });
}

test("a position beyond the source has no frame", () => {
  assert.deepEqual(codeFrame("one line", { file: "f", line: 2, column: 1 }, 80, PLAIN_STYLE), []);
});

test("an error says what, where and what next; hostile parts are escaped", () => {
  const error = new UserError({
    code: "sql-error",
    message: 'column "le\u001b[2Jvle" does not exist\nDETAIL: none',
    position: { file: "sql/a.sql", line: 3, column: 8 },
    next: "Correct the name of the column, or create it, and then run the command again with the same arguments.",
  });
  assert.equal(
    renderUserError(error, 60, PLAIN_STYLE),
    `error column "le\\x1b[2Jvle" does not exist
  DETAIL: none
  at sql/a.sql:3:8
  Correct the name of the column, or create it, and then run
  the command again with the same arguments.`,
  );
  assert.equal(
    renderUserError({ message: "No.", position: undefined, next: undefined }, 60, PLAIN_STYLE),
    "error No.",
  );
});
