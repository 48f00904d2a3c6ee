import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { networkInterfaces, tmpdir } from "node:os";
import path from "node:path";
import { after, before, suite, type TestContext, test } from "node:test";
import { postgresWarehouse } from "../../runner/connections/postgres/postgres-warehouse.ts";
import type { PostgresSettings } from "../../runner/connections/postgres/said-parameters.ts";
import { serverOptions } from "../../runner/connections/postgres/server-options.ts";
import { serverTest } from "../../runner/connections/postgres/server-test.ts";
import { debianBinaries } from "./binaries.ts";
import { makeAuthority } from "./certificates.ts";
import { type PostgresServer, startPostgres } from "./server.ts";

const binaries = debianBinaries();
const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === "::1"),
);

function whySkipped(): string | false {
  if (binaries === undefined) return "Debian's Postgres is not installed";
  return !hasIpv6 && "this machine has no ::1";
}

suite("a server with an IPv6 address", { skip: whySkipped() }, () => {
  const shared: { server?: PostgresServer; folder?: string } = {};

  before(async () => {
    assert.ok(binaries);
    shared.folder = await mkdtemp(path.join(tmpdir(), "mr-ipv6-"));
    const authority = await makeAuthority(shared.folder, "authority");
    const tls = await authority.sign("server", "somebody", "IP:::1");
    shared.server = await startPostgres({ binaries, tls, listens: "::1" });
  });
  after(async () => {
    await shared.server?.stop();
    if (shared.folder !== undefined) await rm(shared.folder, { recursive: true, force: true });
  });

  function settings(fields: Partial<PostgresSettings>): PostgresSettings {
    const { connection } = shared.server ?? assert.fail();
    return {
      name: "shop",
      password: async () => connection.password,
      folder: shared.folder ?? "",
      variables: () => undefined,
      ...fields,
    };
  }

  const port = (): number => shared.server?.connection.port ?? 0;

  const cases: readonly (readonly [string, () => Partial<PostgresSettings>])[] = [
    ["by fields", () => ({ host: "::1", port: port(), user: "postgres" })],
    ["by a URL", () => ({ url: `postgresql://postgres@[::1]:${port()}/postgres` })],
    ["by a URL's parameter", () => ({ url: `postgresql://postgres@/postgres?host=::1&port=${port()}` })],
    [
      "beside a host's name",
      () => ({ url: `postgresql://postgres@db.example.com:${port()}/postgres?hostaddr=::1` }),
    ],
    [
      "with a certificate for it",
      () => ({
        url: `postgresql://postgres@[::1]:${port()}/postgres?sslmode=verify-full&sslrootcert=authority.crt`,
      }),
    ],
  ];
  for (const [how, fields] of cases)
    test(`is reached ${how}, and its queries are cancelled`, async (t: TestContext) => {
      const warehouse = postgresWarehouse(await serverOptions(settings(fields())));
      t.after(() => warehouse.close());
      const { rows } = await warehouse.query("SELECT host(inet_server_addr())");
      assert.deepEqual(rows, [["::1"]]);
      const abort = new AbortController();
      const query = warehouse.query("SELECT pg_sleep(600)", [], { signal: abort.signal });
      const ended = assert.rejects(query, { code: "cancelled" });
      while ((await warehouse.query(SLEEPING)).rowCount === 0) await new Promise(setImmediate);
      abort.abort();
      await ended;
      assert.equal((await warehouse.query(SLEEPING)).rowCount, 0);
    });

  test("is told with brackets around it", async () => {
    const { steps, close } = serverTest(settings({ host: "::1", port: port(), user: "postgres" }), undefined);
    const found: unknown[] = [];
    for (const step of steps) found.push(await step.run(new AbortController().signal));
    await close();
    assert.deepEqual(found.slice(0, 2), [
      { found: `user postgres, database postgres, [::1]:${port()}, sslmode prefer` },
      { found: `[::1]:${port()}` },
    ]);
    const wrong = postgresWarehouse(
      await serverOptions(settings({ host: "::1", port: 1, user: "postgres" })),
    );
    await assert.rejects(wrong.query("SELECT 1"), {
      message: /nothing listens on \[::1\]:1 \(ECONNREFUSED\)/,
    });
    await wrong.close();
  });
});

const SLEEPING = "SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)' AND state = 'active'";
