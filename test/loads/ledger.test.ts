import assert from "node:assert/strict";
import { test } from "node:test";
import type { RowCounts } from "../../protocol/run.ts";
import { postgresWarehouse } from "../../runner/connections/postgres/postgres-warehouse.ts";
import type { Warehouse } from "../../runner/connections/warehouse.ts";
import {
  committedLoad,
  earlierLoads,
  ensureLedger,
  type LedgerEntry,
  lastFingerprint,
  prepareLedger,
  recordLoad,
} from "../../runner/loads/ledger.ts";
import { TEST_INTERVAL } from "../helpers/task-context.ts";
import { testDatabase, testWarehouse } from "../helpers/warehouse.ts";

const COUNTS: RowCounts = {
  table: "plays",
  read: 6,
  inserted: 1,
  updated: 2,
  deleted: 3,
  rejected: 4,
  total: 5_000_000_000,
};

test("eight loads at the same time make one ledger, and no one needs to wait for another's load", async (t) => {
  const warehouse = await testWarehouse(t);
  await Promise.all(Array.from({ length: 8 }, () => prepareLedger(warehouse)));
  await Promise.all(Array.from({ length: 8 }, () => warehouse.transaction({}, ensureLedger)));
  const { rows } = await warehouse.query("SELECT component, version FROM millrace.migrations");
  assert.deepEqual(rows, [["ledger", 1]]);
});

test("a ledger of a newer Millrace is refused", async (t) => {
  const warehouse = await testWarehouse(t);
  await prepareLedger(warehouse);
  await warehouse.query("INSERT INTO millrace.migrations (component, version) VALUES ('ledger', 99)");
  await assert.rejects(prepareLedger(warehouse), {
    name: "UserError",
    code: "ledger-too-new",
    message: "The warehouse's ledger has version 99; this Millrace knows versions up to 1.",
    next: "Update Millrace: a newer one has worked with this warehouse.",
    retryable: false,
  });
});

