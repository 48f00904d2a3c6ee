import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeOne, type OneColumn } from "./encode-one.ts";

const NULL = "\\N";
const MS: OneColumn = { timeFormat: "epochmillisecs" };
const SECS: OneColumn = { timeFormat: "epochsecs" };
const TS = "timestamp without time zone";
const TSTZ = "timestamp with time zone";

/** A column's type, the JSON value, and the COPY field that it becomes. */
const fields: readonly [type: string, json: string, field: string, column?: OneColumn][] = [
  ["smallint", "32767", "32767"],
  ["integer", "-5", "-5"],
  ["integer", "2147483647", "2147483647"],
  ["integer", "1.0", "1"],
  ["integer", "1e3", "1000"],
  ["integer", "-0", "-0"],
  ["integer", '" 42 "', "42"],
  ["integer", '""', NULL],
  ["integer", '"  "', NULL],
  ["integer", "null", NULL],
  ["bigint", "9007199254740993", "9007199254740993"],
  ["bigint", "-9223372036854775808", "-9223372036854775808"],
  ["bigint", "1540919166796.0", "1540919166796"],
  ["bigint", '"9007199254740993"', "9007199254740993"],
  ["numeric", "0.10", "0.10"],
  ["numeric", "123456789012345678901234567890.123456789", "123456789012345678901234567890.123456789"],
  ["numeric", "1e5", "1e5"],
  ["numeric", '"NaN"', "NaN"],
  ["numeric(5,2)", "999.994", "999.994"],
  ["numeric(5,2)", "-123.45", "-123.45"],
  ["numeric(5,2)", "1e2", "1e2"],
  ["numeric(2,2)", "0.99", "0.99"],
  ["numeric(3,-2)", "99900", "99900"],
  ["double precision", "218.93179", "218.93179"],
  ["double precision", "1e308", "1e308"],
  ["double precision", "0e999", "0e999"],
  ["double precision", '"Infinity"', "Infinity"],
  ["real", "3.4e38", "3.4e38"],
  ["boolean", "true", "t"],
  ["boolean", "0", "f"],
  ["boolean", '"Yes"', "t"],
  ["boolean", '""', NULL],
  ["text", '"plain"', "plain"],
  ["text", '""', ""],
  ["text", '""', NULL, { emptyAsNull: true }],
  ["text", '"  "', "  "],
  ["text", '" \\t\\n "', NULL, { blanksAsNull: true }],
  ["text", '""', "", { blanksAsNull: true }],
  ["text", "2129", "2129"],
  ["text", "1540919166796.0", "1540919166796.0"],
  ["text", "1e400", "1e400"],
  ["text", "true", "true"],
  ["text", '"\\\\N"', "\\\\N"],
  ["text", '"\\\\."', "\\\\."],
  ["text", '"a\\tb\\nc\\rd\\be\\ff\\/g\\"h"', 'a\\tb\\nc\\rd\\be\\ff/g"h'],
  ["text", '"\\u0009\\u000a\\u005c\\u0041\\u00e9\\u20ac\\ud83d\\ude00\\u0001"', "\\t\\n\\\\Aé€😀\u0001"],
  ["text", '"é€😀"', "é€😀"],
  ["text", '{"a": [1, "x\\ty"]}', '{"a": [1, "x\\\\ty"]}'],
  ["text", "[\n\t1]", "[\\n\\t1]"],
  ["character varying(3)", '"é€😀"', "é€😀"],
  ["character varying(3)", '"abcd"', "abc", { truncateColumns: true }],
  ["character varying(3)", '"é€😀x"', "é€😀", { truncateColumns: true }],
  ["character varying(2)", '"\\n\\\\\\\\"', "\\n\\\\", { truncateColumns: true }],
  ["character varying(3)", '"abc   "', "abc   "],
  ["character varying(4)", "true", "true"],
  ["character(1)", '"M"', "M"],
  ["date", '"2018-11-01"', "2018-11-01"],
  ["date", '"2018-11-01T23:30:00-02:00"', "2018-11-02"],
  ["date", '"20240229"', "2024-02-29"],
  ["date", "1541105830796", "2018-11-01", MS],
  ["date", '""', NULL],
  [TS, '"2018-11-01T21:01:46.796Z"', "2018-11-01 21:01:46.796"],
  [TS, '"2018-11-01 21:01:46"', "2018-11-01 21:01:46"],
  [TS, '"2018-11-01T21:01"', "2018-11-01 21:01:00"],
  [TS, '"2016-12-31T23:59:60Z"', "2017-01-01 00:00:00"],
  [TS, '"2016-12-31T22:59:60.5Z"', "2016-12-31 23:00:00.500"],
  [TS, '"2018-11-01"', "2018-11-01 00:00:00"],
  [TS, '"2018-11-01T21:01:46+02:00"', "2018-11-01 19:01:46"],
  [TS, '"2018-12-31T23:45:00.5-0130"', "2019-01-01 01:15:00.500"],
  [TS, '"0001-01-01T00:00:00+00"', "0001-01-01 00:00:00"],
  [TS, '"20181101T210146Z"', "2018-11-01 21:01:46"],
  [TS, '"infinity"', "infinity"],
  [TS, '"Thu Nov 01 21:01:46 2018"', "Thu Nov 01 21:01:46 2018"],
  [TSTZ, '"2018-11-01T21:01:46+02:00"', "2018-11-01 19:01:46+00"],
  [TSTZ, '"2018-11-01T21:01:46"', "2018-11-01 21:01:46+00"],
  [TS, "1541105830796", "2018-11-01 20:57:10.796", MS],
  [TS, "1540919166796.0", "2018-10-30 17:06:06.796", MS],
  [TS, '"1540919166796"', "2018-10-30 17:06:06.796", MS],
  [TS, "1540919166796.1235", "2018-10-30 17:06:06.796124", MS],
  [TS, "1.540919166796e12", "2018-10-30 17:06:06.796", MS],
  [TS, "0", "1970-01-01 00:00:00", MS],
  [TS, "-1", "1969-12-31 23:59:59.999", MS],
  [TS, "-62135596800000", "0001-01-01 00:00:00", MS],
  [TS, "253402300799999", "9999-12-31 23:59:59.999", MS],
  [TS, "1541105830", "2018-11-01 20:57:10", SECS],
  [TS, "1541105830.796", "2018-11-01 20:57:10.796", SECS],
  [TS, "951782400", "2000-02-29 00:00:00", SECS],
  [TSTZ, "1541105830", "2018-11-01 20:57:10+00", SECS],
  [TS, '"2018-11-01T21:01:46Z"', "2018-11-01 21:01:46", MS],
  ["json", '{"a" : "x\\ty"}', '{"a" : "x\\\\ty"}'],
  ["json", '"\\u0000"', '"\\\\u0000"'],
  ["jsonb", '"text"', '"text"'],
  ["jsonb", "1.10", "1.10"],
  ["jsonb", "null", NULL],
  ["jsonb", '["\\ud83d\\ude00", "\\\\u0000"]', '["\\\\ud83d\\\\ude00", "\\\\\\\\u0000"]'],
  ["uuid", '"123E4567-e89b-12d3-a456-426614174000"', "123E4567-e89b-12d3-a456-426614174000"],
  ["uuid", '"{123e4567e89b12d3a456426614174000}"', "123e4567e89b12d3a456426614174000"],
  ["inet", '"10.0.0.1"', "10.0.0.1"],
  ["mart.mood", '"ok"', "ok"],
];

