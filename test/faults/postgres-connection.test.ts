import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { backfill } from "../helpers/workspace.ts";
import { debianBinaries } from "../postgres/binaries.ts";
import { type PostgresServer, startPostgres } from "../postgres/server.ts";
import { tcpProxy } from "../postgres/tcp-proxy.ts";
import { assertLoadedOnce, copyUnderWay, DAY, errorsOf, readingsWorkspace } from "./postgres-workspace.ts";

const binaries = debianBinaries();

suite("connections that break", {
  skip: binaries === undefined && "Debian's Postgres is not installed",
}, () => {
  const shared: { server?: PostgresServer; databases: number } = { databases: 0 };

  before(async () => {
    assert.ok(binaries);
    shared.server = await startPostgres({ binaries });
  });
  after(() => shared.server?.stop());

  function server(): PostgresServer {
    assert.ok(shared.server);
    return shared.server;
  }

  test("a session that is ended in its COPY: the task is tried again, and every row is there once", async (t) => {
    const faulty = await readingsWorkspace(t, server(), { database: "ended" });
    const ended = (async () => {
      const pid = await copyUnderWay(faulty.direct);
      await faulty.direct.query("SELECT pg_terminate_backend($1, 5000)", [pid]);
    })();
    await backfill(faulty.session, "readings", DAY);
    await ended;
    await assertLoadedOnce(faulty);
    const [first] = errorsOf(faulty, "stage");
    assert.match(
      first ?? "",
      /^warehouse-connection-lost: The connection to warehouse "warehouse" was lost: /,
    );
  });

  test("a network that drops the connection in COPY, twice: every row is there once", async (t) => {
    const proxy = await tcpProxy(server().connection.port);
    t.after(proxy.close);
    const faulty = await readingsWorkspace(t, server(), { port: proxy.port, database: "dropped" });
    proxy.cutAfter(1_000_000, 2);
    await backfill(faulty.session, "readings", DAY);
    assert.equal(proxy.cuts(), 2);
    await assertLoadedOnce(faulty);
    assert.equal(errorsOf(faulty, "stage").length, 2);
    for (const error of errorsOf(faulty, "stage")) assert.match(error, /^warehouse-connection-lost: /);
  });

  test("a network that is gone for good: one clear error after the last try, and nothing is left", async (t) => {
    const proxy = await tcpProxy(server().connection.port);
    t.after(proxy.close);
    const faulty = await readingsWorkspace(t, server(), { port: proxy.port, database: "gone", retries: 1 });
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
  });

  for (const mode of ["fast", "immediate"] as const)
    test(`a server that is restarted in a run (${mode}): every row is there once`, async (t) => {
      const own = await startPostgres({ binaries: binaries ?? assert.fail() });
      t.after(own.stop);
      const faulty = await readingsWorkspace(t, own, { database: "restarted" });
      const restarted = (async () => {
        await copyUnderWay(faulty.direct);
        await own.halt(mode);
        await own.start();
      })();
      await backfill(faulty.session, "readings", DAY);
      await restarted;
      await assertLoadedOnce(faulty);
      const codes = errorsOf(faulty, "stage").map((error) => error.split(":", 1)[0]);
      assert.equal(codes[0], "warehouse-connection-lost");
      for (const code of codes)
        assert.match(code ?? "", /^warehouse-(?:connection-lost|unreachable|refused)$/);
    });
});
