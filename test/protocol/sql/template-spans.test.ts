import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { templateSpans } from "../../../protocol/sql/template-spans.ts";
import { splitTemplate } from "../../../runner/core/templates/lexer.ts";

const WHOLE = [
  "{{ {'a': {'b': 1}} }}",
  "{{ '}}' }}",
  '{{ "\\"}}" }}',
  "{%- set a = [{}] -%}",
  "{# {{ a }} #}",
  "{{- a -}}",
];

test("a template ends where its brackets and strings allow it", () => {
  for (const template of WHOLE) {
    const [span, ...others] = templateSpans(`select ${template} }} %} #}`);
    assert.deepEqual([span?.start, span?.end, others], [7, 7 + template.length, []], template);
  }
});

test("finds templates where the renderer does", () => {
  const piece = fc.constantFrom(
    ...["{{", "}}", "{%", "%}", "{#", "#}", "{%-", "-%}", "{{-", "-}}", "{% raw %}", "{% endraw %}"],
    ...[
      "a",
      "'",
      '"',
      "'}}'",
      '"%}"',
      "\\",
      "(",
      ")",
      "[",
      "]",
      "{",
      "}",
      " ",
      "\n",
      "1.5e3",
      "|",
      "~",
      "!=",
    ],
    ...["{{ a }}", "{% set b = 1 %}", "{# c #}"],
  );
  let compared = 0;
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join("");
      const expected = offsetsOf(text);
      if (expected === undefined || expected.some((at) => isEndraw(text, at))) return;
      compared += expected.length;
      const found = templateSpans(text).filter(
        ({ kind, word }) => kind !== "comment" && !/^(end)?raw$/.test(word),
      );
      assert.deepEqual(
        found.map(({ start }) => start),
        expected,
      );
    }),
    { numRuns: 3000 },
  );
  assert.ok(compared > 100, `only ${compared} templates were compared`);
});

/** Undefined for a text that the renderer cannot read. */
function offsetsOf(text: string): readonly number[] | undefined {
  try {
    const parts = splitTemplate(text).filter((segment) => segment.kind !== "text");
    return parts.map((segment) => ("offset" in segment ? segment.offset : -1));
  } catch {
    return undefined;
  }
}

/** Without its start: the renderer refuses it later. */
function isEndraw(text: string, at: number): boolean {
  return /^\{%[-+]?\s*endraw/.test(text.slice(at));
}
