import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { splitStatements } from "../../../protocol/sql/split-statements.ts";
import { gap, statement } from "./pieces.ts";

function texts(sql: string): readonly string[] {
  return splitStatements(sql).map(({ start, end }) => sql.slice(start, end));
}

const CASES: readonly (readonly [name: string, sql: string, statements: readonly string[]])[] = [
  ["nothing", "", []],
  ["a template alone", "{# ; #} {% set a = 1 %} ;", []],
  [
    "comments around",
    "-- before; x\nSELECT 1 /* in ; */ + 2 -- after\n; -- end",
    ["SELECT 1 /* in ; */ + 2"],
  ],
  ["nested comments", "/* a /* ; */ ; */ SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]],
  [
    "a name with a dollar quote in it",
    "select a$b$c; select 2 as a$b$",
    ["select a$b$c", "select 2 as a$b$"],
  ],
  [
    "a definition and the statement after it",
    "{% set t = 'a' %}\nselect {{ t }}; select 2",
    ["{% set t = 'a' %}\nselect {{ t }}", "select 2"],
  ],
  [
    "a loop over statements",
    "select 0; {% for t in ts %} truncate {{ t }}; {% endfor %}; select 1",
    ["select 0", "{% for t in ts %} truncate {{ t }}; {% endfor %}", "select 1"],
  ],
  [
    "a template that is being typed",
    "{{ a; select 1; select {{ b }}",
    ["{{ a", "select 1", "select {{ b }}"],
  ],
  ["a block that is being typed", "{% if a %} select 1; select 2", ["{% if a %} select 1", "select 2"]],
  ["an array that is no template", "select '{{1,2},{3,4}'; select 2", ["select '{{1,2},{3,4}'", "select 2"]],
  [
    "a rule with two actions",
    "CREATE RULE r AS ON DELETE TO t DO ALSO (DELETE FROM a; DELETE FROM b); select (1; select 2",
    ["CREATE RULE r AS ON DELETE TO t DO ALSO (DELETE FROM a; DELETE FROM b)", "select (1", "select 2"],
  ],
  [
    "bodies in standard SQL",
    "create or replace procedure p() begin atomic select case when a then 1 end; end; select 3",
    ["create or replace procedure p() begin atomic select case when a then 1 end; end", "select 3"],
  ],
  ["an unfinished dollar quote", "SELECT $$ ; SELECT 2", ["SELECT $$ ; SELECT 2"]],
  ["other blanks", "\u00a0\f\vselect 1\u2003;\u2003select 2\ufeff", ["select 1", "select 2"]],
];

for (const [name, sql, statements] of CASES) {
  test(`splits ${name}`, () => {
    assert.deepEqual(texts(sql), statements);
  });
}

test("finds the statements that a text was made of", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(gap, statement)), gap, (parts, last) => {
      const sql = parts.map(([before, text]) => `${before}\n${text};`).join("") + last;
      assert.deepEqual(
        texts(sql),
        parts.map(([, text]) => text),
      );
    }),
    { numRuns: 300 },
  );
});

test("never throws, whatever is typed, and statements are in order", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "'",
      '"',
      "$$",
      "$a$",
      "/*",
      "*/",
      "--",
      "\n",
      "\\",
      "e'",
      ";",
      "{{",
      "}}",
      "{%",
      "%}",
      "{#",
      "#}",
    ),
    fc.constantFrom(
      "(",
      ")",
      "create function",
      "begin",
      "end",
      "if",
      "endif",
      "raw",
      "endraw",
      "😀",
      "\ud800",
    ),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const sql = pieces.join(" ");
      let at = 0;
      for (const { start, end } of splitStatements(sql)) {
        assert.ok(start >= at && end > start && end <= sql.length);
        // A string without an end has the blanks behind it.
        assert.equal(sql.slice(start, end).trimStart(), sql.slice(start, end));
        at = end;
      }
    }),
    { numRuns: 500 },
  );
});

const HOSTILE = [
  "{{",
  "{% if %}",
  "{% endif %}",
  "'",
  "E'\\'",
  "$a$",
  "/*",
  "(",
  "{{ '",
  "{#",
  "{{ x }};",
  "{% if a %};{% endif %}",
];

for (const piece of HOSTILE) {
  test(`reads ${JSON.stringify(piece)}, many times over`, () => {
    splitStatements(piece.repeat(100_000 / piece.length));
  });
}
