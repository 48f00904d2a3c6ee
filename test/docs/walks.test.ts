import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { packageRoot } from "../../runner/package-root.ts";
import { isAsShown } from "../../scripts/docs/console-blocks.ts";
import { walk } from "../../scripts/docs/run-millrace.ts";
import { walks } from "../../scripts/docs-outputs.ts";

describe("pages that are walks through Millrace", () => {
  test("there are some", () => assert.ok(walks().length >= 4, walks().join(", ")));

  for (const file of walks())
    test(`${file}: every command prints what the page shows (node scripts/docs-outputs.ts writes it)`, async () => {
      const { commands } = await walk(readFileSync(path.join(packageRoot(), file), "utf8"));
      assert.ok(commands.length > 0);
      // One at a time: what a command prints follows from the ones before.
      for (const { line, shown, actual, matches } of commands)
        if (!matches) assert.equal(actual, shown, `${file}: ${line}`);
    });

  const cases: readonly [string, string, string, boolean][] = [
    ["times and durations", "08:24:25 a success 91 ms\n", "10:00:00 a success 1.2 s\n", true],
    ["another word", "a success\n", "a failed\n", false],
    ["another order", "a\nb\n", "b\na\n", true],
    ["a line too many", "a\n", "a\nb\n", false],
    ["a line missing", "a\nb\n", "a\n", false],
    ["lines left out", "a\n…\n", "a\nb\nc\n", true],
    ["a wrong line beside those left out", "a\n…\nx\n", "a\nb\nc\n", false],
    ["widths of columns", "a   b\n──  ─\n", "a b\n────  ──\n", true],
    ["JSON in other lines, at another time", '{ "at": 1, "b": [1] }', '{\n"at": 22,\n"b": [1]\n}', true],
    ["a duration in JSON, and not another number", '{ "ms": 1, "n": 2 }', '{ "ms": 22, "n": 2 }', true],
    ["the day of a load", "a: t was loaded on 2026-11-21\n", "a: t was loaded on 2026-12-01\n", true],
    ["another day", "2026-11-21 a\n", "2026-12-01 a\n", false],
    ["another value in JSON", '{ "b": 1 }', '{ "b": 2 }', false],
  ];
  for (const [name, shown, actual, expected] of cases)
    test(`comparing: ${name}`, () => assert.equal(isAsShown(shown, actual), expected));
});
