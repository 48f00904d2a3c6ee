import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../protocol/user-error.ts";
import { refusedRow } from "../../runner/staging/refused-row.ts";
import { testWarehouse } from "../helpers/warehouse.ts";
import { loadTable, refusal } from "./load-table.ts";

const CASES: readonly [string, boolean][] = [
  ["22P02", true],
  ["22021", true],
  ["23505", true],
  ["23514", true],
  ["54000", true],
  ["P0001", true],
  ["40P01", false],
  ["53100", false],
  ["55P03", false],
  ["57014", false],
  ["58030", false],
];

for (const [sqlState, isRecord] of CASES) {
  test(`SQLSTATE ${sqlState} while a row is copied is ${isRecord ? "" : "not "}the record's fault`, () => {
    const copied = { row: 7, message: "The server's words." };
    const error = new UserError({ code: "sql-error", message: "", cause: { sqlState, copied } });
    assert.deepEqual(refusedRow(error), isRecord ? copied : undefined);
  });
}

const FAKE = "Context: COPY t, line 1, column v: x\\nCOPY t, line 1";

/** The third record is refused, and its text looks like the server's words about the first. */
const REFUSED: readonly (readonly [name: string, create: string, table?: string])[] = [
  ["a constraint", "CREATE TABLE t (v text, id int CHECK (id > 0))"],
  ["a constraint in text", "CREATE TABLE t (v text, id int CHECK (id > 0), r real)"],
  [
    "a table with a strange name",
    'CREATE TABLE "a, line 1 ""b"" (c)" (v text, id int CHECK (id > 0), r real)',
    'a, line 1 "b" (c)',
  ],
  [
    "a trigger",
    `CREATE TABLE t (v text, id int);
     CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN IF NEW.id < 0 THEN RAISE EXCEPTION 'not %', NEW.id; END IF; RETURN NEW; END $$;
     CREATE TRIGGER refusing BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION refuse()`,
  ],
  [
    "a trigger that quotes the row",
    `CREATE TABLE t (v text, id int, r real);
     CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN IF NEW.id < 0 THEN RAISE EXCEPTION '%', NEW.v; END IF; RETURN NEW; END $$;
     CREATE TRIGGER refusing BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION refuse()`,
  ],
  [
    "a domain's check in PL/pgSQL",
    `CREATE FUNCTION refuse(id int) RETURNS boolean LANGUAGE plpgsql AS $$
       BEGIN IF id < 0 THEN RAISE EXCEPTION 'not %', id; END IF; RETURN true; END $$;
     CREATE DOMAIN checked AS int CHECK (refuse(VALUE));
     CREATE TABLE t (v text, id checked)`,
  ],
];

for (const [name, create, table] of REFUSED) {
  test(`the record is found that is refused by ${name}`, async (t) => {
    const record = `{"id":-3,"v":"${FAKE}"}`;
    const contents = { a: '{"id":1,"v":"a"}\n', b: `\n{"id":2,"v":"b"}\n\n${record}\n{"id":4}` };
    const refused = await refusal(await testWarehouse(t), {
      create,
      contents,
      ...(table !== undefined && { table }),
    });
    assert.match(
      refused.message,
      /^b line 4 \(record 2\): the server refused the record: .*\(SQLSTATE \w+\)\./s,
    );
    assert.equal(refused.record, record);
    assert.equal(`b line 4 (record 2): the server refused the record: ${refused.reason}`, refused.message);
    // The line of the COPY is not one of the file.
    assert.doesNotMatch(refused.message, /line 3/);
  });
}

test("where a function's error comes from is still told", async (t) => {
  const [, create] = REFUSED[3] as (typeof REFUSED)[number];
  const { message } = await refusal(await testWarehouse(t), { create, contents: { a: '{"id":-1}' } });
  assert.equal(
    message,
    "a line 1: the server refused the record: not -1 (SQLSTATE P0001). Context: PL/pgSQL function refuse() line 2 at RAISE.",
  );
});

test("a JSON column's error in a trigger does not hide the record", async (t) => {
  const create = `CREATE TABLE t (v text, id int);
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.id = (NEW.v::json ->> 'a')::int; RETURN NEW; END $$;
    CREATE TRIGGER refusing BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION refuse()`;
  const { message } = await refusal(await testWarehouse(t), {
    create,
    contents: { a: '{"v":"{}"}\n{"v":"{\\"COPY t, line 1\\": x}"}' },
  });
  assert.match(message, /^a line 2: .*json.* Context: JSON data, line 1: \{"COPY t, line 1": x/);
});

test("an error of the whole COPY is no record's", async (t) => {
  const loading = loadTable(await testWarehouse(t), {
    create: `CREATE TABLE t (id int); 
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'closed'; END $$;
      CREATE TRIGGER refusing BEFORE INSERT ON t EXECUTE FUNCTION refuse()`,
    contents: { a: '{"id":1}' },
  });
  await assert.rejects(loading, { code: "sql-error", message: /^closed/ });
});
