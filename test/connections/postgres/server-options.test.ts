import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { UserError } from "../../../protocol/user-error.ts";
import type { PostgresOptions } from "../../../runner/connections/postgres/options.ts";
import type { PostgresSettings } from "../../../runner/connections/postgres/said-parameters.ts";
import { serverOptions } from "../../../runner/connections/postgres/server-options.ts";

const home = await mkdtemp(path.join(tmpdir(), "mr-home-"));
after(() => rm(home, { recursive: true, force: true }));

const SERVICES = `# ours
[shop.eu]
host=eu.example.com
port=5433
[shop]
host=services.example.com
dbname = shop
user=service
password=it's #1;
connect_timeout=7
keepalives_idle=30
# The first one counts.
user=other

[after]
host=after.example.com
[odd]
hostname=odd.example.com
[loop]
service=loop
[broken]
nothing
`;
await writeFile(path.join(home, ".pg_service.conf"), SERVICES);
await mkdir(path.join(home, "system"));
await writeFile(path.join(home, "system", "pg_service.conf"), "[central]\nhost=central.example.com\n");

type Variables = Readonly<Record<string, string>>;

function optionsOf(fields: Partial<PostgresSettings>, variables: Variables = {}): Promise<PostgresOptions> {
  const all: Variables = { HOME: home, ...variables };
  return serverOptions({ name: "shop", folder: "/workspace", variables: (name) => all[name], ...fields });
}

/** `user@host:port/database` */
function place({ host, port, user, database }: PostgresOptions): string {
  return `${user}@${host}:${port}/${database}`;
}

const me = userInfo().username;

test("an address comes from the fields, the URL, the service, the variables and defaults, in this order", async () => {
  const cases: readonly (readonly [Partial<PostgresSettings>, Variables, string])[] = [
    [{}, {}, `${me}@localhost:5432/${me}`],
    [{ user: "ann" }, {}, "ann@localhost:5432/ann"],
    [{}, { PGHOST: "h", PGPORT: "6000", PGUSER: "u", PGDATABASE: "d" }, "u@h:6000/d"],
    [{}, { PGHOST: "", PGUSER: "u" }, "u@localhost:5432/u"],
    [{ host: "field", port: 1 }, { PGHOST: "h", PGPORT: "6000", PGUSER: "u" }, "u@field:1/u"],
    [{ url: "postgres://ann@h:5/d" }, { PGHOST: "x", PGUSER: "y", PGDATABASE: "z" }, "ann@h:5/d"],
    [{ url: "postgresql://ann@h:5/d", host: "field", database: "other" }, {}, "ann@field:5/other"],
    [{ url: "postgresql:///d?host=/run/pg&user=ann" }, {}, "ann@/run/pg:5432/d"],
    [{ url: "postgresql://%2Frun%2Fpg/my%20d", user: "ann" }, {}, "ann@/run/pg:5432/my d"],
    [{ url: "postgresql://a%40b@[::1]:7/d+e" }, {}, "a@b@::1:7/d+e"],
    [{ url: "postgresql://ann:@h" }, {}, "ann@h:5432/ann"],
    [{ url: "postgresql://", user: "ann" }, {}, "ann@localhost:5432/ann"],
    [{ service: "shop" }, { PGHOST: "x", PGPORT: "6000" }, "service@services.example.com:6000/shop"],
    [{ service: "shop", user: "ann" }, {}, "ann@services.example.com:5432/shop"],
    [{ service: "shop.eu", user: "ann" }, {}, "ann@eu.example.com:5433/ann"],
    [{ user: "ann" }, { PGSERVICE: "after" }, "ann@after.example.com:5432/ann"],
    [{ url: "postgresql://h/d?service=shop" }, {}, "service@h:5432/d"],
    [
      { service: "central", user: "a" },
      { PGSYSCONFDIR: path.join(home, "system") },
      "a@central.example.com:5432/a",
    ],
    [
      { service: "central", user: "a" },
      { PGSERVICEFILE: path.join(home, "system", "pg_service.conf") },
      "a@central.example.com:5432/a",
    ],
  ];
  for (const [fields, variables, expected] of cases)
    assert.equal(place(await optionsOf(fields, variables)), expected, JSON.stringify([fields, variables]));
});

