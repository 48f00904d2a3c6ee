import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildFieldTree } from "../../runner/staging/field-tree.ts";
import { createRecordParser } from "../../runner/staging/record-parser.ts";
import { createRecordReader } from "../../runner/staging/record-reader.ts";
import { readAll } from "./read-text.ts";

const A = '{"a":1}';
const B = '{"b":[2,"x"]}';
const SEVERAL =
  "other records follow a broken one on its line and cannot be told apart; write each record on a line of its own";
const PRETTY = '{\n  "a": {\n    "b": 1\n  }\n}';

const cases: readonly [name: string, text: string | Buffer, said: readonly string[]][] = [
  ["JSON lines", `${A}\n${B}\n`, [`1:${A}`, `2:${B}`]],
  ["no line feed at the end", `${A}\n${B}`, [`1:${A}`, `2:${B}`]],
  ["carriage returns", `${A}\r\n${B}\r\n`, [`1:${A}`, `2:${B}`]],
  ["blank lines", `\n\n${A}\n  \n${B}\n\n`, [`3:${A}`, `5:${B}`]],
  ["nothing", "", []],
  ["white space only", " \n\t\n", []],
  ["byte order mark", `\uFEFF${A}\n${B}`, [`1:${A}`, `2:${B}`]],
  ["one pretty object", PRETTY, [`1:${PRETTY}`]],
  ["pretty objects", `${PRETTY}\n${PRETTY}\n${A}`, [`1:${PRETTY}`, `6:${PRETTY}`, `11:${A}`]],
  ["objects without white space", `${A}${B}${A}`, [`1:${A}`, `1:${B}`, `1:${A}`]],
  ["objects with spaces", `${A} ${B}\n${A}`, [`1:${A}`, `1:${B}`, `2:${A}`]],
  ["an array", `[${A},${B}]`, [`1:${A}`, `1:${B}`]],
  ["a pretty array", `[\n  ${A},\n  ${PRETTY}\n]\n`, [`2:${A}`, `3:${PRETTY}`]],
  ["an empty array", "[ ]", []],
  ["two arrays", `[${A}]\n[${B}]`, [`1:${A}`, `2:${B}`]],
  ["braces in text", '{"a":"}{[\\"]"}\n{}', ['1:{"a":"}{[\\"]"}', "2:{}"]],
  [
    "a broken line between good ones",
    `${A}\n{"a":tru}\n${B}`,
    [`1:${A}`, "2!invalid JSON at column 9: not a JSON value", `3:${B}`],
  ],
  [
    "a line cut short",
    `{"a":1,\n${A}\n${B}`,
    ["1!invalid JSON at line 2, column 1: a field name in double quotes is missing", `2:${A}`, `3:${B}`],
  ],
  [
    "a line cut short before a value, which may be what follows",
    `{"a":1,"b":\n${A}\n${B}`,
    ['1!invalid JSON at line 3, column 1: "," or "}" is missing after a value', `3:${B}`],
  ],
  [
    "a line cut short inside text",
    `{"a":"xy\n${A}`,
    ["1!invalid JSON at column 9: text is not closed on its line", `2:${A}`],
  ],
  ["a last line cut short", `${A}\n{"a":`, [`1:${A}`, "2!the file ends inside the record"]],
  [
    "the line before the last cut short",
    `{"a":1\n${A}`,
    ['1!invalid JSON at line 2, column 1: "," or "}" is missing after a value', `2:${A}`],
  ],
  ["garbage lines", `x\ny\n${A}`, ["1!not a JSON object", "2!not a JSON object", `3:${A}`]],
  ["garbage after a record", `${A} oops\n${B}`, [`1:${A}`, "1!not a JSON object", `2:${B}`]],
  ["a comma after a record", `${A},\n${B}`, [`1:${A}`, "1!not a JSON object", `2:${B}`]],
  [
    "values that are no objects",
    `1\n"x"\nnull\n${A}`,
    [
      "1!a record must be a JSON object",
      "2!a record must be a JSON object",
      "3!a record must be a JSON object",
      `4:${A}`,
    ],
  ],
  [
    "a broken pretty object",
    `{\n  "a": oops,\n  "b": {\n    "c": 1\n  }\n}\n${A}`,
    ["1!invalid JSON at line 2, column 8: not a JSON value", `7:${A}`],
  ],
  [
    "a broken pretty object with objects in a list",
    `{\n  "a": oops,\n  "b": [\n    {\n      "c": 1\n    }\n  ]\n}\n${A}`,
    ["1!invalid JSON at line 2, column 8: not a JSON value", `9:${A}`],
  ],
  [
    "a broken object over lines with objects on lines of their own, none of them indented",
    `{\n"a":bad,\n"b": \r\n\n{\n"c":5\n},\n"d":[\n{\n"e":[\n{}\n]\n}\n]\n}\n${A}`,
    ["1!invalid JSON at line 2, column 5: not a JSON value", `16:${A}`],
  ],
  [
    "a line of garbage that ends with a colon",
    `${A}\noops:\n${B}`,
    [`1:${A}`, "2!not a JSON object", `3:${B}`],
  ],
  [
    "a line of garbage that ends with a colon, among pretty objects",
    `${PRETTY}\noops: [\n${PRETTY}`,
    [`1:${PRETTY}`, "6!not a JSON object", `7:${PRETTY}`],
  ],
  [
    "a broken record before others on its line",
    `${A}{"a":1,}${B}${A}\n${B}`,
    [`1:${A}`, "1!invalid JSON at column 15: a field name in double quotes is missing", `1!!${SEVERAL}`],
  ],
  [
    "a broken record before another one and spaces",
    `{"a":tru} \t ${B}`,
    ["1!invalid JSON at column 9: not a JSON value", `1!!${SEVERAL}`],
  ],
  [
    "a broken record among lines that end with carriage returns alone",
    `${A}\r{"a":1,}\r${B}\r${A}`,
    [`1:${A}`, "1!invalid JSON at column 16: a field name in double quotes is missing", `1!!${SEVERAL}`],
  ],
  [
    "a record that is not closed before another one on its line",
    `{"a":{"b":1}${A}\n${B}`,
    ['1!invalid JSON at column 13: "," or "}" is missing after a value', `1!!${SEVERAL}`],
  ],
  [
    "commas between records outside of an array",
    `${A},${B} , ${A}\n${B}`,
    [`1:${A}`, "1!not a JSON object", `1!!${SEVERAL}`],
  ],
  [
    "a comma before the record of each line",
    `${A}\n,${B}\n${A}`,
    [`1:${A}`, "2!not a JSON object", `3:${A}`],
  ],
  [
    "a broken pretty object before another one on its last line",
    `{\n  "a": oops\n}${PRETTY}\n${A}`,
    ["1!invalid JSON at line 2, column 8: not a JSON value", `3!!${SEVERAL}`],
  ],
  [
    "a broken line with objects in lists",
    `{"a":tru,"b":[{},{"c":{}}]}\n${A}`,
    ["1!invalid JSON at column 9: not a JSON value", `2:${A}`],
  ],
  [
    "indented JSON lines",
    `  ${A}\n  {"a":}\n  ${B}`,
    [`1:  ${A}`.replace("  ", ""), "2!invalid JSON at column 8: not a JSON value", `3:${B}`],
  ],
  [
    "an array with other values",
    `[${A}, 5, [1], ${B}]`,
    [`1:${A}`, "1!a record must be a JSON object", "1!a record must be a JSON object", `1:${B}`],
  ],
  ["a broken element", `[${A}, {"a":}, ${B}]`, [`1:${A}`, "1!!invalid JSON at column 16: not a JSON value"]],
  ["an array that is cut short", `[${A},\n${B}`, [`1:${A}`, `2:${B}`, "2!!the file ends inside the array"]],
  ["an element that is cut short", `[${A},\n{"b`, [`1:${A}`, "2!!the file ends inside the array"]],
  ["no comma in an array", `[${A}${B}]`, [`1:${A}`, '1!!"," or "]" is missing after a record of the array']],
  ["a comma too many in an array", `[${A},]`, [`1:${A}`, "1!!invalid JSON at column 10: not a JSON value"]],
  ["text after an array", `[${A}]x`, [`1:${A}`, "1!not a JSON object"]],
  ["UTF-16", Buffer.from(`\uFEFF${A}`, "utf16le"), ["1!!the file is UTF-16; only UTF-8 can be read"]],
  ["NUL bytes", `\0\0\n${A}`, ["1!not a JSON object", `2:${A}`]],
];

