import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Warehouse } from "../../runner/connections/warehouse.ts";
import { testWarehouse } from "../helpers/warehouse.ts";
import { loadTable, refusal } from "./load-table.ts";

const DOMAINS = `
CREATE DOMAIN moment AS timestamp;
CREATE DOMAIN inner_moment AS timestamp(0) NOT NULL;
CREATE DOMAIN outer_moment AS inner_moment CHECK (VALUE > '2000-01-01');
CREATE DOMAIN document AS jsonb;
CREATE DOMAIN code AS varchar(5);
CREATE DOMAIN short_code AS code CHECK (VALUE <> '');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN price AS numeric(6, 2);
CREATE DOMAIN needed AS integer NOT NULL;
CREATE DOMAIN numbered AS integer NOT NULL DEFAULT 7;
CREATE DOMAIN flags AS integer[];
CREATE DOMAIN word AS text CHECK (VALUE !~ 'bad')`;

async function withDomains(t: TestContext): Promise<Warehouse> {
  const warehouse = await testWarehouse(t);
  await warehouse.script(DOMAINS);
  return warehouse;
}

/** In a table of domains alone COPY is binary; `real` makes it text. */
const FORMATS = ["", ", r real"];

const VALUES = [
  '{"m":"2018-11-01T21:01:46+02:00","o":"Thu, 01 Nov 2018 21:01:46.6 +0200","d":"5","c":"abcde","p":1.0}',
  '{"m":"2018-11-01","o":"2018-11-01 10:00:00-02","d":{"a":[1]},"c":7,"p":"3"}',
  '{"m":"","o":"2018-11-01","d":null,"c":"abc  ","p":""}',
].join("\n");

for (const more of FORMATS) {
  test(`domains are loaded as the types below them${more}`, async (t) => {
    const { rows } = await loadTable(await withDomains(t), {
      create: `CREATE TABLE t (m moment, o outer_moment, d document, c short_code, p positive${more})`,
      contents: { a: VALUES },
      select: "SELECT m, o, d::text, jsonb_typeof(d), c, p FROM t",
    });
    assert.deepEqual(rows, [
      ["2018-11-01 19:01:46", "2018-11-01 19:01:47", '"5"', "string", "abcde", 1],
      ["2018-11-01 00:00:00", "2018-11-01 12:00:00", '{"a": [1]}', "object", "7", 3],
      [null, "2018-11-01 00:00:00", null, null, "abc  ", null],
    ]);
  });

  test(`a domain's length and NOT NULL reject records${more}`, async (t) => {
    const { rejects } = await loadTable(await withDomains(t), {
      create: `CREATE TABLE t (c short_code, n needed, o outer_moment${more})`,
      contents: {
        a: '{"c":"abcdef","n":1,"o":"2018-11-01"}\n{"o":"2018-11-01"}\n{"n":1,"o":null}\n{"n":1.5,"o":"2018-11-01"}',
      },
      maxErrors: 9,
    });
    assert.deepEqual(rejects, [
      [1, "c", "has 6 characters, too many for character varying(5)"],
      [2, "n", "is missing, and the column is NOT NULL"],
      [3, "o", "is NULL, and the column is NOT NULL"],
      [4, "n", "has a fraction; the column's type is integer"],
    ]);
  });

  test(`what a domain's constraint refuses is told by file and line${more}`, async (t) => {
    const warehouse = await withDomains(t);
    for (const [type, good, bad, constraint] of [
      ["positive", "1", "-1", /positive violates check constraint/],
      ["outer_moment", '"2018-11-01"', '"1999-01-01"', /outer_moment violates check constraint/],
      ["short_code", '"a"', '""', /short_code violates check constraint/],
      ["word", '"good"', '"bad Context: COPY t, line 1\\nCOPY t, line 1"', /word violates check constraint/],
    ] as const) {
      const refused = await refusal(warehouse, {
        create: `CREATE TABLE t (v ${type}${more})`,
        contents: { a: `{"v":${good}}\n`, b: `\n{"v":${good}}\n{"v":${bad}}\n{"v":${good}}` },
      });
      assert.match(refused.message, /^b line 3 \(record 2\): the server refused the record: /);
      assert.match(refused.message, constraint);
      assert.equal(refused.record, `{"v":${bad}}`);
    }
  });
}

test("a domain is described with the type below it, and with what it says of nulls and defaults", async (t) => {
  const warehouse = await withDomains(t);
  await warehouse.query(
    "CREATE TABLE t (c short_code, o outer_moment, p price, x flags, n numbered DEFAULT 8, i numbered, a moment[], z int)",
  );
  const columns = await warehouse.transaction({}, (tx) => tx.describeTable({ schema: null, name: "t" }));
  assert.deepEqual(columns, [
    { name: "c", type: "short_code", baseType: "character varying(5)", nullable: true, hasDefault: false },
    {
      name: "o",
      type: "outer_moment",
      baseType: "timestamp(0) without time zone",
      nullable: false,
      hasDefault: false,
    },
    { name: "p", type: "price", baseType: "numeric(6,2)", nullable: true, hasDefault: false },
    { name: "x", type: "flags", baseType: "integer[]", nullable: true, hasDefault: false },
    { name: "n", type: "numbered", baseType: "integer", nullable: false, hasDefault: true },
    { name: "i", type: "numbered", baseType: "integer", nullable: false, hasDefault: true },
    { name: "a", type: "moment[]", nullable: true, hasDefault: false },
    { name: "z", type: "integer", nullable: true, hasDefault: false },
  ]);
});
