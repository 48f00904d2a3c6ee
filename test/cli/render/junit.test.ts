import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { CheckResult } from "../../../protocol/run.ts";
import { type CheckCase, junitDocument } from "../../../runner/cli/render/junit.ts";
import { checkSpec } from "../../helpers/dag-specs.ts";

function checkCase(name: string, result: Partial<CheckResult>, taskId = "quality"): CheckCase {
  const position = { file: "dags/sparkify.dag.ts", line: 42, column: 7 };
  const said = { observed: "8 of 319 rows", expected: "none", message: `${name}: observed 8 of 319 rows` };
  return {
    ...{ dagId: "sparkify", taskId, interval: "2018-11-01", at: Date.UTC(2018, 10, 2, 3, 4, 5, 678) },
    check: checkSpec("notNull", {}, { name, position }),
    result: { name, kind: "notNull", outcome: "pass", ...said, ...result },
  };
}

const failing = {
  columns: ["user_id", "note"],
  rows: [
    [null, 'a "quoted" <b>&amp;'],
    [7, "two\nlines\u0000"],
  ],
  isCut: true,
};

test("a report has a suite for each task, and tells the five outcomes apart", () => {
  const text = junitDocument([
    checkCase("rows are there", {}),
    checkCase("few rows", { outcome: "warn" }),
    checkCase("no & <empty> keys", { outcome: "fail", sql: "SELECT 1 < 2", failing }),
    checkCase("price", { outcome: "error", observed: "", expected: "", message: 'no column "prize"' }),
    checkCase("songs", { outcome: "skipped", message: "the task failed before its checks" }, "load_songs"),
  ]);
  assert.equal(
    text,
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="millrace" tests="5" failures="1" errors="1" skipped="1">
  <testsuite name="sparkify.quality 2018-11-01" tests="4" failures="1" errors="1" skipped="0" timestamp="2018-11-02T03:04:05">
    <testcase name="rows are there" classname="sparkify.quality" file="dags/sparkify.dag.ts" line="42"/>
    <testcase name="few rows" classname="sparkify.quality" file="dags/sparkify.dag.ts" line="42">
      <system-out>warning: few rows: observed 8 of 319 rows</system-out>
    </testcase>
    <testcase name="no &amp; &lt;empty&gt; keys" classname="sparkify.quality" file="dags/sparkify.dag.ts" line="42">
      <failure type="notNull" message="observed 8 of 319 rows, expected none">no &amp; &lt;empty&gt; keys: observed 8 of 319 rows

SELECT 1 &lt; 2

user_id | note
NULL | a "quoted" &lt;b&gt;&amp;amp;
7 | two
lines�
…</failure>
    </testcase>
    <testcase name="price" classname="sparkify.quality" file="dags/sparkify.dag.ts" line="42">
      <error type="notNull" message="no column &quot;prize&quot;">no column "prize"</error>
    </testcase>
  </testsuite>
  <testsuite name="sparkify.load_songs 2018-11-01" tests="1" failures="0" errors="0" skipped="1" timestamp="2018-11-02T03:04:05">
    <testcase name="songs" classname="sparkify.load_songs" file="dags/sparkify.dag.ts" line="42">
      <skipped message="the task failed before its checks"/>
    </testcase>
  </testsuite>
</testsuites>
`,
  );
});

test("nothing evaluated is an empty report", () => {
  assert.match(junitDocument([]), /<testsuites name="millrace" tests="0" .*\/>\n$/);
});

test("rows and values of a report are limited", () => {
  const rows = Array.from({ length: 50 }, (_, index) => [index, "x".repeat(1000)]);
  const text = junitDocument([checkCase("c", { outcome: "fail", failing: { ...failing, rows } })]);
  assert.equal(text.match(/ \| x+…\n/g)?.length, 20);
  assert.match(text, /\n…<\/failure>/);
});

/** Any JavaScript text: control characters, halves of surrogate pairs, markup. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    fc.constantFrom(..."<>&\"'\t\r\n]]>"),
  ),
});

test("whatever the data holds, the report is well-formed and says it", () => {
  fc.assert(
    fc.property(anyText, anyText, (name, rest) => {
      const message = `m${rest}`;
      const text = junitDocument([checkCase(name, { outcome: "error", message })]);
      const [, attributes = "", content] =
        /<error type="notNull" ([^<>]*)>([^<>]*)<\/error>/.exec(text) ?? [];
      assert.equal(unescaped(/^message="([^"]*)"$/.exec(attributes)?.[1]), allowed(message));
      assert.equal(unescaped(content), allowed(message));
      assert.equal(unescaped(/<testcase name="([^"<>]*)"/.exec(text)?.[1]), allowed(name));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
      assert.doesNotMatch(text, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u);
    }),
  );
});

/** What XML 1.0 cannot hold is replaced, everything else comes back. */
function allowed(text: string): string {
  const isAllowed = (code: number): boolean =>
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 32 && !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff);
  return Array.from(text, (one) => (isAllowed(one.codePointAt(0) ?? 0) ? one : "\ufffd")).join("");
}

function unescaped(text: string | undefined): string | undefined {
  const named: Record<string, string> = { lt: "<", gt: ">", quot: '"', amp: "&" };
  return text?.replaceAll(/&(?:#(\d+)|(\w+));/g, (whole, code, name) =>
    code === undefined ? (named[name] ?? whole) : String.fromCharCode(Number(code)),
  );
}
