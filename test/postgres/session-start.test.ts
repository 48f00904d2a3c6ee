import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { UserError } from "../../protocol/user-error.ts";
import { connectError } from "../../runner/connections/postgres/connect-errors.ts";
import type { PostgresOptions } from "../../runner/connections/postgres/options.ts";
import { poolClient } from "../../runner/connections/postgres/pool-client.ts";
import { postgresWarehouse } from "../../runner/connections/postgres/postgres-warehouse.ts";
import { serverTest } from "../../runner/connections/postgres/server-test.ts";
import { serverProblem } from "../../runner/connections/postgres/server-version.ts";
import type { Warehouse } from "../../runner/connections/warehouse.ts";
import { testDatabase } from "../helpers/warehouse.ts";
import { npmBinaries } from "./binaries.ts";
import { startPostgres } from "./server.ts";

function opened(t: TestContext, options: Omit<PostgresOptions, "name">): Warehouse {
  const warehouse = postgresWarehouse({ name: "shop", ...options });
  t.after(() => warehouse.close());
  return warehouse;
}

async function refusal(warehouse: Warehouse): Promise<UserError> {
  const error = await warehouse.query("SELECT 1").then(
    () => assert.fail("it was not refused"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof UserError, String(error));
  return error;
}

test("a session begins with what its connection says, and with nothing of the process's variables", async (t) => {
  const connection = await testDatabase(t);
  const variables = {
    ...{ PGOPTIONS: "-c work_mem=4321kB", PGREPLICATION: "true" },
    ...{ PGCLIENT_ENCODING: "LATIN1", PGSSLMODE: "require" },
  };
  Object.assign(process.env, variables);
  t.after(() => {
    for (const name of Object.keys(variables)) Reflect.deleteProperty(process.env, name);
  });
  const shown = `SELECT current_setting('work_mem'), current_setting('geqo'), current_setting('statement_timeout'),
    current_setting('application_name'), current_setting('default_transaction_read_only')`;
  const plain = opened(t, connection);
  const [row] = (await plain.query(shown)).rows;
  assert.deepEqual(row?.slice(1), ["on", "0", "millrace", "off"]);
  assert.notEqual(row?.[0], "4321kB");
  assert.deepEqual((await plain.query("SELECT 'ö€'")).rows, [["ö€"]]);
  const all = opened(t, {
    ...connection,
    startupOptions: "-c geqo=off -c work_mem=2MB -c statement_timeout=1",
    statementMilliseconds: 90_000,
    applicationName: "shop loads",
    readOnly: "it is a test",
  });
  for (let again = 0; again < 2; again += 1)
    assert.deepEqual((await all.query(shown)).rows, [["2MB", "off", "90s", "shop loads", "on"]]);
});

test("a password that has changed is asked for again, at the next session", async (t) => {
  const connection = await testDatabase(t);
  const administration = opened(t, connection);
  await administration.query("CREATE ROLE rotated LOGIN PASSWORD 'old'");
  const secret = { now: "old", asked: 0 };
  const warehouse = opened(t, {
    ...connection,
    user: "rotated",
    maxSessions: 1,
    password: async () => {
      secret.asked += 1;
      return secret.now;
    },
  });
  await warehouse.query("SELECT 1");
  await administration.query("ALTER ROLE rotated PASSWORD 'new'");
  // A session that is there goes on.
  await warehouse.query("SELECT 1");
  assert.equal(secret.asked, 1);
  await administration.query(
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'rotated'",
  );
  assert.equal((await refusal(warehouse)).code, "warehouse-refused");
  secret.now = "new";
  assert.deepEqual((await warehouse.query("SELECT 1")).rows, [[1]]);
  await administration.query("DROP ROLE rotated");
});

test("the time in which its password is looked for is not the server's", async (t) => {
  const connection = await testDatabase(t);
  const connectMilliseconds = 1_000;
  const late = async (): Promise<void> => await setTimeout(connectMilliseconds + 300);
  const slow = opened(t, {
    ...connection,
    connectMilliseconds,
    password: async () => {
      await late();
      return connection.password;
    },
  });
  assert.deepEqual((await slow.query("SELECT 1")).rows, [[1]]);
  const missing = opened(t, {
    ...connection,
    connectMilliseconds,
    password: async () => {
      await late();
      throw new UserError({ code: "secret-missing", message: "The safe is locked." });
    },
  });
  assert.equal((await refusal(missing)).code, "secret-missing");
});

interface Endless {
  readonly asked: Promise<void>;
  readonly ended: Promise<void>;
  readonly password: NonNullable<PostgresOptions["password"]>;
}

/** Looks for a password until its signal aborts. */
function endless(): Endless {
  const asked = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const password = (signal: AbortSignal): Promise<string> => {
    asked.resolve();
    return new Promise((_, reject) =>
      signal.addEventListener("abort", () => {
        ended.resolve();
        reject(new UserError({ code: "cancelled", message: "Not waited for." }));
      }),
    );
  };
  return { asked: asked.promise, ended: ended.promise, password };
}

test("a password is not looked for any more when nobody waits for it, and after the close", async (t) => {
  const connection = await testDatabase(t);
  const first = endless();
  const passwords = [first.password, connection.password];
  const warehouse = opened(t, {
    ...connection,
    maxSessions: 1,
    password: (signal) => {
      const next = passwords.shift();
      return typeof next === "function" ? next(signal) : next;
    },
  });
  const abort = new AbortController();
  const query = warehouse.query("SELECT 1", [], { signal: abort.signal });
  await first.asked;
  abort.abort();
  await assert.rejects(query, { code: "cancelled" });
  await first.ended;
  // The next one begins anew.
  assert.deepEqual((await warehouse.query("SELECT 2")).rows, [[2]]);

  const second = endless();
  const other = opened(t, { ...connection, password: second.password, maxSessions: 1 });
  const waiting = [other.query("SELECT 1"), other.transaction({}, (tx) => tx.query("SELECT 1"))];
  const settled = Promise.all(waiting.map((one) => assert.rejects(one, { code: "cancelled" })));
  await second.asked;
  await other.close();
  await settled;
  await second.ended;
  await assert.rejects(other.query("SELECT 1"), { code: "cancelled" });
});

test("a password is looked for as long as one of two still waits for it", async (t) => {
  const connection = await testDatabase(t);
  const found = Promise.withResolvers<void>();
  const asked: AbortSignal[] = [];
  const both = Promise.withResolvers<void>();
  const warehouse = opened(t, {
    ...connection,
    password: async (signal) => {
      asked.push(signal);
      if (asked.length === 2) both.resolve();
      await found.promise;
      return connection.password;
    },
  });
  const abort = new AbortController();
  const [left, right] = [
    warehouse.query("SELECT 1", [], { signal: abort.signal }),
    warehouse.query("SELECT 2"),
  ];
  await both.promise;
  abort.abort();
  await assert.rejects(left, { code: "cancelled" });
  assert.ok(asked.every((signal) => !signal.aborted));
  found.resolve();
  assert.deepEqual((await right).rows, [[2]]);
});

/** A server that is told of each connection, and how somebody would reach it. */
async function strangeServer(t: TestContext, onConnection: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    onConnection(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  const address = { host: "127.0.0.1", port, user: "loader", password: "s3cret", database: "shop" };
  return { server, address };
}

test("a server that is slow to answer does not hold up the close", async (t) => {
  const { server, address } = await strangeServer(t, () => {});
  for (const mode of ["disable", "prefer", "require"] as const) {
    const tls = { mode, folder: "/nowhere" };
    const warehouse = postgresWarehouse({ name: "shop", ...address, tls, connectMilliseconds: 0 });
    const abort = new AbortController();
    const connected = once(server, "connection");
    const query = assert.rejects(warehouse.query("SELECT 1", [], { signal: abort.signal }), {
      code: "cancelled",
    });
    await connected;
    abort.abort();
    await query;
    await warehouse.close();
  }
});

/** Offers TLS, and then says nothing. Somebody who goes on without TLS is hung up on. */
async function muteServer(t: TestContext) {
  const asked: string[] = [];
  let onHello = (): void => {};
  const { address } = await strangeServer(t, (socket) => {
    socket.once("data", (first) => {
      const isTls = first.readInt32BE(4) === SSL_REQUEST;
      asked.push(isTls ? "TLS" : "plain");
      if (!isTls) return void socket.destroy();
      socket.write("S");
      socket.once("data", () => onHello());
    });
  });
  return {
    address,
    /** How each connection began. */
    asked,
    /** Resolves when the next handshake has begun. */
    hello: () => new Promise<void>((resolve) => (onHello = resolve)),
  };
}

const SSL_REQUEST = 80_877_103;

for (const [why, connectMilliseconds, code] of [
  ["is cancelled", 0, "cancelled"],
  ["takes too long", 500, "warehouse-unreachable"],
] as const)
  test(`prefer does not go on without TLS when the handshake ${why}`, async (t) => {
    const { address, asked, hello } = await muteServer(t);
    const tls = { mode: "prefer", folder: "/nowhere" } as const;
    const warehouse = opened(t, { ...address, tls, connectMilliseconds });
    const abort = new AbortController();
    const begun = hello();
    const query = assert.rejects(warehouse.query("SELECT 1", [], { signal: abort.signal }), { code });
    await begun;
    if (code === "cancelled") abort.abort();
    await query;
    await warehouse.close();
    assert.deepEqual(asked, ["TLS"]);
  });

test("a connection that is begun for nobody says nothing to the server", async (t) => {
  const { address, asked } = await muteServer(t);
  for (const mode of ["disable", "prefer"] as const) {
    const options = { name: "shop", ...address, tls: { mode, folder: "/nowhere" } };
    const wanted = { signal: AbortSignal.abort() };
    const Client = poolClient(options, { wanted, begin: async () => assert.fail("it has begun") });
    const error = await new Promise((resolve) => new Client().connect(resolve));
    assert.ok(error instanceof UserError && error.code === "cancelled", String(error));
  }
  assert.deepEqual(asked, []);
});

test("the test of a connection that is cancelled in its handshake says so", async (t) => {
  const { address, asked, hello } = await muteServer(t);
  const settings = {
    ...{ name: "shop", ...address, sslmode: "prefer", password: async () => "s3cret" },
    ...{ folder: "/nowhere", variables: () => undefined },
  };
  const { steps } = serverTest(settings, undefined);
  const abort = new AbortController();
  const take = (name: string) => steps.find((step) => step.name === name)?.run(abort.signal);
  await take("settings");
  const begun = hello();
  const step = assert.rejects(async () => await take("TLS"), { code: "cancelled" });
  await begun;
  abort.abort();
  await step;
  await assert.rejects(async () => await take("TLS"), { code: "cancelled" });
  assert.deepEqual(asked, ["TLS"]);
});

test("what listens there and is no Postgres, or says nothing", async (t) => {
  const soon = 300;
  // Whatever has an answer is waited for.
  const cases: readonly {
    answer: (socket: Socket) => void;
    code: string;
    says: RegExp;
    connectMilliseconds?: number;
  }[] = [
    {
      answer: () => {},
      code: "warehouse-unreachable",
      says: /no answer from 127\.0\.0\.1:\d+ in 0\.3 s/,
      connectMilliseconds: soon,
    },
    {
      answer: (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"),
      code: "warehouse-tls",
      says: /does not answer as a Postgres server/,
    },
    {
      answer: (socket) => socket.resetAndDestroy(),
      code: "warehouse-unreachable",
      says: /ECONNRESET|terminated/,
    },
    // What comes with the answer was not sent by the server: it waits for the handshake.
    {
      answer: (socket) => socket.write("Smore"),
      code: "warehouse-tls",
      says: /does not answer as a Postgres/,
    },
    {
      answer: (socket) => socket.write("S"),
      code: "warehouse-unreachable",
      says: /no answer from/,
      connectMilliseconds: soon,
    },
  ];
  for (const { answer, code, says, connectMilliseconds = 60_000 } of cases) {
    const { address } = await strangeServer(t, (socket) => socket.once("data", () => answer(socket)));
    const tls = { mode: "require", folder: "/nowhere" } as const;
    const error = await refusal(opened(t, { ...address, tls, connectMilliseconds }));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, says);
  }
});

test("a server that refuses says whether another try can help", () => {
  const options = { name: "shop", host: "db", port: 5432, user: "loader", database: "shop" };
  const cases: readonly (readonly [string, boolean, RegExp])[] = [
    ["28P01", false, /Check the user and the password/],
    ["28000", false, /let "loader" sign in/],
    ["3D000", false, /CREATE DATABASE "shop"/],
    ["42501", false, /GRANT CONNECT ON DATABASE/],
    ["53300", true, /when sessions are free/],
    ["57P03", true, /when the server is ready/],
    ["57P01", true, /Try again/],
  ];
  for (const [code, retryable, next] of cases) {
    const thrown = Object.assign(new Error("why"), { code, severity: "FATAL" });
    const error = connectError(options, thrown);
    assert.ok(error instanceof UserError);
    assert.deepEqual([error.code, error.retryable], ["warehouse-refused", retryable], code);
    assert.match(error.next ?? "", next);
    assert.match(error.message, /user "loader" to database "shop" at db:5432: why \(SQLSTATE/);
  }
});

test("what speaks Postgres's protocol and is another product is told by its name", () => {
  const options = { name: "shop", host: "db", port: 5432, user: "loader", database: "shop" };
  const cases: readonly (readonly [Readonly<Record<string, string>>, RegExp | undefined])[] = [
    [{ server_version: "18.4" }, undefined],
    [{ server_version: "13.23 (Debian 13.23-1)" }, undefined],
    [{ server_version: "19beta1" }, undefined],
    [{ server_version: "12.22" }, /is PostgreSQL 12\.22, which is too old/],
    [{ server_version: "9.6.24" }, /too old/],
    [{ server_version: "8.0.2" }, /is Amazon Redshift, not Postgres/],
    [{ server_version: "13.0.0", crdb_version: "CockroachDB CCL v24" }, /is CockroachDB, not Postgres/],
  ];
  for (const [parameters, expected] of cases) {
    const problem = serverProblem(options, new Map(Object.entries(parameters)));
    if (expected === undefined) assert.equal(problem, undefined, JSON.stringify(parameters));
    else assert.match(problem?.message ?? "", expected);
  }
});

test("a real server that is too old is not worked on", async (t) => {
  const binaries = await npmBinaries("12");
  if (typeof binaries === "string") return t.skip(binaries);
  const server = await startPostgres({ binaries });
  t.after(server.stop);
  const error = await refusal(opened(t, server.connection));
  assert.equal(error.code, "warehouse-version");
  assert.match(error.message, /is PostgreSQL 12\.\d+, which is too old\.$/);
});
