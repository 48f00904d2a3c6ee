import assert from "node:assert/strict";
import { test } from "node:test";
import { postgresWarehouse } from "../../../runner/connections/postgres/postgres-warehouse.ts";
import type { Warehouse } from "../../../runner/connections/warehouse.ts";
import { CASES } from "./cases.ts";
import { PLACES } from "./places.ts";
import { smallRun } from "./small-run.ts";

/** What the run gives on the first server, which the others must give as well. */
const first: { rows?: readonly string[] } = {};

for (const place of PLACES)
  test(`a warehouse on Postgres: ${place.name}`, async (t) => {
    const open = await place.open();
    if (typeof open === "string") return t.skip(open);
    try {
      await t.test(
        "is of the version that it is said to be",
        { skip: open.major === undefined },
        async (one) => {
          const warehouse = postgresWarehouse({ name: "dev", ...(await open.database(one)) });
          one.after(() => warehouse.close());
          const { rows } = await warehouse.query(
            "SELECT current_setting('server_version_num')::int / 10000, version() LIKE 'PostgreSQL %'",
          );
          assert.deepEqual(rows, [[Number(open.major), true]]);
        },
      );
      for (const { name, run } of CASES)
        await t.test(name, { timeout: 60_000 }, async (caseTest) => {
          const database = await open.database(caseTest);
          const all: Warehouse[] = [];
          const other = (options = {}): Warehouse => {
            const warehouse = postgresWarehouse({ name: "dev", ...database, ...options });
            all.push(warehouse);
            return warehouse;
          };
          try {
            await run({ warehouse: other(), other });
          } finally {
            for (const warehouse of all) await warehouse.close();
          }
        });
      await t.test("a pipeline gives the same rows as on the first server", async (runTest) => {
        const rows = await smallRun(runTest, await open.database(runTest));
        first.rows ??= rows;
        assert.ok(rows.length > 100, `${rows.length} rows`);
        assert.equal(rows.join("\n"), first.rows.join("\n"));
      });
    } finally {
      await open.close();
    }
  });
