import assert from "node:assert/strict";
import { test } from "node:test";
import { createRunSchema, dropRunSchema } from "../../runner/engine/run-schema.ts";
import { testWarehouse } from "../helpers/warehouse.ts";

test("a run's schema that somebody looks at is left, and does not keep the runner waiting", async (t) => {
  const warehouse = await testWarehouse(t);
  const schema = await createRunSchema(warehouse, "r");
  await warehouse.query(`CREATE TABLE ${schema}.st (id int)`);
  const schemas = async () =>
    (await warehouse.query("SELECT count(*)::int FROM pg_namespace WHERE nspname = $1", [schema])).rows;
  await warehouse.transaction({}, async (tx) => {
    await tx.query(`SELECT * FROM ${schema}.st`);
    await assert.rejects(dropRunSchema(warehouse, "r", 100), { name: "UserError" });
  });
  assert.deepEqual(await schemas(), [[1]]);
  await dropRunSchema(warehouse, "r");
  assert.deepEqual(await schemas(), [[0]]);
  assert.deepEqual(
    (await warehouse.query("SHOW statement_timeout")).rows,
    [["0"]],
    "for this statement only",
  );
});