for (const [name, text, said] of cases) {
  test(`reads ${name}`, () => {
    const bytes = Buffer.from(text as string);
    assert.deepEqual(readAll(bytes), said);
    for (const size of [1, 2, 3, 7])
      assert.deepEqual(readAll(bytes, [size]), said, `chunks of ${size} bytes`);
  });
}

test("a record beyond the limit is rejected and the next line read", () => {
  const long = `{"a":"${"x".repeat(100)}"}`;
  const said = ["1!longer than 50 bytes, the most that a record may have", `2:${A}`];
  for (const size of [1000, 64, 10, 1])
    assert.deepEqual(readAll(Buffer.from(`${long}\n${A}`), [size], 50), said);
});

test("a record beyond the limit ends the reading of an array", () => {
  const long = `{"a":"${"x".repeat(100)}"}`;
  for (const size of [1000, 10, 1]) {
    assert.deepEqual(readAll(Buffer.from(`[${A},${long}]`), [size], 50), [
      `1:${A}`,
      "1!!longer than 50 bytes, the most that a record may have",
    ]);
  }
});

test("a number beyond the limit is rejected, of whatever length the file is", () => {
  for (const size of [1000, 64, 10, 1]) {
    assert.deepEqual(readAll(Buffer.from(`${"1".repeat(200)}\n${A}`), [size], 50), [
      "1!longer than 50 bytes, the most that a record may have",
      `2:${A}`,
    ]);
  }
});

