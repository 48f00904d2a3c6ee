import assert from "node:assert/strict";
import { Readable } from "node:stream";
import type { PostgresOptions } from "../../../runner/connections/postgres/options.ts";
import type { Warehouse } from "../../../runner/connections/warehouse.ts";
import { CANCEL_CASES } from "./cancel-cases.ts";
import { until } from "./until.ts";

/** A fresh database of the server that is looked at. */
export interface Scene {
  readonly warehouse: Warehouse;
  /** Another warehouse on the same database; closed after the case. */
  other(options?: Partial<PostgresOptions>): Warehouse;
}

export interface WarehouseCase {
  readonly name: string;
  run(scene: Scene): Promise<void>;
}

const SONGS = { schema: null, name: "songs" };

/** What every warehouse on Postgres does in the same way, whatever its version. */
export const CASES: readonly WarehouseCase[] = [
  {
    name: "a transaction is there as a whole, or not at all",
    run: async ({ warehouse, other }) => {
      await warehouse.script("CREATE TABLE songs (id integer)");
      const outside = other();
      await warehouse.transaction({}, async (tx) => {
        await tx.query("INSERT INTO songs VALUES ($1)", [1]);
        assert.deepEqual((await outside.query("SELECT id FROM songs")).rows, []);
      });
      const failing = warehouse.transaction({}, async (tx) => {
        await tx.query("INSERT INTO songs VALUES (2)");
        await tx.query("SELECT nope");
      });
      await assert.rejects(failing, { code: "sql-error" });
      assert.deepEqual((await outside.query("SELECT id FROM songs")).rows, [[1]]);
    },
  },
  {
    name: "values of all kinds arrive by COPY as they were sent",
    run: async ({ warehouse }) => {
      await warehouse.script(`CREATE TABLE songs (i2 smallint, i4 integer, i8 bigint, num numeric, f8 double precision,
        yes boolean, txt text, code char(3), day date, at timestamp, atz timestamptz, took interval, id uuid, raw bytea,
        doc jsonb, list integer[])`);
      const rows = [
        ["-32768", "2147483647", "-9223372036854775808", "1234567890.0123456789", "1e-300", "t"],
        [
          String.raw`tab\t line\n back\\slash 🎵 quote'"`,
          "abc",
          "0044-03-15 BC",
          "2018-11-01 23:59:59.999999",
        ],
        ["2018-11-01 12:00:00+02", "1 year 2 days 03:04:05", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
        [String.raw`\\xdeadbeef`, '{"a": [1, null, "x"]}', "{1,NULL,3}"],
      ].flat();
      const nulls = rows.map(() => String.raw`\N`);
      const lines = [rows, nulls].map((row) => `${row.join("\t")}\n`).join("");
      const columns = await warehouse.transaction({}, async (tx) => {
        const names = (await tx.describeTable(SONGS))?.map(({ name }) => name) ?? [];
        assert.equal(await tx.copyIn(SONGS, names, Readable.from([lines])), 2);
        return names;
      });
      const { rows: read } = await warehouse.query("SELECT * FROM songs");
      assert.deepEqual(read[0], [
        ...[-32768, 2147483647, "-9223372036854775808", "1234567890.0123456789", 1e-300, true],
        ...["tab\t line\n back\\slash 🎵 quote'\"", "abc", "0044-03-15 BC", "2018-11-01 23:59:59.999999"],
        ...["2018-11-01 10:00:00+00", "1 year 2 days 03:04:05", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
        ...["\\xdeadbeef", '{"a": [1, null, "x"]}', "{1,NULL,3}"],
      ]);
      assert.deepEqual(
        read[1],
        columns.map(() => null),
      );
    },
  },
  {
    name: "a big COPY arrives whole",
    run: async ({ warehouse }) => {
      await warehouse.script("CREATE TABLE songs (id integer, txt text)");
      const chunks = function* (): Generator<Buffer> {
        for (let from = 0; from < 300_000; from += 1000)
          yield Buffer.from(
            Array.from({ length: 1000 }, (_, n) => `${from + n}\t${"x".repeat(100)}\n`).join(""),
          );
      };
      const copied = await warehouse.transaction({}, (tx) =>
        tx.copyIn(SONGS, ["id", "txt"], Readable.from(chunks())),
      );
      assert.equal(copied, 300_000);
      const { rows } = await warehouse.query(
        "SELECT count(DISTINCT id), sum(id::bigint), sum(length(txt)) FROM songs",
      );
      assert.deepEqual(rows, [["300000", "44999850000", "30000000"]]);
    },
  },
  ...CANCEL_CASES,
  {
    name: "the statement timeout ends statements, is told by its name, and survives the session's reset",
    run: async ({ other }) => {
      const limited = other({ statementMilliseconds: 300, maxSessions: 1 });
      for (let again = 0; again < 2; again += 1)
        await assert.rejects(limited.query("SELECT pg_sleep(60)"), {
          code: "statement-timeout",
          retryable: false,
          message: /longer than the statementTimeout of the connection "dev" allows \(0\.3 s\)/,
        });
      await limited.query("SET statement_timeout = 0");
      assert.deepEqual((await limited.query("SHOW statement_timeout")).rows, [["300ms"]]);
    },
  },
  {
    name: "a statement timeout of the server is told as the server's",
    run: async ({ other }) => {
      const limited = other({ startupOptions: "-c statement_timeout=300" });
      await assert.rejects(limited.query("SELECT pg_sleep(60)"), {
        code: "statement-timeout",
        message: /statement_timeout of the server/,
      });
    },
  },
  {
    name: "search path and label hold for their transaction or session, and no longer",
    run: async ({ warehouse, other }) => {
      const single = other({ maxSessions: 1 });
      await warehouse.script("CREATE SCHEMA run; CREATE TABLE run.events AS SELECT 1 AS a");
      const shown = "SELECT a, application_name FROM events, pg_stat_activity WHERE pid = pg_backend_pid()";
      const options = { searchPath: ["run"], label: "market.load 2018-11-01 1" };
      assert.deepEqual((await single.query(shown, [], options)).rows, [[1, options.label]]);
      const inside = await single.transaction(options, (tx) => tx.query(shown));
      assert.deepEqual(inside.rows, [[1, options.label]]);
      await assert.rejects(single.query("SELECT * FROM events"), { code: "sql-error" });
      assert.deepEqual((await single.query("SHOW application_name")).rows, [["millrace"]]);
    },
  },
  {
    name: "tables are described as they are",
    run: async ({ warehouse }) => {
      await warehouse.script(`CREATE TABLE songs (id integer GENERATED ALWAYS AS IDENTITY, "Title" varchar(20) NOT NULL,
        gone integer, at timestamp DEFAULT now()); ALTER TABLE songs DROP COLUMN gone; CREATE VIEW seen AS SELECT 1 AS a`);
      await warehouse.transaction({}, async (tx) => {
        assert.deepEqual(await tx.describeTable(SONGS), [
          { name: "id", type: "integer", nullable: false, hasDefault: true, generated: "identity" },
          { name: "Title", type: "character varying(20)", nullable: false, hasDefault: false },
          { name: "at", type: "timestamp without time zone", nullable: true, hasDefault: true },
        ]);
        const view = await tx.describeTable({ schema: "public", name: "seen" });
        assert.deepEqual(view, [{ name: "a", type: "integer", nullable: true, hasDefault: false }]);
        assert.equal(await tx.describeTable({ schema: "nowhere", name: "songs" }), undefined);
      });
    },
  },
  {
    name: "loads into one table go one after another",
    run: async ({ warehouse, other }) => {
      const second = other();
      const order: string[] = [];
      const { promise: isHeld, resolve: held } = Promise.withResolvers<void>();
      const first = warehouse.transaction({}, async (tx) => {
        await tx.lockForLoad(SONGS);
        held();
        await until(async () => (await waiting(warehouse)) === 1);
        order.push("first");
      });
      await isHeld;
      await second.transaction({}, async (tx) => {
        await tx.lockForLoad({ schema: "public", name: "songs" });
        order.push("second");
      });
      await first;
      assert.deepEqual(order, ["first", "second"]);
    },
  },
  {
    name: "a read-only warehouse refuses what writes, also in a function",
    run: async ({ warehouse, other }) => {
      await warehouse.script(`CREATE TABLE songs (id integer); CREATE FUNCTION add_song() RETURNS integer
        LANGUAGE sql AS 'INSERT INTO songs VALUES (1) RETURNING id'`);
      const reader = other({ readOnly: "the connection dev is read-only" });
      assert.deepEqual((await reader.query("SELECT count(*)::int FROM songs")).rows, [[0]]);
      for (const sql of ["INSERT INTO songs VALUES (1)", "SELECT add_song()"])
        await assert.rejects(reader.query(sql), { code: "read-only" });
      const copying = reader.transaction({}, (tx) => tx.copyIn(SONGS, ["id"], Readable.from(["1\n"])));
      await assert.rejects(copying, { code: "read-only" });
      assert.deepEqual((await warehouse.query("SELECT count(*)::int FROM songs")).rows, [[0]]);
    },
  },
  {
    name: "errors have the server's code, its advice and their place",
    run: async ({ warehouse }) => {
      await assert.rejects(warehouse.query("SELECT *\n  FROM nope"), {
        code: "sql-error",
        message: 'relation "nope" does not exist at line 2, column 8 of the statement (SQLSTATE 42P01).',
        cause: { sqlState: "42P01", place: { line: 2, column: 8 } },
      });
      await warehouse.script("CREATE TABLE songs (id integer PRIMARY KEY)");
      await assert.rejects(warehouse.query("INSERT INTO songs VALUES (1), (1)"), {
        cause: { sqlState: "23505", place: undefined },
      });
      const copying = warehouse.transaction({}, (tx) => tx.copyIn(SONGS, ["id"], Readable.from(["1\nx\n"])));
      await assert.rejects(copying, {
        code: "sql-error",
        message: /invalid input .* COPY songs, line 2, column id/,
      });
    },
  },
  {
    name: "what a user may not do, and locks that are not to be had, say what to do",
    run: async ({ warehouse }) => {
      await warehouse.script("CREATE TABLE songs (id integer); CREATE ROLE guest");
      const asGuest = warehouse.transaction({}, (tx) =>
        tx.script("SET LOCAL ROLE guest; SELECT * FROM songs"),
      );
      await assert.rejects(asGuest, {
        retryable: false,
        next: /GRANT/,
        message: /permission denied for table songs/,
      });
      await warehouse.script("DROP ROLE guest");
      await warehouse.transaction({}, async (tx) => {
        await tx.query("LOCK TABLE songs");
        const locked = warehouse.script("BEGIN; SET LOCAL lock_timeout = 50; SELECT * FROM songs; COMMIT");
        await assert.rejects(locked, {
          retryable: true,
          next: /holds the lock/,
          message: /SQLSTATE 55P03/,
        });
      });
    },
  },
  {
    name: "a session's rows are made as they are read, and its transaction stays open",
    run: async ({ warehouse }) => {
      const session = await warehouse.openSession();
      try {
        const result = await session.open(
          "SELECT n, 'text' AS t, 1.5 AS d FROM generate_series(1, 10000000) AS n",
        );
        assert.deepEqual(
          result.columns.map(({ name, type }) => [name, type]),
          [
            ["n", "integer"],
            ["t", "text"],
            ["d", "numeric"],
          ],
        );
        assert.deepEqual(await result.read(2), [
          [1, "text", "1.5"],
          [2, "text", "1.5"],
        ]);
        assert.equal(result.hasMore, true);
        await session.open("BEGIN");
        await session.open("CREATE TEMP TABLE t (a integer)");
        assert.equal(session.isInTransaction, true);
        const inserted = await session.open("INSERT INTO t VALUES ($1)", ["7"]);
        assert.deepEqual([inserted.command, inserted.rowCount], ["INSERT", 1]);
      } finally {
        await session.close();
      }
    },
  },
  {
    name: "nothing of a session is there for the next one that uses it",
    run: async ({ other }) => {
      const single = other({ maxSessions: 1 });
      await single.script(`SET work_mem = '1234kB'; CREATE TEMP TABLE mine (a integer); SELECT pg_advisory_lock(7);
        PREPARE one AS SELECT 1; SET TimeZone = 'Asia/Tokyo'; LISTEN channel`);
      const { rows } =
        await single.query(`SELECT current_setting('work_mem') <> '1234kB', to_regclass('mine') IS NULL,
        (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) = 0,
        (SELECT count(*) FROM pg_prepared_statements) = 0, current_setting('TimeZone'),
        (SELECT count(*) FROM pg_listening_channels()) = 0`);
      assert.deepEqual(rows, [[true, true, true, true, "UTC", true]]);
    },
  },
  {
    name: "times are UTC and ISO, whatever the database says",
    run: async ({ warehouse, other }) => {
      const [[database]] = (await warehouse.query("SELECT current_database()")).rows as [[string]];
      await warehouse.script(`ALTER DATABASE ${database} SET TimeZone = 'America/New_York';
        ALTER DATABASE ${database} SET DateStyle = 'German'; ALTER DATABASE ${database} SET IntervalStyle = 'iso_8601'`);
      const { rows } = await other().query(
        "SELECT timestamptz '2018-11-01 12:00+02', timestamp '2018-11-01 12:00', interval '1 day', $1::timestamptz",
        [new Date("2018-11-01T12:00:00Z")],
      );
      assert.deepEqual(rows, [
        ["2018-11-01 10:00:00+00", "2018-11-01 12:00:00", "1 day", "2018-11-01 12:00:00+00"],
      ]);
    },
  },
  {
    name: "a session that the server ends is a lost connection, and the next one works",
    run: async ({ warehouse }) => {
      const ending = warehouse.query("SELECT pg_terminate_backend(pg_backend_pid())");
      await assert.rejects(ending, { code: "warehouse-connection-lost", retryable: true });
      assert.deepEqual((await warehouse.query("SELECT 1")).rows, [[1]]);
    },
  },
];

async function waiting(warehouse: Warehouse): Promise<number> {
  const { rows } = await warehouse.query("SELECT count(*)::int FROM pg_locks WHERE NOT granted");
  return Number(rows[0]?.[0]);
}
