import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { splitStatements } from "../../../protocol/sql/split-statements.ts";
import { statementAt } from "../../../protocol/sql/statement-at.ts";
import { gap, statement } from "./pieces.ts";

/** `|` is the cursor. */
const CASES: readonly (readonly [name: string, text: string, statement: string | undefined])[] = [
  ["in a statement", "select 1; sel|ect 2; select 3", "select 2"],
  ["at its first sign", "select 1;\n|select 2", "select 2"],
  ["between its lines", "select\n|\n1;\nselect 2", "select\n\n1"],
  ["before its semicolon", "select 1|; select 2", "select 1"],
  ["right after its semicolon", "select 1;|\nselect 2", "select 1"],
  ["in the blanks after it", "select 1;  |  \nselect 2", "select 1"],
  ["in a comment after it on its line", "select 1; -- a |comment\nselect 2", "select 1"],
  ["between two on a line", "select 1;| select 2", "select 1"],
  ["at the end of the text", "select 1;|", "select 1"],
  ["in front of a statement", "select 1;\n  | select 2", "select 2"],
  ["in the comment right above", "select 1;\n-- ab|out\n-- two\nselect 2", "select 2"],
  ["in a long comment above", "/* a|\n\n b */\n-- c\nselect 2", "select 2"],
  ["in a template's comment above", "{# a|\n\n b #}\nselect 2", "select 2"],
  ["at the start of that comment's line", "select 1;\n|-- about two\nselect 2", "select 2"],
  ["in a comment by itself", "select 1;\n\n-- alo|ne\n\nselect 2", undefined],
  ["in an empty line", "select 1;\n|\nselect 2", undefined],
  ["after the last line", "select 1;\n\n|", undefined],
  [
    "in a loop",
    "{% for t in ts %} select {{ t }}; | {% endfor %}; select 2",
    "{% for t in ts %} select {{ t }};  {% endfor %}",
  ],
];

for (const [name, marked, expected] of CASES) {
  test(`the statement at a cursor ${name}`, () => {
    const offset = marked.indexOf("|");
    const text = marked.replace("|", "");
    const found = statementAt(text, offset);
    assert.equal(found && text.slice(found.start, found.end), expected);
  });
}

test("a cursor in a statement means that one, and one anywhere else none far away", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(gap, statement), { maxLength: 4 }), (parts) => {
      const text = parts.map(([before, sql]) => `${before}\n${sql};`).join("");
      const statements = splitStatements(text);
      for (let offset = 0; offset <= text.length; offset++) {
        const found = statementAt(text, offset, statements);
        const around = statements.find(({ start, end }) => start <= offset && offset <= end);
        if (around !== undefined) assert.equal(found, around);
        else if (found !== undefined) {
          const [from, to] = offset < found.start ? [offset, found.start] : [found.end, offset];
          assert.ok(!statements.some(({ start }) => start > from && start < to));
        }
      }
    }),
    { numRuns: 60 },
  );
});
