import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../runner/package-root.ts";

/** Runs `scripts/test.ts` on its own, as if it were not started from a test. */
function runTests(filter: string): { code: number | null; output: string } {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const script = path.join(packageRoot(), "scripts", "test.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, filter], { env, encoding: "utf8" });
  return { code: status, output: stdout + stderr };
}

/** A killed process that nobody has waited for yet has no command line any more. */
function isAlive(pid: number): boolean {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) && readFileSync(file, "utf8") !== "";
}

const cases = [
  { file: "passes", code: 0, says: /ℹ tests 1\n.*ℹ pass 1\nℹ fail 0\n/s },
  { file: "fails", code: 1, says: /ℹ pass 0\nℹ fail 1\n/ },
  { file: "only-skips", code: 1, says: /No test ran\./ },
  {
    file: "has-no-test",
    code: 1,
    says: /No test is in test\/fixtures\/test-runner\/has-no-test\.test\.ts\./,
  },
  { file: "leaves-files", code: 1, says: /temporary files behind.*left-behind-/s },
] as const;

for (const { file, code, says } of cases) {
  test(`the test script ends with ${code} for tests that are like "${file}"`, () => {
    const result = runTests(`test/fixtures/test-runner/${file}.test.ts`);
    assert.match(result.output, says);
    assert.equal(result.code, code);
  });
}

test("a process that outlives the tests fails them, and is ended", {
  skip: process.platform !== "linux",
}, async () => {
  const { code, output } = runTests("test/fixtures/test-runner/leaves-process.test.ts");
  assert.equal(code, 1);
  const pid = /processes behind.*?(\d+) {2}sleep 1234/s.exec(output)?.[1];
  assert.ok(pid !== undefined, output);
  while (isAlive(Number(pid))) await new Promise((resolve) => setTimeout(resolve, 10));
});

test("a filter that matches no file is an error, and fixtures are not found by accident", () => {
  assert.deepEqual(
    ["no-such-test", "test-runner"].map((filter) => runTests(filter).code),
    [1, 1],
  );
});
