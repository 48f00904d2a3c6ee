import assert from "node:assert/strict";
import { suite, type TestContext, test } from "node:test";
import { backfill } from "../helpers/workspace.ts";
import { debianBinaries } from "../postgres/binaries.ts";
import { startPostgres } from "../postgres/server.ts";
import { suiteServer } from "../postgres/suite-server.ts";
import { tcpProxy } from "../postgres/tcp-proxy.ts";
import { type S3Server, startS3Server } from "../s3/server.ts";
import {
  assertLakeIsLeft,
  assertLoadedOnce,
  copyUnderWay,
  DAY,
  errorsOf,
  READINGS,
  readingsWorkspace,
} from "./postgres-workspace.ts";

const binaries = debianBinaries();
const LIMIT = { timeout: 60_000 };

suite("connections that break", {
  skip: binaries === undefined && "Debian's Postgres is not installed",
}, () => {
  const server = suiteServer(binaries);

  for (const lake of ["a folder", "S3"] as const)
    test(
      `a session that is ended in its COPY from ${lake}: the task is tried again, and every row is there once`,
      LIMIT,
      async (t) => {
        const s3 = lake === "S3" ? await s3Server(t) : undefined;
        const database = `ended_${lake.length}`;
        const faulty = await readingsWorkspace(t, server(), { database, ...(s3 && { s3 }) });
        const ended = (async () => {
          const pid = await copyUnderWay(faulty.direct);
          const reading = s3?.underWay();
          await faulty.direct.query("SELECT pg_terminate_backend($1, 5000)", [pid]);
          return reading;
        })();
        await backfill(faulty.session, "readings", DAY);
        assert.equal(await ended, s3 && 1);
        await assertLoadedOnce(faulty);
        const [first] = errorsOf(faulty, "stage");
        assert.match(
          first ?? "",
          /^warehouse-connection-lost: The connection to warehouse "warehouse" was lost: /,
        );
        if (s3 !== undefined) await assertLakeIsLeft(faulty, s3);
      },
    );

  test(
    "a session that is ended while its COPY waits for S3: the next try does not wait, and every row is there once",
    LIMIT,
    async (t) => {
      const s3 = await s3Server(t);
      const faulty = await readingsWorkspace(t, server(), { database: "ended_waiting", s3 });
      // That is 43,000 rows; the last ones are still on their way when nothing more comes.
      s3.fault({ fault: { kind: "stall", after: 20_000_000 }, method: "GET", key: READINGS });
      const ended = (async () => {
        const pid = await copyUnderWay(faulty.direct, 42_000);
        await faulty.direct.query("SELECT pg_terminate_backend($1, 5000)", [pid]);
      })();
      await backfill(faulty.session, "readings", DAY);
      await ended;
      await assertLoadedOnce(faulty);
      assert.equal(errorsOf(faulty, "stage").length, 1);
      assert.equal(s3.requests.filter(({ key }) => key === READINGS).length, 2);
      await assertLakeIsLeft(faulty, s3);
    },
  );

  test("a network that drops the connection in COPY, twice: every row is there once", LIMIT, async (t) => {
    const s3 = await s3Server(t);
    const proxy = await tcpProxy(server().connection.port);
    t.after(proxy.close);
    const faulty = await readingsWorkspace(t, server(), { port: proxy.port, database: "dropped", s3 });
    const reading: number[] = [];
    proxy.cutAfter(1_000_000, 2, () => reading.push(s3.underWay()));
    await backfill(faulty.session, "readings", DAY);
    assert.equal(proxy.cuts(), 2);
    assert.deepEqual(reading, [1, 1]);
    await assertLoadedOnce(faulty);
    assert.equal(errorsOf(faulty, "stage").length, 2);
    for (const error of errorsOf(faulty, "stage")) assert.match(error, /^warehouse-connection-lost: /);
    await assertLakeIsLeft(faulty, s3);
  });

  test(
    "a network that is gone for good: one clear error after the last try, and nothing is left",
    LIMIT,
    async (t) => {
      const s3 = await s3Server(t);
      const proxy = await tcpProxy(server().connection.port);
      t.after(proxy.close);
      const faulty = await readingsWorkspace(t, server(), {
        port: proxy.port,
        database: "gone",
        retries: 1,
        s3,
      });
      proxy.cutAfter(1_000_000, 100);
      const runs = await backfill(faulty.session, "readings", DAY);
      assert.deepEqual(
        runs.map(({ state }) => state),
        ["failed"],
      );
      assert.equal(errorsOf(faulty, "stage").length, 2);
      const { rows } = await faulty.direct.query(
        "SELECT to_regclass('readings') IS NULL, (SELECT count(*)::int FROM millrace.ledger)",
      );
      assert.deepEqual(rows, [[true, 0]]);
      await assertLakeIsLeft(faulty, s3);
    },
  );

  for (const mode of ["fast", "immediate"] as const)
    test(`a server that is restarted in a run (${mode}): every row is there once`, LIMIT, async (t) => {
      const own = await startPostgres({ binaries: binaries ?? assert.fail() });
      t.after(own.stop);
      const s3 = await s3Server(t);
      const faulty = await readingsWorkspace(t, own, { database: "restarted", s3 });
      const restarted = (async () => {
        await copyUnderWay(faulty.direct);
        const reading = s3.underWay();
        await own.halt(mode);
        await own.start();
        return reading;
      })();
      await backfill(faulty.session, "readings", DAY);
      assert.equal(await restarted, 1);
      await assertLoadedOnce(faulty);
      const codes = errorsOf(faulty, "stage").map((error) => error.split(":", 1)[0]);
      assert.equal(codes[0], "warehouse-connection-lost");
      for (const code of codes)
        assert.match(code ?? "", /^warehouse-(?:connection-lost|unreachable|refused)$/);
      await assertLakeIsLeft(faulty, s3);
    });
});

async function s3Server(t: TestContext): Promise<S3Server> {
  const s3 = await startS3Server();
  t.after(() => s3.close());
  return s3;
}
