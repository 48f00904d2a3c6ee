import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildFieldTree, type KnownKey, type PathStep } from "../../runner/staging/field-tree.ts";
import { COMPLETE, createRecordParser } from "../../runner/staging/record-parser.ts";
import { ARRAY, MISSING, OBJECT } from "../../runner/staging/value-kinds.ts";
import { isString, valueText } from "../../runner/staging/value-text.ts";

const NOTHING = createRecordParser(buildFieldTree([], false));

/** Whether the parser takes the text as one JSON value. */
function accepts(text: string): boolean {
  const bytes = Buffer.from(` ${text.trim()} `);
  if (bytes.length === 2) return false;
  return NOTHING.parse(bytes, 1, bytes.length) === COMPLETE && NOTHING.position === bytes.length - 1;
}

function jsonAccepts(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Text near to JSON: pieces of it in any order. */
const nearJson = fc
  .array(
    fc.constantFrom(
      ...'{}[],: \n\t\r"\\0-19.eE+au',
      "true",
      "false",
      "null",
      "tru",
      '"a"',
      '"b":',
      "1.5",
      "-0",
      "01",
      "1e5",
      "1e",
      "\\u00e9",
      "\\u12",
      "\\n",
      "\\x",
      "é",
      "\u0001",
    ),
    { maxLength: 14 },
  )
  .map((pieces) => pieces.join(""));

test("accepts exactly what JSON.parse accepts", () => {
  // JSON.parse and trim() agree on white space only for JSON's own.
  const texts = fc.oneof(
    nearJson,
    fc.json(),
    fc.json().chain((json) => mutated(json)),
  );
  fc.assert(
    fc.property(texts, (text) => {
      fc.pre(text.trim() === text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "") && text.isWellFormed());
      assert.equal(accepts(text), jsonAccepts(text.trim()), JSON.stringify(text));
    }),
    { numRuns: 3000 },
  );
});

function mutated(json: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(json.length), fc.constantFrom("", '"', "}", ",", "\\", "1", " ", "\n"))
    .map(([at, piece]) => json.slice(0, at) + piece + json.slice(at + 1));
}

/** The value at a path of the record, as the parser sees it; undefined when it is not there. */
function valueAt(text: string, paths: readonly (readonly PathStep[])[], ignoreCase = false): unknown[] {
  const tree = buildFieldTree(paths, ignoreCase);
  const parser = createRecordParser(tree);
  const bytes = Buffer.from(text);
  assert.equal(parser.parse(bytes, 0, bytes.length), COMPLETE);
  return tree.slots.map((slot) => {
    const kind = parser.kinds[slot] as number;
    if (kind === MISSING) return undefined;
    const source = valueText(bytes, kind, parser.starts[slot] as number, parser.ends[slot] as number);
    return isString(kind)
      ? source
      : kind === OBJECT || kind === ARRAY
        ? source
        : (JSON.parse(source) as unknown);
  });
}

const finds: readonly [text: string, path: readonly PathStep[], value: unknown][] = [
  ['{"a":1}', ["a"], 1],
  ['{"a":1}', ["b"], undefined],
  ['{"a":null}', ["a"], null],
  ['{"a":{"b":"x"}}', ["a", "b"], "x"],
  ['{"a":{"b":"x"}}', ["a"], '{"b":"x"}'],
  ['{"a":[1,{"b":2}]}', ["a", 1, "b"], 2],
  ['{"a":[1]}', ["a", 1], undefined],
  ['{"a":"x"}', ["a", "b"], undefined],
  ['{"a":1,"a":2}', ["a"], 2],
  ['{"a":{"b":1},"a":{}}', ["a", "b"], undefined],
  ['{"a":{"b":1},"a":5}', ["a", "b"], undefined],
  ['{"\\u0061":1}', ["a"], 1],
  ['{"é":1}', ["é"], 1],
  ['{"__proto__":1}', ["__proto__"], 1],
  ['{"":1}', [""], 1],
  ['{"a":1}', [], '{"a":1}'],
];

for (const [text, path, value] of finds) {
  test(`finds ${JSON.stringify(path)} in ${text}`, () => assert.deepEqual(valueAt(text, [path]), [value]));
}

