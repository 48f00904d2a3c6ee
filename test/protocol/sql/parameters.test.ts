import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parametersOf } from "../../../protocol/sql/parameters.ts";
import { gap, statement } from "./pieces.ts";

const CASES: readonly (readonly [name: string, sql: string, names: readonly string[]])[] = [
  ["a name, as often as it stands there", "select :a, :b_2 + :a", ["a", "b_2", "a"]],
  ["letters of any alphabet", "select :número", ["número"]],
  ["in front of a cast", "select :a::date, x::text, (:b)::int", ["a", "b"]],
  ["no slice", "select a[1:n], a[:n], a[i : n], f(x)[1:n], \"a\"[1][b:n], 'x'[1:n]", []],
  [
    "in brackets that are no slice",
    "select ARRAY[:a, :b], array [ :c ], ARRAY[[:d]], a[:e + 1]",
    ["a", "b", "c", "d"],
  ],
  ["a bound that is an expression", "select a[1 + :n]", ["n"]],
  ["no named argument", "select f(a := :b, c => :d)", ["b", "d"]],
  [
    "not in quotes, comments and templates",
    "select ':a', \":b\", $$ :c $$, E'\\' :d', -- :e\n /* :f */ {{ \":g\" }} {# :h #} :i",
    ["i"],
  ],
  ["not a time in a template", "select {{ ts }}:{{ x }}, :{{ y }}", []],
  ["no number", "select :1, a:1", []],
  ["after an unfinished bracket in the statement before", "select a[1; select :a", ["a"]],
];

for (const [name, sql, names] of CASES) {
  test(`parameters: ${name}`, () => {
    const found = parametersOf(sql);
    assert.deepEqual(
      found.map((parameter) => parameter.name),
      names,
    );
    for (const { name, offset } of found) assert.ok(sql.startsWith(`:${name}`, offset));
  });
}

test("finds the parameters that a text was given, and no others", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(statement, gap)), (parts) => {
      let sql = "";
      const offsets: number[] = [];
      for (const [text, between] of parts) {
        sql += `${text}\n`;
        offsets.push(sql.length);
        sql += `:name ;${between}\n`;
      }
      assert.deepEqual(
        parametersOf(sql).map(({ offset }) => offset),
        offsets,
      );
    }),
    { numRuns: 200 },
  );
});