for (const [type, json, field, column] of fields) {
  test(`${type}: ${json}${column === undefined ? "" : ` ${JSON.stringify(column)}`}`, () => {
    assert.equal(encodeOne(type, json, column), field);
  });
}

/** A column's type, the JSON value, and why it is rejected. */
const rejects: readonly [type: string, json: string | Buffer, reason: RegExp, column?: OneColumn][] = [
  ["smallint", "32768", /out of range for smallint/],
  ["integer", "2147483648", /out of range for integer/],
  ["integer", "1.5", /has a fraction/],
  ["integer", "0.00000000000000000001", /has a fraction/],
  ["integer", '"abc"', /is not an integer/],
  ["integer", "true", /is not an integer/],
  ["integer", "[1]", /is not an integer/],
  ["bigint", "9223372036854775808", /out of range for bigint/],
  ["bigint", "1e999999999", /out of range for bigint/],
  ["numeric(5,2)", "1000", /out of range for numeric\(5,2\)/],
  ["numeric(5,2)", "999.995", /out of range/],
  ["numeric(2,2)", "0.995", /out of range/],
  ["numeric(5,2)", '"Infinity"', /out of range/],
  ["numeric", "1e200000", /out of range/],
  ["numeric", '"1,5"', /is not a number/],
  ["numeric", "{}", /is not a number/],
  ["double precision", "1e309", /out of range for double precision/],
  ["double precision", "1e-400", /too small/],
  ["real", "1e39", /out of range for real/],
  ["boolean", "2", /is not a boolean/],
  ["boolean", '"maybe"', /is not a boolean/],
  ["text", '"a\\u0000b"', /NUL character/],
  ["text", '"\\ud83d"', /surrogate/],
  ["text", '"\\ude00\\ud83d"', /surrogate/],
  ["text", '"\\ud83dx"', /surrogate/],
  ["text", Buffer.from([0x22, 0xff, 0x22]), /not valid UTF-8/],
  ["text", Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), /not valid UTF-8/],
  ["character varying(3)", '"abcd"', /has 4 characters, too many for character varying\(3\)/],
  ["character varying(2)", '"\\n\\\\x"', /has 3 characters/],
  ["character varying(3)", "12345", /has 5 characters/],
  ["date", '"2018-02-29"', /is not a date/],
  [TS, '"2016-12-31T23:59:60.5Z"', /is not a time/],
  ["date", '"01/11/2018"', /is not a date/],
  ["date", "20181101", /is a number/],
  [TS, '"2018-11-01T24:01:00"', /is not a time/],
  [TS, '"2018-11-01T21:60:00"', /is not a time/],
  [TS, '"2018-13-01"', /is not a time/],
  [TS, '"2018-11-01T21:01:46+16:00"', /is not a time/],
  [TS, '"Nov 1\\n2018"', /is not a time/],
  [TS, "1541105830796", /is a number; set timeFormat/],
  [TS, "1541105830796", /years 1 to 9999; timeFormat is epochsecs/, SECS],
  [TS, '"soon"', /is not a time/, MS],
  [TS, "true", /is not a time/, MS],
  ["jsonb", '["\\u0000"]', /NUL character/],
  ["jsonb", '"\\ud800"', /surrogate/],
  ["uuid", '"123e4567"', /is not a UUID/],
  ["uuid", "5", /is not a UUID/],
  ["text", "null", /is NULL, and the column is NOT NULL/, { nullable: false }],
  ["text", '""', /is NULL, and the column is NOT NULL/, { nullable: false, emptyAsNull: true }],
  ["integer", '""', /is NULL, and the column is NOT NULL/, { nullable: false }],
];

