import assert from "node:assert/strict";
import { test } from "node:test";
import { problemWord } from "../../../extension/surfaces/diagnostics/problem-word.ts";
import { suggestedWord } from "../../../extension/surfaces/diagnostics/suggested-word.ts";

test("a problem underlines the word at its column", () => {
  const cases: readonly (readonly [string, number, string])[] = [
    ["    rowCount({ name })", 5, "rowCount"],
    ["  checks.unique(x)", 3, "checks.unique"],
    ['  "target": "dve",', 13, '"dve"'],
    ["  after: 'a b',", 10, "'a b'"],
    ["  größe(1)", 3, "größe"],
    ["  ({ a })  ", 3, "({ a })"],
    ["abc", 99, "abc"],
    ["  abc", 99, "abc"],
    ["abc", 0, "abc"],
  ];
  for (const [line, column, expected] of cases) {
    const { from, to } = problemWord(line, column);
    assert.equal(line.slice(from - 1, to - 1), expected, line);
  }
});

test("there is always something to underline", () => {
  for (const line of ["", "   ", "x"]) {
    for (const column of [1, 2, 50]) {
      const { from, to } = problemWord(line, column);
      assert.ok(from >= 1 && to > from, `${JSON.stringify(line)}:${column} ${from} ${to}`);
    }
  }
});

test("a suggestion is taken only where nothing is left to guess", () => {
  const message = '"load" waits for "stagin", which is no task or group of this DAG. Did you mean "staging"?';
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['  loadFact("load", { after: "stagin" });', '  loadFact("load", { after: "staging" });'],
    ['  loadFact("load", {', undefined],
    ['    after: "stagin",', '    after: "staging",'],
    ["    after: [a, stagin],", "    after: [a, staging],"],
    ['    after: ["stagin", "stagin"],', undefined],
    ['    after: "stagings",', undefined],
    ['    after: "x.stagin",', undefined],
    ["", undefined],
  ];
  for (const [line, expected] of cases) {
    const word = suggestedWord(message, line);
    const changed = word && line.slice(0, word.from - 1) + word.text + line.slice(word.to - 1);
    assert.equal(changed, expected, line);
  }
  assert.equal(suggestedWord('There is no "a".', '"a"'), undefined);
  assert.equal(suggestedWord('There is no "a". Did you mean "b"); drop(")?', '"a"'), undefined);
});
