import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { splitStatements } from "../../runner/loads/sql-statements.ts";

const CASES: readonly (readonly [name: string, sql: string, statements: readonly string[]])[] = [
  ["nothing", "", []],
  ["blanks, comments and semicolons", " ;; -- a;b\n /* ; */ ; ", []],
  ["one", "SELECT 1", ["SELECT 1"]],
  ["a closing semicolon and a comment after it", "SELECT 1; -- end", ["SELECT 1"]],
  ["comments around", "-- before; x\nSELECT 1 /* in ; */ + 2\n-- after", ["SELECT 1 /* in ; */ + 2"]],
  ["nested comments", "/* a /* ; */ ; */ SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]],
  ["strings", "SELECT 'a;''b;', E'c\\';d;'; SELECT 2", ["SELECT 'a;''b;', E'c\\';d;'", "SELECT 2"]],
  ["a backslash in a plain string", "SELECT 'a\\'; SELECT 2", ["SELECT 'a\\'", "SELECT 2"]],
  ["quoted names", 'SELECT "a;""b"; SELECT 2', ['SELECT "a;""b"', "SELECT 2"]],
  ["dollar quotes", "DO $x$ a; $y$ ; $x$; SELECT $$;$$", ["DO $x$ a; $y$ ; $x$", "SELECT $$;$$"]],
  ["dollars in names", "SELECT a$b$ FROM t; SELECT 2", ["SELECT a$b$ FROM t", "SELECT 2"]],
  [
    "a function's body in standard SQL",
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3",
    [
      "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END",
      "SELECT 3",
    ],
  ],
  ["an unfinished string", "SELECT 'a; SELECT 2", ["SELECT 'a; SELECT 2"]],
  ["an unfinished name", 'SELECT "a; SELECT 2', ['SELECT "a; SELECT 2']],
  ["an unfinished comment", "SELECT 1 /* ; SELECT 2", ["SELECT 1"]],
  ["an unfinished dollar quote", "SELECT $$ ; SELECT 2", ["SELECT $$ ; SELECT 2"]],
];

for (const [name, sql, statements] of CASES) {
  test(`splits ${name}`, () => {
    assert.deepEqual(
      splitStatements(sql).map(({ text }) => text),
      statements,
    );
  });
}

test("tells the first words in upper case", () => {
  const [statement] = splitStatements("(select a, b from c where d) -- e");
  assert.deepEqual(statement?.words, ["SELECT", "A", "B", "FROM", "C", "WHERE"]);
});

test("never throws, and each statement is at its offset in the text", () => {
  const piece = fc.constantFrom(
    ";",
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
    "x",
    " ",
    "😀",
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const sql = pieces.join("");
      for (const { text, offset } of splitStatements(sql)) {
        assert.equal(sql.slice(offset, offset + text.length), text);
        assert.notEqual(text.trim(), "");
      }
    }),
  );
});