for (const [type, json, reason, column] of rejects) {
  test(`${type} rejects ${json}${column === undefined ? "" : ` ${JSON.stringify(column)}`}`, () => {
    const problem = encodeOne(type, json, column);
    assert.ok(typeof problem === "object", `encoded as ${JSON.stringify(problem)}`);
    assert.match(problem.reason, reason);
    assert.equal(problem.column, "v");
  });
}

test("a rejected value is told, and cut when it is long", () => {
  const short = encodeOne("integer", '"a\\"b"');
  assert.ok(typeof short === "object");
  assert.equal(short.value, '"a\\"b"');
  const long = encodeOne("integer", JSON.stringify("x".repeat(5000)));
  assert.ok(typeof long === "object");
  assert.equal(long.value?.length, 201);
});

test("escapes in a text are resolved wherever they stand", () => {
  for (const [written, copied] of [
    ["\\\\", "\\\\"],
    ['\\"', '"'],
    ["\\/", "/"],
    ["\\n", "\\n"],
    ["\\u00e9", "é"],
    ["\\ud83c\\udfa7", "🎧"],
  ] as const) {
    for (let before = 0; before < 9; before++) {
      for (let after = 0; after < 9; after++) {
        const [x, y] = ["x".repeat(before), "é]".repeat(after)];
        assert.equal(encodeOne("text", `"${x}${written}${y}"`), `${x}${copied}${y}`);
      }
    }
  }
});