test("a long number is not parsed again for each of its chunks", () => {
  const parser = createRecordParser(buildFieldTree([], false));
  let parsed = 0;
  const parse: typeof parser.parse = (bytes, start, end) => {
    parsed += end - start;
    return parser.parse(bytes, start, end);
  };
  const watched = Object.create(parser, { parse: { value: parse } }) as typeof parser;
  const ignored = () => undefined;
  const reader = createRecordReader(watched, { record: ignored, reject: ignored, broken: ignored }, 10_000);
  for (let chunks = 0; chunks < 1000; chunks++) reader.push(Buffer.alloc(100, "7"));
  reader.finish();
  assert.equal(reader.ordinal, 1);
  assert.ok(parsed < 40_000, `${parsed} bytes were parsed`);
});

test("white space before the next record is not kept", (t) => {
  const concat = t.mock.method(Buffer, "concat");
  const spaces = Array.from({ length: 40 }, () => " ".repeat(64 * 1024)).join("");
  const text = `{"a":\n bad}\n${spaces}\n${A}`;
  assert.deepEqual(readAll(Buffer.from(text), [64 * 1024]), [
    "1!invalid JSON at line 2, column 2: not a JSON value",
    `4:${A}`,
  ]);
  assert.equal(concat.mock.callCount(), 0);
});

for (const [name, text, said] of [
  ["lines", `${A}\n${B}\n${A}`, [A, B, A]],
  ["an array", `[${A},${B},${A}]`, [A, B, A]],
  ["an array that is cut short", `[${A},${B}`, [A, B, "the file ends inside the array"]],
] as const) {
  test(`after each pause the records of ${name} go on where they were`, () => {
    const found: string[] = [];
    const reader = createRecordReader(createRecordParser(buildFieldTree([], false)), {
      record(bytes, start, end) {
        found.push(bytes.toString("utf8", start, end));
        return true;
      },
      reject: (_raw, _place, reason) => found.push(reason),
      broken: (_raw, _place, reason) => found.push(reason),
    });
    const goOn = () => {
      while (reader.isPaused) {
        const before = found.length;
        reader.resume();
        assert.ok(found.length <= before + 1, "it did not pause");
      }
    };
    reader.push(Buffer.from(text));
    assert.deepEqual(found, [A]);
    goOn();
    reader.finish();
    goOn();
    assert.deepEqual(found, said);
  });
}

test("nesting is limited before the stack is", () => {
  const deep = `{"a":${"[".repeat(100_000)}`;
  assert.match(readAll(Buffer.from(deep))[0] ?? "", /nested deeper than 500 levels/);
});

const jsonObject = fc
  .dictionary(fc.string({ maxLength: 6 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 })
  .chain((value) => fc.constantFrom(JSON.stringify(value), JSON.stringify(value, null, 2)));

test("any JSON records come back whole, whatever is between them and however they are cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(jsonObject, fc.constantFrom("", "\n", " ", "\r\n\n")), { maxLength: 8 }),
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
      (records, asArray, chunkSizes) => {
        const texts = records.map(([text]) => text);
        const text = asArray ? `[${texts.join(" ,\n")}]` : records.map(([json, gap]) => json + gap).join("");
        const said = readAll(Buffer.from(text), chunkSizes);
        assert.deepEqual(
          said.map((entry) => entry.replace(/^\d+:/, "")),
          texts,
        );
      },
    ),
  );
});

test("damaged input says the same however it is cut", () => {
  const damaged = fc
    .tuple(
      fc.array(jsonObject, { minLength: 1, maxLength: 5 }),
      fc.nat(),
      fc.constantFrom("", "\n", "}", '"', "x", "[", "\0"),
    )
    .map(([texts, at, damage]) => {
      const text = texts.join("\n");
      const cut = at % (text.length + 1);
      return text.slice(0, cut) + damage + text.slice(cut + 1);
    });
  fc.assert(
    fc.property(
      damaged,
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 }),
      (text, sizes) => {
        const bytes = Buffer.from(text);
        assert.deepEqual(readAll(bytes, sizes), readAll(bytes));
      },
    ),
    { numRuns: 300 },
  );
});