test("an address of PGHOSTADDR is that of its own host only", async () => {
  const both = await optionsOf({}, { PGHOST: "db", PGHOSTADDR: "10.0.0.1" });
  assert.deepEqual([both.host, both.hostAddress], ["db", "10.0.0.1"]);
  const alone = await optionsOf({}, { PGHOSTADDR: "10.0.0.1" });
  assert.deepEqual([alone.host, alone.hostAddress], ["10.0.0.1", "10.0.0.1"]);
  const other = await optionsOf({ host: "other" }, { PGHOST: "db", PGHOSTADDR: "10.0.0.1" });
  assert.deepEqual([other.host, other.hostAddress], ["other", undefined]);
});

test("what a session is opened with", async () => {
  const url = "postgresql://h/d?application_name=from-url&connect_timeout=3&options=-c%20work_mem%3D64MB";
  const options = await optionsOf({ url, statementMilliseconds: 5000, maxSessions: 3 }, { PGAPPNAME: "x" });
  assert.equal(options.applicationName, "from-url");
  assert.equal(options.connectMilliseconds, 3000);
  assert.equal(options.startupOptions, "-c work_mem=64MB");
  assert.equal(options.statementMilliseconds, 5000);
  assert.equal(options.maxSessions, 3);
  const fields = await optionsOf({ url, connectMilliseconds: 1, applicationName: "from-field" });
  assert.deepEqual([fields.connectMilliseconds, fields.applicationName], [1, "from-field"]);
  const variables = { PGAPPNAME: "a", PGCONNECT_TIMEOUT: "0", PGOPTIONS: "-c geqo=off" };
  const said = await optionsOf({}, variables);
  assert.deepEqual(
    [said.applicationName, said.connectMilliseconds, said.startupOptions],
    ["a", 0, "-c geqo=off"],
  );
  assert.equal((await optionsOf({ service: "shop" })).connectMilliseconds, 7000);
});

test("TLS is as libpq has it; files are relative to the workspace", async () => {
  const folder = path.join(home, ".postgresql");
  assert.deepEqual((await optionsOf({})).tls, { mode: "prefer", folder });
  assert.deepEqual((await optionsOf({ sslrootcert: "system" })).tls, {
    mode: "verify-full",
    rootCert: "system",
    folder,
  });
  const { tls } = await optionsOf({
    sslmode: "verify-ca",
    sslrootcert: "ca.crt",
    sslcert: "c/own.crt",
    sslkey: "/k",
  });
  assert.deepEqual(tls, {
    mode: "verify-ca",
    rootCert: "/workspace/ca.crt",
    cert: "/workspace/c/own.crt",
    key: "/k",
    folder,
  });
  const variables = { PGSSLMODE: "require", PGSSLROOTCERT: "/ca", PGSSLCERT: "/c", PGSSLKEY: "/k" };
  assert.deepEqual((await optionsOf({}, variables)).tls, {
    mode: "require",
    rootCert: "/ca",
    cert: "/c",
    key: "/k",
    folder,
  });
  assert.equal((await optionsOf({ url: "postgresql://h?ssl=true" })).tls?.mode, "require");
});

async function passwordOf(options: PostgresOptions): Promise<string | undefined> {
  assert.ok(typeof options.password === "function");
  return await options.password(new AbortController().signal);
}

test("a password is asked for at each session, where it is said first", async () => {
  let asked = 0;
  const variables: Record<string, string> = { PGPASSWORD: "variable" };
  const field = await optionsOf({ service: "shop", password: async () => `asked ${++asked}` }, variables);
  assert.deepEqual([await passwordOf(field), await passwordOf(field)], ["asked 1", "asked 2"]);
  const secrets: string[] = [];
  const onSecret = (text: string): void => void secrets.push(text);
  const inService = await optionsOf({ service: "shop", onSecret }, variables);
  assert.equal(await passwordOf(inService), "it's #1;");
  const late = await serverOptions({
    ...{ name: "shop", folder: "/", onSecret },
    variables: (name) => ({ HOME: home, ...variables })[name],
  });
  assert.equal(await passwordOf(late), "variable");
  variables["PGPASSWORD"] = "changed";
  assert.equal(await passwordOf(late), "changed");
  assert.equal(late.passwordOrigin?.(), "PGPASSWORD");
  assert.deepEqual(secrets, ["it's #1;", "variable", "changed"]);
});

