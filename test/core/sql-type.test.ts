import assert from "node:assert/strict";
import { test } from "node:test";
import { normalizeSqlType } from "../../runner/core/sql-type.ts";
import { testWarehouse } from "../helpers/warehouse.ts";

/** Types as authors write them; the server is asked what it calls them. */
const WRITTEN = [
  "int2, smallint, smallserial, serial2, int, INT4, integer, serial, serial4, int8, bigint, BIGSERIAL, serial8",
  "float, float(1), float(24), float(25), float4, real, float8, double   precision, numeric, decimal, dec",
  "bool, Boolean, text, char, character, nchar, bpchar, varchar, character varying, char varying",
  "national character varying, bit, bit varying, varbit, date, time, timetz, timestamp, timestamptz",
  "time without time zone, timestamp with time zone, TIMESTAMP WITHOUT TIME ZONE, interval, uuid, json, jsonb, bytea",
  "interval year to month, int[], int4[][], integer ARRAY, text[3], pg_catalog.int8, mood, mart.mood",
].flatMap((line) => line.split(", "));

const WITH_ARGUMENTS = [
  "numeric(10)",
  "decimal( 18, 2 )",
  "numeric(18,2)[]",
  "char(3)",
  "bpchar(4)",
  "varchar(20)",
  "VARCHAR ( 20 ) []",
  "national char varying(5)",
  "bit(3)",
  "varbit(5)",
  "timestamp(3)",
  "timestamptz(0)",
  "timestamp (6) with time zone",
  "timestamp(3) without time zone[]",
  "time(2) with time zone",
  "interval(3)",
  "interval day to second(3)",
  '"Mixed Case"."My Mood"',
  '"Mixed Case"."My Mood"[]',
];

test("a type has one name, the server's, however it is written", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.script(`
    CREATE TYPE mood AS ENUM ('good');
    CREATE SCHEMA mart; CREATE TYPE mart.mood AS ENUM ('bad');
    CREATE SCHEMA "Mixed Case"; CREATE TYPE "Mixed Case"."My Mood" AS ENUM ('fair')`);
  const types = [...WRITTEN, ...WITH_ARGUMENTS];
  const columns = types.map((type, index) => `c${index} ${type}`).join(", ");
  await warehouse.script(`CREATE TABLE every (${columns})`);
  const described = await warehouse.transaction({}, (tx) =>
    tx.describeTable({ schema: null, name: "every" }),
  );
  for (const [index, type] of types.entries()) {
    const theirs = described?.[index]?.type ?? "";
    assert.equal(normalizeSqlType(type), theirs, `${type} is ${theirs}`);
    assert.equal(normalizeSqlType(theirs), theirs, "and that name stays");
  }
});

test("what is no type stays, evened out", () => {
  assert.equal(normalizeSqlType("  Geometry( Point , 4326 ) "), "geometry(point,4326)");
  assert.equal(normalizeSqlType("no (type"), "no (type");
  assert.equal(normalizeSqlType(""), "");
});
