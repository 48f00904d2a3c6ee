import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import type { Warehouse } from "../../runner/connections/warehouse.ts";
import type { EncodeOptions } from "../../runner/staging/column-encoder.ts";
import { type CopyFormat, copyFormat } from "../../runner/staging/copy-format.ts";
import { encodeObjects, rowStream } from "../../runner/staging/encode-objects.ts";
import { NeedsText } from "../../runner/staging/encode-time.ts";
import { mapColumns } from "../../runner/staging/map-columns.ts";
import { testWarehouse } from "../helpers/warehouse.ts";
import { DEFAULTS } from "./encode-one.ts";
import { memoryLake } from "./memory-lake.ts";

const TABLE = { schema: null, name: "t" };

/** What the server has after a COPY, and what was not sent to it and why. */
interface Outcome {
  readonly rows: readonly (readonly unknown[])[];
  readonly rejects: readonly (readonly [ordinal: number, reason: string])[];
}

/** Loads `{"v": …}` records into a column of the type. */
async function load(
  warehouse: Warehouse,
  type: string,
  values: readonly string[],
  options: EncodeOptions,
  format: CopyFormat,
): Promise<Outcome> {
  const lake = memoryLake({ a: values.map((value, n) => `{"n":${n},"v":${value}}`).join("\n") });
  return await warehouse.transaction({}, async (tx) => {
    await tx.script(`DROP TABLE IF EXISTS t; CREATE TABLE t (n bigint, v ${type})`);
    const columns = (await tx.describeTable(TABLE)) ?? [];
    const object = await lake.head("a");
    assert.ok(object !== undefined);
    const { rows, progress } = encodeObjects({
      lake,
      objects: [object],
      mapped: mapColumns("t", columns, undefined, { kind: "auto", ignoreCase: false }),
      options,
      format,
      maxErrors: values.length,
    });
    const taken = await tx.copyIn(TABLE, ["n", "v"], rowStream(rows), format);
    assert.equal(taken, progress.encoded);
    const found = await tx.query("SELECT n, v::text FROM t ORDER BY n");
    const rejects = progress.rejects.kept.map(({ place, reason }) => [place.ordinal, reason] as const);
    return { rows: found.rows, rejects };
  });
}

async function bothWays(
  warehouse: Warehouse,
  type: string,
  values: readonly string[],
  options: EncodeOptions,
): Promise<Outcome> {
  const binary = await load(warehouse, type, values, options, "binary");
  assert.deepEqual(binary, await load(warehouse, type, values, options, "text"));
  return binary;
}

const string = fc
  .oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.string({
      unit: fc.constantFrom("\\", "\n", "\t", "\r", "\f", "\v", "\b", "N", '"', "/", " ", "é", "😀"),
    }),
  )
  .map((text) => JSON.stringify(text));
const escaped = fc
  .string({ unit: "binary-ascii", maxLength: 5 })
  .map((text) => `"${[...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}"`);
const decimal = fc
  .tuple(
    fc.constantFrom("", "-"),
    fc.nat({ max: 10 ** 9 }),
    fc.option(fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 20 })),
    fc.constantFrom("", "", "e3", "E-7", "e+20", "e400"),
  )
  .map(
    ([sign, whole, fraction, exponent]) =>
      `${sign}${whole}${fraction === null ? "" : `.${fraction}`}${exponent}`,
  );
const number = fc.oneof(
  decimal,
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map(String),
  fc.constantFrom(
    "0",
    "-0",
    "-0.0",
    "32767",
    "-32768",
    "2147483648",
    "999999999999999",
    "9999999999999999",
    "0.1",
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
);
const pad = (value: number, width: number) => String(value).padStart(width, "0");
const time = fc
  .record({
    day: fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
    clock: fc.tuple(fc.nat({ max: 24 }), fc.nat({ max: 60 }), fc.nat({ max: 61 })),
    fraction: fc.string({ unit: fc.constantFrom(..."0123456789"), maxLength: 9 }),
    separator: fc.constantFrom("T", " "),
    zone: fc.constantFrom("", "Z", "+00", "+02:00", "-0930", "+15:59"),
  })
  .map(({ day, clock: [hour, minute, second], fraction, separator, zone }) => {
    const date = day.toISOString().slice(0, 10);
    const seconds = `${pad(second, 2)}${fraction === "" ? "" : `.${fraction}`}`;
    return `"${date}${separator}${pad(hour, 2)}:${pad(minute, 2)}:${seconds}${zone}"`;
  });
const times = fc.oneof(
  time,
  fc.constantFrom(
    '"2018-11-01"',
    '"20181101"',
    '"2018-11-01T24:00"',
    '"infinity"',
    '"-Infinity"',
    '"x"',
    '""',
  ),
);
const uuid = fc.oneof(
  fc.uuid().map((text) => `"${text}"`),
  fc.uuid().map((text) => `"{${text.replaceAll("-", "").toUpperCase()}}"`),
);
const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value));
const word = fc.constantFrom(
  "true",
  "false",
  "null",
  '"yes"',
  '" Off "',
  '""',
  '"  "',
  '"1"',
  '"NaN"',
  '"-inf"',
);
const anything = fc.oneof(number, string, escaped, times, uuid, json, word);