test("the password file is libpq's: first match, stars, escapes, and nobody else may read it", async () => {
  const file = path.join(home, "passwords");
  const lines = [
    "#db:5432:shop:ann:commented out",
    "too:few",
    String.raw`db:5432:a\:b:ann:with\:colon\\`,
    "db:6000:shop:ann:other port",
    "db:5432:shop:ann:exact",
    "db:*:*:ann:any database",
    "localhost:*:*:*:local",
    String.raw`\*:*:*:*:no star`,
  ];
  await writeFile(file, lines.join("\r\n"), { mode: 0o600 });
  const look = async (
    fields: Partial<PostgresSettings>,
  ): Promise<[string | undefined, string | undefined]> => {
    const options = await optionsOf({ user: "ann", ...fields }, { PGPASSFILE: file });
    return [await passwordOf(options), options.passwordOrigin?.()];
  };
  const cases: readonly (readonly [Partial<PostgresSettings>, string | undefined])[] = [
    [{ host: "db", database: "shop" }, "exact"],
    [{ host: "db", database: "shop", port: 6000 }, "other port"],
    [{ host: "db", database: "a:b" }, String.raw`with:colon\ `.trimEnd()],
    [{ host: "db", database: "x" }, "any database"],
    [{ host: "db", user: "bob" }, undefined],
    [{ host: "/var/run/postgresql" }, "local"],
    [{ host: "/elsewhere" }, undefined],
  ];
  for (const [fields, expected] of cases)
    assert.equal((await look(fields))[0], expected, JSON.stringify(fields));
  assert.match((await look({ host: "elsewhere" }))[1] ?? "", /no line of .*passwords is for this host/);
  await chmod(file, 0o640);
  const [open, why] = await look({ host: "db", database: "shop" });
  assert.equal(open, undefined);
  assert.match(why ?? "", /others than its owner may read it \(chmod 600\)/);
  await rm(file);
  assert.match((await look({ host: "db" }))[1] ?? "", /there is no file/);
  await writeFile(path.join(home, ".pgpass"), "*:*:*:*:from home\n", { mode: 0o600 });
  assert.equal(await passwordOf(await optionsOf({})), "from home");
});

test("what cannot be read is told, without what may be a password", async () => {
  const cases: readonly (readonly [Partial<PostgresSettings>, Variables, RegExp])[] = [
    [{ url: "mysql://h/d" }, {}, /does not begin with postgresql:/],
    [{ url: "postgresql://ann:s3cret@h/d" }, {}, /has a password in it/],
    [{ url: "postgresql://ann:s3/cret@h/d" }, {}, /has a password in it/],
    [{ url: "postgresql://ann:s3@cret@h/d" }, {}, /has a password in it/],
    [{ url: "postgresql://ann:s3%63ret@h/d" }, {}, /has a password in it/],
    [{ url: "postgresql://h/d?%70assword=s3cret" }, {}, /has a password in it/],
    [{ url: "postgresql://ann:x?s3cret@h/d" }, {}, /parameter without a name/],
    [{ url: "postgresql://ann:x#s3cret@h/d" }, {}, /has a password in it/],
    [{ url: "postgresql://ann@h/d?password=s3cret" }, {}, /has a password in it/],
    [{ url: "postgresql://h/d%zz" }, {}, /has a % that no code follows/],
    [{ url: "postgresql://h:port/d" }, {}, /port of the url is not a number/],
    [{ url: "postgresql://h/d?schema=public" }, {}, /does not know: schema/],
    [{ url: "postgresql://h/d?target_session_attrs=read-write" }, {}, /not supported .*target_session_attrs/],
    [{ url: "postgresql://a:1,b:2/d" }, {}, /several hosts/],
    [{ host: "a,b" }, {}, /several hosts/],
    [{}, { PGHOST: "a", PGPORT: "1,2" }, /several hosts/],
    [{}, { PGPORT: "0" }, /PGPORT is not a number between/],
    [{}, { PGCONNECT_TIMEOUT: "soon" }, /PGCONNECT_TIMEOUT is not a number of seconds/],
    [{}, { PGSSLMODE: "always" }, /PGSSLMODE is none of disable, allow/],
    [{ sslmode: "require", sslrootcert: "system" }, {}, /sslrootcert "system" and sslmode require/],
    [{ service: "none" }, {}, /the service "none", which is in no service file: .*\.pg_service\.conf\.$/],
    [{ service: "odd" }, {}, /The service "odd" in .* does not know: hostname/],
    [{ service: "loop" }, {}, /line 20 names another service/],
    [{ service: "broken" }, {}, /line 22 is not understood/],
  ];
  for (const [fields, variables, expected] of cases) {
    const error = await optionsOf(fields, variables).then(
      () => assert.fail(`is taken: ${JSON.stringify(fields)}`),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof UserError, String(error));
    assert.match(error.message, expected);
    assert.ok(error.next);
    assert.doesNotMatch(`${error.message} ${error.next} ${error.stack}`, /s3|cret/);
  }
});
