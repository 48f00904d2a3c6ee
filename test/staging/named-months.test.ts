import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { testWarehouse } from "../helpers/warehouse.ts";
import { encodeOne } from "./encode-one.ts";

const TYPES = ["timestamp without time zone", "timestamp with time zone", "date"] as const;
const MONTHS = [
  "Jan",
  "feb",
  "Mar",
  "Apr",
  "May",
  "JUN",
  "July",
  "Aug",
  "Sept",
  "october",
  "Nov",
  "December",
];
const two = (value: number) => String(value).padStart(2, "0");

const RFC_ZONES = ["GMT", "UT", "UTC", "Z", "z", "EST", "edt", "CST", "CDT", "MST", "MDT", "PST", "PDT"];
const rfcZone = fc.oneof(
  fc.constantFrom(...RFC_ZONES),
  fc
    .tuple(fc.constantFrom("+", "-"), fc.nat({ max: 15 }), fc.nat({ max: 59 }))
    .map(([sign, hours, minutes]) => `${sign}${two(hours)}${two(minutes)}`),
);
const parts = fc.record({
  weekday: fc.constantFrom("", "Thu, ", "sun, ", "Monday, "),
  day: fc.integer({ min: 1, max: 28 }),
  month: fc.constantFrom(...MONTHS),
  year: fc.integer({ min: 1000, max: 9998 }),
  hour: fc.nat({ max: 23 }),
  minute: fc.nat({ max: 59 }),
  second: fc.option(fc.nat({ max: 59 })),
  fraction: fc.constantFrom("", "", ".5", ".123456"),
});
type Parts = typeof parts extends fc.Arbitrary<infer P> ? P : never;

function clock({ hour, minute, second, fraction }: Parts): string {
  return `${two(hour)}:${two(minute)}${second === null ? "" : `:${two(second)}${fraction}`}`;
}

const rfc = fc
  .tuple(parts, rfcZone)
  .map(([time, zone]) => `${time.weekday}${two(time.day)} ${time.month} ${time.year} ${clock(time)} ${zone}`);

/** In all orders, with zones and words of all kinds; the server does not know some of them. */
const other = fc
  .tuple(
    parts,
    fc.constantFrom(
      "",
      ...RFC_ZONES,
      "CET",
      "CEST",
      "Europe/Berlin",
      "+02",
      "+0200",
      "-05:30",
      "MART",
      "NOVT",
    ),
    fc.constantFrom(
      "",
      "",
      "PM",
      "am",
      "AD",
      "at",
      "on",
      "Thu",
      "DST",
      "GMT+2",
      "UTC-0500",
      "EST5EDT",
      "nonsense",
    ),
    fc.constantFrom("", " "),
    fc.nat({ max: 3 }),
  )
  .map(([time, zone, word, space, order]) => {
    const date = order % 2 === 0 ? `${time.month} ${time.day}` : `${time.day} ${time.month}`;
    const at = `${clock(time)}${space}${zone}`;
    return order < 2
      ? `${time.weekday}${date} ${at} ${time.year} ${word}`.trim()
      : `${time.weekday}${date}, ${time.year} ${word} ${at}`.replace(/ +/g, " ").trim();
  });

const SERVER = `
CREATE FUNCTION as_utc(text text) RETURNS timestamp LANGUAGE plpgsql STABLE AS $$
BEGIN RETURN text::timestamptz AT TIME ZONE 'UTC'; EXCEPTION WHEN OTHERS THEN RETURN NULL; END $$;
CREATE FUNCTION as_sent(text text) RETURNS timestamp LANGUAGE plpgsql STABLE AS $$
BEGIN RETURN text::timestamp; EXCEPTION WHEN OTHERS THEN RETURN NULL; END $$`;