/** Types, and values that mostly suit them. */
const kinds: readonly (readonly [types: readonly string[], values: fc.Arbitrary<string>])[] = [
  [["smallint", "integer", "bigint", "double precision"], number],
  [["boolean"], word],
  [["date", "timestamp", "timestamptz", "timestamp(3)", "timestamptz(0)"], times],
  [["json", "jsonb"], fc.oneof(json, string)],
  [["uuid"], uuid],
  [["text", "varchar", "varchar(3)", "char(3)"], fc.oneof(string, escaped)],
];
const options = fc.record({
  timeFormat: fc.constantFrom("auto" as const, "epochsecs" as const, "epochmillisecs" as const),
  emptyAsNull: fc.boolean(),
  blanksAsNull: fc.boolean(),
  truncateColumns: fc.boolean(),
});

for (const [types, values] of kinds) {
  test(`binary and text load the same: ${types.join(", ")}`, { timeout: 120_000 }, async (t: TestContext) => {
    const warehouse = await testWarehouse(t);
    const some = fc.array(fc.oneof({ weight: 4, arbitrary: values }, anything), {
      minLength: 10,
      maxLength: 100,
    });
    let loaded = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...types), some, options, async (type, chosen, chosenOptions) => {
        loaded += (await bothWays(warehouse, type, chosen, chosenOptions)).rows.length;
      }),
      { numRuns: 60 },
    );
    assert.ok(loaded > 100, `${loaded} rows were loaded`);
  });
}

test("doubles are the same to the last bit", async (t) => {
  const warehouse = await testWarehouse(t);
  const values = fc.sample(
    fc.oneof(
      decimal,
      fc.double({ noNaN: true }).map((value) => JSON.stringify(value)),
    ),
    5000,
  );
  await bothWays(warehouse, "double precision", values, DEFAULTS);
});

/** Ends of the calendar, reached by rounding, by an offset and by the hour 24; a leap second. */
const EDGES = [
  "9999-12-31T23:59:59.9999999",
  "9999-12-31T23:59:59-05:00",
  "9999-12-31T24:00:00",
  "0001-01-01T00:00:00+02:00",
  "0001-03-01T00:00:00Z",
  "2016-12-31T23:59:60Z",
  "20181101T210146.5-0930",
].map((text) => `"${text}"`);

for (const type of ["timestamptz", "timestamptz(2)", "timestamp"]) {
  test(`times are what the server reads in the same text: ${type}`, async (t) => {
    const warehouse = await testWarehouse(t);
    const values = [...EDGES, ...fc.sample(time, 2000)];
    const { rows } = await bothWays(warehouse, type, values, DEFAULTS);
    assert.ok(rows.length > 500, `${rows.length} rows were loaded`);
    const said = rows.map(([n]) => [n, JSON.parse(values[Number(n)] as string) as string] as const);
    const read = await warehouse.query(
      // Without an offset a time is UTC; a timestamp would ignore the offset.
      `SELECT n, (text::timestamptz${type.slice("timestamptz".length)} AT TIME ZONE 'UTC')::text
         FROM json_to_recordset($1) AS said (n bigint, text text) ORDER BY n`,
      [JSON.stringify(said.map(([n, text]) => ({ n, text })))],
    );
    assert.deepEqual(
      rows.map(([n, v]) => [n, String(v).replace("+00", "")]),
      read.rows,
    );
    assert.deepEqual(
      rows.slice(0, EDGES.length).map(([n]) => Number(n)),
      EDGES.map((_, n) => n),
    );
  });
}

test("a table without any row", async (t) => {
  const warehouse = await testWarehouse(t);
  assert.deepEqual(await bothWays(warehouse, "text", [], DEFAULTS), { rows: [], rejects: [] });
});

test("a time in one of the server's own forms cannot be had in binary", async (t) => {
  const warehouse = await testWarehouse(t);
  const loading = load(warehouse, "timestamp", ['"Thu Nov 01 21:01:46 2018"'], DEFAULTS, "binary");
  await assert.rejects(loading, NeedsText);
});

test("binary is for columns that all can have it", () => {
  const column = (type: string) => ({ name: "c", type, nullable: true, hasDefault: false });
  const formats = (...types: string[]) => copyFormat(types.map(column));
  assert.equal(formats("integer", "character varying(20)", "timestamp(3) without time zone"), "binary");
  for (const type of ["numeric(10,2)", "real", '"char"', "integer[]", "mart.mood", "inet", "name"])
    assert.equal(formats("integer", type), "text", type);
});