test("a user who may not create schemas can be given one", async (t) => {
  const connection = await testDatabase(t);
  const admin = postgresWarehouse({ name: "admin", ...connection });
  t.after(() => admin.close());
  const role = `loader_${connection.database}`;
  await admin.script(`CREATE ROLE ${role} LOGIN PASSWORD 'p'; CREATE SCHEMA millrace AUTHORIZATION ${role}`);
  const loader = postgresWarehouse({ name: "loader", ...connection, user: role, password: "p" });
  try {
    await prepareLedger(loader);
    await loader.transaction({}, (tx) => recordLoad(tx, entry("a")));
    assert.deepEqual(await committedLoad(loader, "a"), [COUNTS]);
  } finally {
    await loader.close();
    await admin.script(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  }
});

test("a try's loads are told as they were, and only when they were committed", async (t) => {
  const warehouse = await testWarehouse(t);
  assert.equal(await committedLoad(warehouse, "a"), undefined);
  await prepareLedger(warehouse);
  assert.equal(await committedLoad(warehouse, "a"), undefined);
  const second = { ...COUNTS, table: "mart.other", total: null };
  await warehouse.transaction({}, async (tx) => {
    await recordLoad(tx, entry("a"));
    await recordLoad(tx, { ...entry("a"), counts: second });
    assert.deepEqual(await committedLoad(tx, "a"), [COUNTS, second]);
  });
  await warehouse.transaction({}, (tx) => recordLoad(tx, { ...entry("statements"), counts: null }));
  await assert.rejects(
    warehouse.transaction({}, async (tx) => {
      await recordLoad(tx, entry("b"));
      throw new Error("stop");
    }),
  );
  assert.deepEqual(await committedLoad(warehouse, "a"), [COUNTS, second]);
  assert.deepEqual(await committedLoad(warehouse, "statements"), []);
  assert.equal(await committedLoad(warehouse, "b"), undefined);
});

test("a load is not asked about before its COMMIT has ended", async (t) => {
  const warehouse = await testWarehouse(t);
  await prepareLedger(warehouse);
  const recorded = Promise.withResolvers<void>();
  const commit = Promise.withResolvers<void>();
  const load = warehouse.transaction({}, async (tx) => {
    await recordLoad(tx, entry("a"));
    recorded.resolve();
    await commit.promise;
  });
  await recorded.promise;
  const looks: unknown[] = [];
  const watching: Pick<Warehouse, "query"> = {
    query: async (sql, values) => {
      const result = await warehouse.query(sql, values);
      if (sql.includes("pg_try_advisory")) {
        looks.push(result.rows[0]?.[0]);
        commit.resolve();
      }
      return result;
    },
  };
  try {
    assert.deepEqual(await committedLoad(watching, "a"), [COUNTS]);
    assert.deepEqual([looks[0], looks.at(-1)], [false, true]);
  } finally {
    commit.resolve();
    await load;
  }
});

test("a table is the same however it is written", async (t) => {
  const warehouse = await testWarehouse(t);
  await prepareLedger(warehouse);
  await warehouse.query("CREATE TABLE public.plays (id int)");
  await record(warehouse, entry("a"));
  for (const table of ["plays", "Public.Plays", '"public"."plays"']) {
    const loads = await earlier(warehouse, table);
    assert.deepEqual(
      loads.map(({ runId, tryNumber, mode, inserted }) => [runId, tryNumber, mode, inserted]),
      [["manual__1", 1, "append", 1]],
      table,
    );
    assert.match(loads[0]?.loadedAt ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  }
  for (const other of ["millrace.plays", "nowhere"]) assert.deepEqual(await earlier(warehouse, other), []);
});

test("earlier loads are those of the same task and interval, newest first", async (t) => {
  const warehouse = await testWarehouse(t);
  await prepareLedger(warehouse);
  await record(warehouse, entry("a"));
  await record(warehouse, entry("b", { runId: "manual__2", tryNumber: 2 }));
  await record(warehouse, entry("c", { taskId: "other" }));
  await record(warehouse, entry("d", { dagId: "other" }));
  const later = { start: TEST_INTERVAL.end, end: "2024-02-16T00:00:00.000Z" };
  await record(warehouse, { ...entry("e"), interval: later });
  await record(warehouse, { ...entry("f"), interval: { ...TEST_INTERVAL, end: later.end } });
  const loads = await earlier(warehouse, "plays");
  assert.deepEqual(
    loads.map(({ runId, tryNumber }) => [runId, tryNumber]),
    [
      ["manual__2", 2],
      ["manual__1", 1],
    ],
  );
});

test("a fingerprint holds until another load of the table leaves one", async (t) => {
  const warehouse = await testWarehouse(t);
  await prepareLedger(warehouse);
  const of = (table: string) => ({ dagId: "sales", taskId: "load", table });
  assert.equal(await lastFingerprint(warehouse, of("plays")), undefined);
  await record(warehouse, { ...entry("a"), fingerprint: "one" });
  await record(warehouse, { ...entry("b"), fingerprint: "two" });
  await record(warehouse, entry("c", { taskId: "other" }));
  assert.equal(await lastFingerprint(warehouse, of("plays")), "two");
  assert.equal(await lastFingerprint(warehouse, of("other")), undefined);
  await record(warehouse, { ...entry("d", { taskId: "other" }), fingerprint: "theirs" });
  assert.equal(await lastFingerprint(warehouse, of("plays")), undefined);
});

function entry(tryId: string, identity: Partial<LedgerEntry["identity"]> = {}): LedgerEntry {
  return {
    identity: { dagId: "sales", taskId: "load", runId: "manual__1", tryNumber: 1, tryId, ...identity },
    interval: TEST_INTERVAL,
    mode: "append",
    counts: COUNTS,
  };
}

async function record(warehouse: Warehouse, load: LedgerEntry): Promise<void> {
  await warehouse.transaction({}, (tx) => recordLoad(tx, load));
}

async function earlier(warehouse: Warehouse, table: string) {
  return await earlierLoads(warehouse, { dagId: "sales", taskId: "load", table, interval: TEST_INTERVAL });
}