/** Where the column would get another time than the server reads in the text itself, with its zone. */
const DIFFERENT = `
SELECT said, sent, type, as_utc(said), as_sent(sent)
FROM json_to_recordset($1) AS texts (said text, sent text, type text)
WHERE CASE type WHEN 'date' THEN as_utc(said)::date IS DISTINCT FROM as_sent(sent)::date
  WHEN 'timestamp with time zone' THEN as_utc(said) IS DISTINCT FROM as_utc(sent)
  ELSE as_utc(said) IS DISTINCT FROM as_sent(sent) END
LIMIT 5`;

test("RFC 2822 times are the instants that the server reads in them", { timeout: 120_000 }, async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.script(SERVER);
  const texts = fc.sample(rfc, 2000).flatMap((said) =>
    TYPES.map((type) => {
      const sent = encodeOne(type, JSON.stringify(said));
      assert.ok(typeof sent === "string", `${said}: ${JSON.stringify(sent)}`);
      assert.match(sent, /^\d+-\d\d-\d\d/, said);
      return { said, sent, type };
    }),
  );
  assert.deepEqual((await warehouse.query(DIFFERENT, [JSON.stringify(texts)])).rows, []);
});

test("no time with the name of a month loses its zone", { timeout: 120_000 }, async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.script(SERVER);
  const texts = fc.sample(other, 5000).flatMap((said) =>
    TYPES.flatMap((type) => {
      const sent = encodeOne(type, JSON.stringify(said));
      return typeof sent === "string" ? [{ said, sent, type }] : [];
    }),
  );
  assert.ok(texts.length > 3000, `${texts.length} were sent`);
  // What the server refuses, it refuses with or without a zone.
  assert.deepEqual((await warehouse.query(DIFFERENT, [JSON.stringify(texts)])).rows, []);
});

test("the dashes of cookies and a comment are no matter", () => {
  for (const text of ["Thu, 01-Nov-2018 21:01:46 GMT", "Thu,1 Nov 2018 23:01:46+02:00 (EET)"])
    assert.equal(encodeOne("timestamp without time zone", JSON.stringify(text)), "2018-11-01 21:01:46");
});

const ZONE = /has more than a date and a time; one with a zone must be ISO 8601 or RFC 2822/;
const REJECTED: readonly (readonly [type: (typeof TYPES)[number], text: string, reason: RegExp])[] = [
  ["timestamp without time zone", "Thu Nov 01 21:01:46 CET 2018", ZONE],
  ["timestamp without time zone", "Nov 1 2018 21:01:46 +0200", ZONE],
  ["timestamp without time zone", "Thu, 01 Nov 2018 21:01:46 CEST", ZONE],
  ["date", "Nov 1 2018 21:01-05", ZONE],
  ["timestamp with time zone", "Thu Nov 01 2018 21:01:46 GMT+2", ZONE],
  ["timestamp with time zone", "Thu, 01 Nov 2018 21:01:46 +1600", /is not a time/],
  ["timestamp with time zone", "Thu, 31 Nov 2018 21:01:46 GMT", /is not a time/],
  ["date", "Thu, 31 Nov 2018 21:01:46 GMT", /is not a date/],
];
for (const [type, text, reason] of REJECTED) {
  test(`${type} rejects ${text}`, () => {
    const problem = encodeOne(type, JSON.stringify(text));
    assert.ok(typeof problem === "object", `encoded as ${problem}`);
    assert.match(problem.reason, reason);
  });
}

/** Not touched: they say no zone, or UTC. */
const SERVERS = [
  "Thu Nov 01 21:01:46 2018",
  "Thu Nov  1 21:01:46 UTC 2018",
  "1 Nov 2018",
  "01-Nov-2018 9:01PM",
  "November 1, 2018 at 9:01 PM",
  "Nov 1 2018 21:01:46.5Z",
  "1 Nov 0044 BC",
];
for (const text of SERVERS) {
  test(`left to the server: ${text}`, () => {
    for (const type of TYPES) assert.equal(encodeOne(type, JSON.stringify(text)), text);
  });
}