test("names are compared without regard to case when that is wanted", () => {
  assert.deepEqual(valueAt('{"firstName":1}', [["firstname"]], true), [1]);
  assert.deepEqual(valueAt('{"firstName":1}', [["firstname"]], false), [undefined]);
});

test("several paths share places", () => {
  const paths = [["a"], ["a", "b"], ["a"], ["c", 0]];
  assert.deepEqual(valueAt('{"a":{"b":1},"c":[2]}', paths), ['{"b":1}', 1, '{"b":1}', 2]);
});

test("fields are found whatever their order was in earlier records", () => {
  const names = ["a", "ab", "b", "é", 'c"d', "nam", "name", "names", "name_1", "name_2", "a longer name"];
  const tree = buildFieldTree(
    names.map((name) => [name]),
    false,
  );
  const parser = createRecordParser(tree);
  const record = fc.uniqueArray(
    fc.tuple(fc.constantFrom(...names, "z", "namx", "a longer naze"), fc.integer()),
    {
      selector: ([name]) => name,
    },
  );
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 6 }), (records) => {
      for (const fields of records) {
        const object = Object.fromEntries(fields);
        const bytes = Buffer.from(JSON.stringify(object));
        assert.equal(parser.parse(bytes, 0, bytes.length), COMPLETE);
        names.forEach((name, index) => {
          const slot = tree.slots[index] as number;
          const text = bytes.toString("utf8", parser.starts[slot], parser.ends[slot]);
          assert.equal(parser.kinds[slot] === MISSING ? undefined : Number(text), object[name]);
        });
      }
    }),
  );
});

test("a name with bytes above 127 is told each time, also when it is guessed", () => {
  const parser = createRecordParser(buildFieldTree([["a"]], false));
  const bytes = Buffer.concat([Buffer.from('{"x'), Buffer.from([0xff]), Buffer.from('":1}')]);
  for (let i = 0; i < 3; i++) {
    assert.equal(parser.parse(bytes, 0, bytes.length), COMPLETE);
    assert.equal(parser.hasNonAscii, true);
  }
});

test("what is special in a text is seen wherever it stands", () => {
  const parser = createRecordParser(buildFieldTree([["a"], ["b"]], false));
  for (const special of ['\\"', "\\\\", "\\n", "\\u00e9", "\\u0001", "é", "日", "\u007f"]) {
    for (let before = 0; before < 9; before++) {
      for (let after = 0; after < 9; after++) {
        // The second one is looked for by another loop: it comes after an escape.
        const text = `"\\/${"x".repeat(before)}${special}${"y".repeat(after)}"`;
        const plain = text.replace("\\/", "");
        const bytes = Buffer.from(`{"a":${text},"b":${plain}}`);
        assert.equal(parser.parse(bytes, 0, bytes.length), COMPLETE, text);
        const found = [0, 1].map((slot) =>
          valueText(
            bytes,
            parser.kinds[slot] as number,
            parser.starts[slot] as number,
            parser.ends[slot] as number,
          ),
        );
        assert.deepEqual(found, [JSON.parse(text), JSON.parse(plain)]);
        assert.equal(parser.hasNonAscii, /[^\0-\x7f]/.test(text));
      }
    }
  }
});

test("of a record with endless names only some are kept, and all are found", () => {
  const tree = buildFieldTree([["k2999"], ["last"]], false);
  const parser = createRecordParser(tree);
  const names = Array.from({ length: 10_000 }, (_, n) => `k${n}`);
  for (let round = 0; round < 2; round++) {
    const bytes = Buffer.from(`{${names.map((name) => `"${name}":1`).join(",")},"last":2}`);
    assert.equal(parser.parse(bytes, 0, bytes.length), COMPLETE);
    const found = tree.slots.map((slot) => bytes.toString("utf8", parser.starts[slot], parser.ends[slot]));
    assert.deepEqual(found, ["1", "2"]);
    const known = new Set(tree.root.knownKeys.values());
    const kept = new Set<KnownKey>();
    for (let key = tree.root.firstKey; key !== undefined && !kept.has(key); key = key.next) kept.add(key);
    assert.ok(
      kept.size > 0 && [...kept].every((key) => known.has(key)),
      `${kept.size} names are kept, ${known.size} are known`,
    );
    assert.ok(known.size < names.length / 2);
    names.reverse();
  }
});
