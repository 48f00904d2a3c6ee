import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { describePlace } from "../../../runner/connections/postgres/address.ts";
import { postgresWarehouse } from "../../../runner/connections/postgres/postgres-warehouse.ts";
import type { PostgresSettings } from "../../../runner/connections/postgres/said-parameters.ts";
import { serverOptions } from "../../../runner/connections/postgres/server-options.ts";
import { testDatabase } from "../../helpers/warehouse.ts";

type Variables = Readonly<Record<string, string>>;

interface Home {
  readonly folder: string;
  /** The settings of a connection that looks for its files there. */
  settings(fields: Partial<PostgresSettings>, variables: Variables): PostgresSettings;
  /** Writes a file that only its owner may read, and gives its path. */
  write(name: string, text: string): Promise<string>;
}

async function home(t: TestContext): Promise<Home> {
  const folder = await mkdtemp(path.join(tmpdir(), "mr-home-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return {
    folder,
    settings: (fields, variables) => ({
      ...{ name: "shop", folder, variables: (name) => ({ HOME: folder, ...variables })[name] },
      ...fields,
    }),
    write: async (name, text) => {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text, { mode: 0o600 });
      return file;
    },
  };
}

test("variables and files alone lead to a server, its socket's folder as the host", async (t) => {
  const { settings, write } = await home(t);
  const { host, port, user, password, database } = await testDatabase(t);
  const address = { PGHOST: host, PGPORT: String(port), PGUSER: user, PGDATABASE: database };
  const lines = `other:*:*:*:wrong\n${host}:${port}:${database}:${user}:${password}\n`;
  const service = `[shop]\nhost=${host}\nport=${port}\ndbname=${database}\nuser=${user}\npassword=${password}\n`;
  const system = path.dirname(await write("system/pg_service.conf", service));
  const ways: readonly Variables[] = [
    { ...address, PGPASSFILE: await write("passwords", lines) },
    { PGSERVICE: "shop", PGSERVICEFILE: await write("services", service) },
    { PGSERVICE: "shop", PGSYSCONFDIR: system },
    { ...address, PGHOST: "nowhere.invalid", PGSERVICE: "shop", PGSYSCONFDIR: system },
  ];
  for (const variables of ways) {
    const warehouse = postgresWarehouse(await serverOptions(settings({}, variables)));
    try {
      const { rows } = await warehouse.query("SELECT current_user, current_database()");
      assert.deepEqual(rows, [[user, database]], JSON.stringify(variables));
    } finally {
      await warehouse.close();
    }
  }
});

test("the password file is asked for the host that counts, wherever that was said", async (t) => {
  const { settings, write } = await home(t);
  const lines = String.raw`
localhost:*:*:*:of localhost
db:*:*:*:of db
\:\:1:*:*:*:of IPv6
/run/pg:*:*:*:of the socket
10.0.0.1:*:*:*:of the address`;
  const PGPASSFILE = await write("passwords", lines);
  await write(".pg_service.conf", "[shop]\nhost=db\n");
  const cases: readonly (readonly [Partial<PostgresSettings>, Variables, string])[] = [
    [{}, {}, "of localhost"],
    [{}, { PGHOST: "db" }, "of db"],
    [{}, { PGHOST: "::1" }, "of IPv6"],
    [{ url: "postgresql://[::1]/shop" }, { PGHOST: "db" }, "of IPv6"],
    [{ host: "::1" }, {}, "of IPv6"],
    [{}, { PGHOST: "/run/pg" }, "of the socket"],
    [{}, { PGSERVICE: "shop", PGHOST: "/run/pg" }, "of db"],
    [{}, { PGHOST: "db", PGHOSTADDR: "10.0.0.1" }, "of db"],
    [{}, { PGHOSTADDR: "10.0.0.1" }, "of the address"],
  ];
  for (const [fields, variables, expected] of cases) {
    const { password } = await serverOptions(settings(fields, { PGPASSFILE, ...variables }));
    assert.ok(typeof password === "function");
    assert.equal(await password(new AbortController().signal), expected, JSON.stringify([fields, variables]));
  }
});

test("where a connection leads is told with what outside of it says so", async (t) => {
  const { settings, write } = await home(t);
  await write(".pg_service.conf", "[shop]\nhost=db\nport=6000\ndbname=sales\npassword=s3cret\n");
  const me = userInfo().username;
  const cases: readonly (readonly [Partial<PostgresSettings>, Variables, string])[] = [
    [{}, {}, `localhost:5432/${me}`],
    [{ host: "db", port: 5433, database: "shop" }, { PGHOST: "other", PGPORT: "1" }, "db:5433/shop"],
    [{ host: "db", user: "ann" }, {}, "db:5432/ann"],
    [{ database: "shop" }, { PGHOST: "db" }, "db:5432/shop (PGHOST)"],
    [{}, { PGHOST: "db", PGPORT: "5433", PGDATABASE: "shop" }, "db:5433/shop (PGHOST, PGPORT, PGDATABASE)"],
    [{}, { PGUSER: "ann", PGPASSWORD: "s3cret" }, "localhost:5432/ann (PGUSER)"],
    [{ service: "shop" }, {}, "db:6000/sales (service shop)"],
    [{ host: "db2" }, { PGSERVICE: "shop" }, "db2:6000/sales (service shop)"],
    [{ database: "d" }, { PGHOST: "::1" }, "[::1]:5432/d (PGHOST)"],
    [{ database: "d" }, { PGHOST: "db", PGHOSTADDR: "10.0.0.1" }, "db:5432/d (PGHOST, PGHOSTADDR)"],
    [{ database: "d" }, { PGHOST: "/run/pg" }, "socket /run/pg/.s.PGSQL.5432, database d (PGHOST)"],
    [{ url: "postgresql://ann@db/shop?sslmode=require" }, { PGHOST: "x" }, "db:5432/shop"],
    [{ url: "postgresql:///shop" }, { PGPORT: "5433" }, "localhost:5433/shop (PGPORT)"],
    [{ service: "none" }, {}, 'service "none" is in no service file'],
    [{}, { PGSERVICE: "none" }, 'service "none" (PGSERVICE) is in no service file'],
  ];
  for (const [fields, variables, expected] of cases)
    assert.equal(
      await describePlace(settings(fields, variables)),
      expected,
      JSON.stringify([fields, variables]),
    );
});
