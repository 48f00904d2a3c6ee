import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeObjects, rowStream } from "../../runner/staging/encode-objects.ts";
import { mapColumns } from "../../runner/staging/map-columns.ts";
import { testWarehouse } from "../helpers/warehouse.ts";
import { DEFAULTS } from "./encode-one.ts";
import { memoryLake } from "./memory-lake.ts";

/** Text that Postgres can hold. */
const text = fc
  .oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom("\\", "\n", "\t", "\r", "N", ".", '"', " ", "é") }),
  )
  .map((value) => value.replaceAll("\0", "").toWellFormed());
const bigint = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const nested = fc
  .jsonValue({ maxDepth: 2 })
  .filter(
    (value) => value !== null && !/\\u0000|\\ud[89a-f]/i.test(JSON.stringify(value)) && !hasExtremes(value),
  );

/** Postgres keeps -0 as 0 in jsonb. */
function hasExtremes(value: unknown): boolean {
  return JSON.stringify(value, (_, item) => (Object.is(item, -0) ? "minus zero" : item)).includes(
    "minus zero",
  );
}

/** A JSON string in one of the ways to write it. */
function written(value: string, escapeAll: boolean): string {
  if (!escapeAll) return JSON.stringify(value);
  const units = Array.from({ length: value.length }, (_, i) =>
    value.charCodeAt(i).toString(16).padStart(4, "0"),
  );
  return `"${units.map((unit) => `\\u${unit}`).join("")}"`;
}

test("rows come back from the server as they were in the JSON", { timeout: 120_000 }, async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.query("CREATE TABLE t (n int, s text, b bigint, d double precision, q numeric, j jsonb)");
  const row = fc.record({
    s: fc.option(text),
    escapeAll: fc.boolean(),
    b: fc.option(bigint),
    d: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
    q: fc.option(fc.tuple(bigint, fc.integer({ min: 0, max: 999 }))),
    j: fc.option(nested),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
      const lines = rows.map(({ s, escapeAll, b, d, q, j }, n) => {
        const fields = [
          `"n":${n}`,
          `"s":${s === null ? null : written(s, escapeAll)}`,
          `"b":${b}`,
          `"d":${d === null ? null : String(d)}`,
          `"q":${q === null ? null : `${q[0]}.${q[1]}`}`,
          `"j":${JSON.stringify(j)}`,
        ];
        return `{${fields.join(",")}}`;
      });
      const lake = memoryLake({ a: lines.join("\n") });
      const found = await warehouse.transaction({}, async (tx) => {
        await tx.query("DELETE FROM t");
        const columns = (await tx.describeTable({ schema: null, name: "t" })) ?? [];
        const mapped = mapColumns("t", columns, undefined, { kind: "auto", ignoreCase: false });
        const object = await lake.head("a");
        assert.ok(object !== undefined);
        const job = {
          lake,
          objects: [object],
          mapped,
          options: DEFAULTS,
          maxErrors: 0,
          format: "text" as const,
        };
        const data = rowStream(encodeObjects(job).rows);
        await tx.copyIn({ schema: null, name: "t" }, ["n", "s", "b", "d", "q", "j"], data);
        return await tx.query("SELECT s, b::text, d, q::text, j::text FROM t ORDER BY n");
      });
      const expected = rows.map(({ s, b, d, q }) => [
        s,
        b === null ? null : String(b),
        d === null ? null : d + 0,
        q === null ? null : q[0] === 0n && q[1] === 0 ? "0.0" : `${q[0]}.${q[1]}`,
      ]);
      assert.deepEqual(
        found.rows.map((values) => values.slice(0, 4).map((value) => (Object.is(value, -0) ? 0 : value))),
        expected.map((values) => values.map((value) => (Object.is(value, -0) ? 0 : value))),
      );
      const json = found.rows.map((values) =>
        values[4] === null ? null : (JSON.parse(String(values[4])) as unknown),
      );
      assert.deepEqual(
        json,
        rows.map(({ j }) => (j === null ? null : (JSON.parse(JSON.stringify(j)) as unknown))),
      );
    }),
    { numRuns: 60 },
  );
});
