import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { UserError } from "../../../protocol/user-error.ts";
import { jsonDocument, jsonError } from "../../../runner/cli/render/json.ts";
import { csvDocument } from "../../../runner/core/csv.ts";

test("a CSV document quotes what RFC 4180 says, and keeps NULL and empty text apart", () => {
  const rows = [
    [1, 'say "hi", twice', null],
    ["a\nb", "", new Date(0)],
    [" padded ", true, { a: 1 }],
  ];
  assert.equal(
    csvDocument(["id", "text", "when,at"], rows),
    [
      'id,text,"when,at"',
      '1,"say ""hi"", twice",',
      '"a\nb","",1970-01-01T00:00:00.000Z',
      '" padded ",true,"{""a"":1}"',
      "",
    ].join("\r\n"),
  );
  assert.equal(csvDocument(["only"], [[null]]), 'only\r\n""\r\n');
});

test("any text comes back from a CSV document", () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 2 }), { minLength: 1 }), (rows) => {
      assert.deepEqual(parseCsv(csvDocument(["a", "b"], rows)), [["a", "b"], ...rows]);
    }),
  );
});

/** Reads CSV by the grammar of RFC 4180. */
function parseCsv(document: string): string[][] {
  const fields = [...document.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g)];
  const rows: string[][] = [[]];
  for (const [, field = "", end] of fields) {
    rows.at(-1)?.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

test("a JSON document is one, and holds no control characters", () => {
  const value = { count: 12345678901234567890n, when: new Date(0), text: "\u001b\u009b\u007f\u2028é" };
  const document = jsonDocument(value);
  assert.doesNotMatch(document.replaceAll("\n", ""), /[\p{Cc}\u2028]/u);
  assert.ok(document.endsWith("}\n"));
  assert.deepEqual(JSON.parse(document), {
    count: "12345678901234567890",
    when: "1970-01-01T00:00:00.000Z",
    text: value.text,
  });
});

test("an error as JSON has all its fields, without a stack", () => {
  const position = { file: "a.dag.ts", line: 1, column: 2 };
  const full = new UserError({ code: "c", message: "m", next: "n", position, retryable: true });
  assert.deepEqual(jsonError(full), {
    error: { code: "c", message: "m", next: "n", position, retryable: true },
  });
  assert.deepEqual(jsonError(new UserError({ code: "c", message: "m" })), {
    error: { code: "c", message: "m", next: null, position: null, retryable: false },
  });
});
