import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { after, before, suite, test } from "node:test";
import { UserError } from "../../protocol/user-error.ts";
import { postgresWarehouse } from "../../runner/connections/postgres/postgres-warehouse.ts";
import type { PostgresSettings } from "../../runner/connections/postgres/said-parameters.ts";
import { serverOptions } from "../../runner/connections/postgres/server-options.ts";
import type { Warehouse } from "../../runner/connections/warehouse.ts";
import { debianBinaries } from "./binaries.ts";
import { type CertificateAuthority, makeAuthority, type Signed } from "./certificates.ts";
import { type PostgresServer, startPostgres } from "./server.ts";

const binaries = debianBinaries();

interface Place {
  readonly folder: string;
  readonly authority: CertificateAuthority;
  readonly other: CertificateAuthority;
  readonly client: Signed;
}

const HBA = [
  "hostssl all certified 127.0.0.1/32 cert",
  "hostssl all guarded 127.0.0.1/32 scram-sha-256",
  "hostnossl all open 127.0.0.1/32 scram-sha-256",
  "host all postgres 127.0.0.1/32 scram-sha-256",
  "hostssl all trusted 127.0.0.1/32 trust",
].join("\n");

const HAS_TLS = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

suite("TLS as libpq names it", {
  skip: binaries === undefined && "Debian's Postgres is not installed",
}, () => {
  const servers: Record<string, PostgresServer> = {};
  let place: Place;

  before(async () => {
    assert.ok(binaries);
    const folder = await mkdtemp(path.join(tmpdir(), "mr-tls-"));
    const authority = await makeAuthority(folder, "authority");
    const other = await makeAuthority(folder, "other");
    const client = await authority.sign("client", "certified");
    place = { folder, authority, other, client };
    const named = await authority.sign("server", "localhost", "DNS:localhost");
    const expired = await authority.sign("expired", "localhost", "DNS:localhost", -1);
    servers["tls"] = await startPostgres({
      binaries,
      hba: HBA,
      settings: { log_connections: "on" },
      tls: { ...named, clientCa: authority.cert },
    });
    servers["expired"] = await startPostgres({ binaries, hba: HBA, tls: expired });
    servers["plain"] = await startPostgres({ binaries, hba: HBA });
    for (const server of [servers["tls"], servers["plain"]]) {
      const warehouse = postgresWarehouse({ name: "users", ...server.connection });
      for (const user of ["certified", "guarded", "open", "trusted"])
        await warehouse.query(`CREATE USER ${user} PASSWORD 'secret'`);
      await warehouse.close();
    }
  });

  after(async () => {
    for (const server of Object.values(servers)) await server.stop();
    await rm(place.folder, { recursive: true, force: true });
  });

  /** What a connection comes to: `TLS`, `plain`, or the beginning of its error. */
  async function outcome(server: string, fields: Partial<PostgresSettings>): Promise<string> {
    return withWarehouse(server, fields, async (warehouse) => {
      const { rows } = await warehouse.query(HAS_TLS);
      return rows[0]?.[0] === true ? "TLS" : "plain";
    }).catch((error: unknown) => {
      assert.ok(error instanceof UserError, String(error));
      assert.ok(error.next, error.message);
      return `${error.code}: ${error.message}`;
    });
  }

  async function withWarehouse<T>(
    server: string,
    fields: Partial<PostgresSettings>,
    work: (warehouse: Warehouse) => Promise<T>,
  ): Promise<T> {
    const { connection } = servers[server] as PostgresServer;
    const password = fields.user === undefined ? connection.password : "secret";
    const options = await serverOptions({
      name: "shop",
      host: "localhost",
      port: connection.port,
      user: connection.user,
      database: "postgres",
      password: async () => password,
      folder: place.folder,
      variables: (name) => (name === "HOME" ? place.folder : undefined),
      ...fields,
    });
    const warehouse = postgresWarehouse(options);
    try {
      return await work(warehouse);
    } finally {
      await warehouse.close();
    }
  }

  const RIGHT = "authority.crt";
  const WRONG = "other.crt";
  const UNTRUSTED = /^warehouse-tls: .* has a certificate that sslrootcert does not vouch for/;
  const OTHER_NAME = /^warehouse-tls: .* has a certificate for another name than 127\.0\.0\.1: localhost\.$/;
  const NO_TLS = /^warehouse-tls: .* does not offer TLS, and sslmode \S+ demands it\.$/;
  const NO_ROOT = /^warehouse-tls-files: .* there are no root certificates .*root\.crt cannot be read\.$/;

  // Mode, server, sslrootcert, host, and what comes of it.
  const cases: readonly (readonly [string, string, string | undefined, string, string | RegExp])[] = [
    ["disable", "tls", undefined, "localhost", "plain"],
    ["disable", "plain", undefined, "localhost", "plain"],
    ["allow", "tls", undefined, "localhost", "plain"],
    ["allow", "plain", undefined, "localhost", "plain"],
    ["prefer", "tls", undefined, "localhost", "TLS"],
    ["prefer", "tls", RIGHT, "127.0.0.1", "TLS"],
    // libpq's prefer goes on without TLS as well.
    ["prefer", "tls", WRONG, "localhost", "plain"],
    ["prefer", "plain", undefined, "localhost", "plain"],
    ["prefer", "plain", RIGHT, "localhost", "plain"],
    ["require", "tls", undefined, "127.0.0.1", "TLS"],
    ["require", "tls", RIGHT, "127.0.0.1", "TLS"],
    ["require", "tls", WRONG, "localhost", UNTRUSTED],
    ["require", "expired", undefined, "localhost", "TLS"],
    ["require", "expired", RIGHT, "localhost", /^warehouse-tls: .* has a certificate that has expired\.$/],
    ["require", "plain", undefined, "localhost", NO_TLS],
    ["verify-ca", "tls", RIGHT, "localhost", "TLS"],
    ["verify-ca", "tls", RIGHT, "127.0.0.1", "TLS"],
    ["verify-ca", "tls", WRONG, "localhost", UNTRUSTED],
    ["verify-ca", "tls", undefined, "localhost", NO_ROOT],
    ["verify-ca", "plain", RIGHT, "localhost", NO_TLS],
    ["verify-full", "tls", RIGHT, "localhost", "TLS"],
    ["verify-full", "tls", RIGHT, "127.0.0.1", OTHER_NAME],
    ["verify-full", "tls", WRONG, "localhost", UNTRUSTED],
    ["verify-full", "tls", "system", "localhost", UNTRUSTED],
    [
      "verify-full",
      "tls",
      "nowhere.crt",
      "localhost",
      /^warehouse-tls-files: The sslrootcert .*nowhere\.crt\.$/,
    ],
    ["verify-full", "tls", undefined, "localhost", NO_ROOT],
    ["verify-full", "expired", RIGHT, "localhost", /expired/],
    ["verify-full", "plain", RIGHT, "localhost", NO_TLS],
  ];
  for (const [sslmode, server, sslrootcert, host, expected] of cases) {
    test(`${sslmode}, server ${server}, sslrootcert ${sslrootcert ?? "none"}, ${host}`, async () => {
      const found = await outcome(server, {
        sslmode,
        host,
        ...(sslrootcert !== undefined && { sslrootcert }),
      });
      if (typeof expected === "string") assert.equal(found, expected);
      else assert.match(found, expected);
    });
  }

  test("what the server does not take in one way is tried in the other by prefer and allow alone", async () => {
    assert.equal(await outcome("tls", { sslmode: "prefer", user: "open" }), "plain");
    assert.equal(await outcome("tls", { sslmode: "allow", user: "guarded" }), "TLS");
    assert.match(await outcome("tls", { sslmode: "require", user: "open" }), /^warehouse-refused: .*28000/);
    assert.match(
      await outcome("tls", { sslmode: "disable", user: "guarded" }),
      /^warehouse-refused: .*28000/,
    );
    const wrong = { user: "guarded", password: async () => "wrong" };
    assert.match(await outcome("tls", { sslmode: "allow", ...wrong }), /28P01/);
    assert.match(await outcome("plain", { sslmode: "allow", user: "guarded" }), /28000/);
  });

  test("prefer and allow decide at each session anew", async () => {
    const file = path.join(place.folder, "renewed.crt");
    await writeFile(file, await readFile(place.other.cert));
    await withWarehouse("tls", { sslmode: "prefer", sslrootcert: file }, async (warehouse) => {
      await warehouse.transaction({}, async (tx) => {
        assert.deepEqual((await tx.query(HAS_TLS)).rows, [[false]]);
        await writeFile(file, await readFile(place.authority.cert));
        assert.deepEqual((await warehouse.query(HAS_TLS)).rows, [[true]]);
      });
    });
    const { log } = servers["tls"] as PostgresServer;
    const before = log().length;
    await withWarehouse("tls", { sslmode: "allow", user: "guarded" }, (warehouse) =>
      warehouse.transaction({}, async (tx) => {
        assert.deepEqual((await tx.query(HAS_TLS)).rows, [[true]]);
        assert.deepEqual((await warehouse.query(HAS_TLS)).rows, [[true]]);
      }),
    );
    const refused = (): number => log().slice(before).split("no pg_hba.conf entry").length - 1;
    await until(async () => refused() >= 2);
    assert.equal(refused(), 2);
  });

  test("where neither way is taken, the error is the first one's; a wrong password is not tried twice", async () => {
    const both = await outcome("tls", { sslmode: "prefer", user: "certified" });
    assert.match(both, /^warehouse-refused: .*connection requires a valid client certificate/);
    const { log } = servers["tls"] as PostgresServer;
    const before = log().length;
    const wrong = { user: "postgres", password: async () => "wrong" };
    assert.match(await outcome("tls", { sslmode: "prefer", ...wrong }), /28P01/);
    await until(async () => log().slice(before).includes("password authentication failed"));
    assert.equal(log().slice(before).split("connection received").length - 1, 1);
  });

  test("root.crt of the home folder is what require checks against, and verify-full without more", async (t) => {
    const home = path.join(place.folder, ".postgresql");
    await mkdir(home);
    t.after(() => rm(home, { recursive: true }));
    await writeFile(path.join(home, "root.crt"), await readFile(place.other.cert));
    assert.match(await outcome("tls", { sslmode: "require" }), UNTRUSTED);
    await writeFile(path.join(home, "root.crt"), await readFile(place.authority.cert));
    assert.equal(await outcome("tls", { sslmode: "verify-full" }), "TLS");
  });

  test("a client's certificate signs in; without it, with a foreign one and with an open key it does not", async () => {
    const { cert, key } = place.client;
    const as = { user: "certified", sslmode: "require" };
    assert.equal(await outcome("tls", { ...as, sslcert: cert, sslkey: key }), "TLS");
    assert.match(await outcome("tls", as), /^warehouse-refused: .*certificate/);
    const foreign = await place.other.sign("foreign", "certified");
    const refused = await outcome("tls", { ...as, sslcert: foreign.cert, sslkey: foreign.key });
    assert.match(refused, /^warehouse-tls: .*client certificate of this side/);
    const mixed = await outcome("tls", { ...as, sslcert: cert, sslkey: foreign.key });
    assert.match(mixed, /^warehouse-tls: .*client certificate of this side/);
    assert.match(
      await outcome("tls", { ...as, sslcert: cert }),
      /^warehouse-tls-files: .*postgresql\.key\.$/,
    );
    assert.match(await outcome("tls", { ...as, sslcert: "none.crt" }), /^warehouse-tls-files: The sslcert/);
    await chmod(foreign.key, 0o644);
    const open = await outcome("tls", { ...as, sslcert: foreign.cert, sslkey: foreign.key });
    assert.match(open, /^warehouse-tls-files: The sslkey .* can be read by others/);
  });

  test("channel binding that is required is there, or the password is not sent", async () => {
    const url = (user: string, mode: string): Partial<PostgresSettings> => ({
      url: `postgresql:///?channel_binding=require&sslmode=${mode}`,
      user,
    });
    assert.equal(await outcome("tls", url("guarded", "require")), "TLS");
    assert.match(await outcome("tls", url("trusted", "require")), /does not sign in with channel binding/);
    const { log } = servers["tls"] as PostgresServer;
    const before = log().length;
    assert.match(await outcome("tls", url("open", "disable")), /does not sign in with channel binding/);
    // What the server writes comes by a pipe.
    await until(async () => log().slice(before).includes("connection received"));
    assert.doesNotMatch(log().slice(before), /connection authorized: user=open/);
    let asked = 0;
    const password = async (): Promise<string> => {
      asked += 1;
      return "secret";
    };
    assert.equal(await outcome("tls", { ...url("guarded", "require"), password }), "TLS");
    assert.equal(asked, 1);
    assert.match(
      await outcome("tls", { ...url("open", "disable"), password }),
      /does not sign in with channel binding/,
    );
    assert.equal(asked, 1);
  });

  test("a COPY arrives whole over TLS", async () => {
    await withWarehouse("tls", { sslmode: "require" }, async (warehouse) => {
      await warehouse.query("CREATE TABLE songs (id integer, txt text)");
      const chunks = Array.from({ length: 50 }, (_, n) =>
        Buffer.from(`${n}\t${"x".repeat(1000)}\n`.repeat(100)),
      );
      const copied = await warehouse.transaction({}, (tx) =>
        tx.copyIn({ schema: null, name: "songs" }, ["id", "txt"], Readable.from(chunks)),
      );
      assert.equal(copied, 5000);
      const { rows } = await warehouse.query("SELECT sum(id)::int, sum(length(txt))::int FROM songs");
      assert.deepEqual(rows, [[122_500, 5_000_000]]);
    });
  });

  test("a COMMIT that is not answered over TLS is given up", async () => {
    const { connection } = servers["tls"] as PostgresServer;
    const tls = { mode: "require", folder: place.folder } as const;
    const warehouse = postgresWarehouse({ name: "shop", ...connection, tls, commitMilliseconds: 100 });
    try {
      await warehouse.script(`
        CREATE TABLE slow (id integer);
        CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1); RETURN NULL; END';
        CREATE CONSTRAINT TRIGGER slowly AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION slowly()`);
      const committing = warehouse.transaction({}, (tx) => tx.query("INSERT INTO slow VALUES (1)"));
      await assert.rejects(committing, { code: "commit-unknown" });
      await until(async () => (await warehouse.query("SELECT 1 FROM slow")).rowCount === 1);
    } finally {
      await warehouse.close();
    }
  });

  for (const sslmode of ["disable", "require"]) {
    test(`a cancel stops the query, sslmode ${sslmode}`, async () => {
      const server = servers["tls"] as PostgresServer;
      const before = server.log().length;
      await withWarehouse("tls", { sslmode }, async (warehouse) => {
        const running = new AbortController();
        const query = warehouse.query("SELECT pg_sleep(600)", [], {
          signal: running.signal,
          label: "long one",
        });
        const settled = assert.rejects(query, { code: "cancelled" });
        await until(async () => (await runningQueries(warehouse)) === 1);
        running.abort();
        await settled;
        assert.equal(await runningQueries(warehouse), 0);
      });
      await until(async () => server.log().slice(before).includes("canceling statement due to user request"));
    });
  }
});

async function runningQueries(warehouse: Warehouse): Promise<number> {
  const { rows } = await warehouse.query(
    "SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'long one' AND state = 'active'",
  );
  return Number(rows[0]?.[0]);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
