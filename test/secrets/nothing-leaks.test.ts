import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { doctor, testConnection } from "../../protocol/rpc/connections.ts";
import type { RpcRequest } from "../../protocol/rpc/message.ts";
import { runDetail, taskDetail, taskLog } from "../../protocol/rpc/runs.ts";
import { executeSql, exportSql } from "../../protocol/rpc/sql.ts";
import { executeWork, runChecks } from "../../protocol/rpc/work.ts";
import { UserError } from "../../protocol/user-error.ts";
import { postgresWarehouse } from "../../runner/connections/postgres/postgres-warehouse.ts";
import { attach } from "../../runner/daemon/client.ts";
import { readDaemonFile } from "../../runner/daemon/daemon-file.ts";
import { cli } from "../helpers/cli.ts";
import { lastFirst, mirror, startDaemon, VERSION } from "../helpers/daemon.ts";
import { testDatabase } from "../helpers/warehouse.ts";
import { copyWorkspace } from "../helpers/workspace.ts";
import { echoingServer } from "./echoing-server.ts";
import { secretsManagerStandIn } from "./secrets-manager-stand-in.ts";

/** With signs that URLs, JSON and SQL write in another way. */
const SECRET = `Pw-${randomBytes(9).toString("hex")}/"%'é`;

const FORMS = [
  SECRET,
  SECRET.slice(0, 12),
  encodeURIComponent(SECRET),
  JSON.stringify(SECRET).slice(1, -1),
  Buffer.from(SECRET).toString("base64"),
];

/** Where the secret can be told. */
interface Place {
  readonly name: string;
  readonly text: string;
}

function assertTellsNothing(places: readonly Place[]): void {
  for (const { name, text } of places)
    for (const form of FORMS) {
      const at = text.indexOf(form);
      assert.ok(at < 0, `${name} tells the secret: …${text.slice(Math.max(0, at - 300), at)}<here>`);
    }
}

/** Every file of the workspace's state, byte by byte. */
function stateFiles(workspace: string): readonly Place[] {
  return readdirSync(path.join(workspace, ".millrace"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ name: file, text: readFileSync(file, "utf8") }));
}

interface LeakyWorkspace {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Names of connections whose server repeats the password that it gets. */
  readonly echoing: readonly string[];
}

/** A workspace whose warehouse has the secret as its password, and functions that tell it. */
async function leakyWorkspace(t: TestContext): Promise<LeakyWorkspace> {
  const folder = await copyWorkspace(t, "test/fixtures/secrets/leaky");
  const database = await testDatabase(t);
  const administration = postgresWarehouse({ name: "administration", ...database });
  const literal = `'${SECRET.replaceAll("'", "''")}'`;
  const role = `leaky_${database.database}`;
  await administration.query(`CREATE ROLE ${role} LOGIN SUPERUSER PASSWORD ${literal}`);
  for (const [name, level] of [
    ["tell_password", "EXCEPTION"],
    ["warn_password", "WARNING"],
  ])
    await administration.query(
      `CREATE FUNCTION ${name}() RETURNS int LANGUAGE plpgsql AS
       $$ BEGIN RAISE ${level} 'it is %', ${literal} USING DETAIL = ${literal}, HINT = ${literal}; RETURN 1; END $$`,
    );
  await administration.close();

  const port = await echoingServer(t);
  const { endpoint } = await secretsManagerStandIn(t, {
    db: { SecretString: JSON.stringify({ password: SECRET }) },
  });
  const refs = {
    env: { env: "WAREHOUSE_PASSWORD" },
    file: { env: "IN_FILE" },
    command: { command: [process.execPath, "print-secret.mjs"] },
    failing: { command: [process.execPath, "print-secret.mjs", "fail"] },
    aws: { awsSecret: "db", key: "password", endpoint },
    editor: { editor: "pw" },
  };
  const echoing = Object.entries(refs).map(([name, password]) => [
    `echo_${name}`,
    { type: "postgres", host: "127.0.0.1", port, user: "u", database: "d", sslmode: "disable", password },
  ]);
  const warehouse = {
    type: "postgres",
    host: database.host,
    port: database.port,
    database: database.database,
    user: role,
    password: refs.env,
  };
  const connections = { warehouse, ...Object.fromEntries(echoing) };
  await writeFile(path.join(folder, "millrace.json"), JSON.stringify({ connections }));
  await writeFile(path.join(folder, ".env"), `IN_FILE='${SECRET.replaceAll("'", "")}'\n`);
  await writeFile(
    path.join(folder, "print-secret.mjs"),
    `console.log(process.env.WAREHOUSE_PASSWORD);
     if (process.argv[2] === "fail") { console.error("no: " + process.env.WAREHOUSE_PASSWORD); process.exitCode = 1; }`,
  );
  const env = {
    WAREHOUSE_PASSWORD: SECRET,
    AWS_ACCESS_KEY_ID: "AKID",
    AWS_SECRET_ACCESS_KEY: "x",
    AWS_REGION: "eu-central-1",
  };
  return { folder, env, echoing: echoing.map(([name]) => String(name)) };
}

/** Looks at the command lines of all processes for as long as the test goes on. */
function watchCommandLines(t: TestContext): Place {
  const seen = new Set<string>();
  const look = (): void => {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        seen.add(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
      } catch {
        // It has ended.
      }
    }
  };
  const timer = process.platform === "linux" ? setInterval(look, 20) : undefined;
  t.after(() => clearInterval(timer));
  return {
    name: "a command line",
    get text() {
      return [...seen].join("\n");
    },
  };
}

test("no output, no file and no command line of a command tells a secret", async (given) => {
  const t = lastFirst(given);
  const { folder, env, echoing } = await leakyWorkspace(t);
  const commandLines = watchCommandLines(t);
  const told: Place[] = [];
  const millrace = async (...words: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await cli(words, { cwd: folder, env });
    told.push({ name: words.join(" "), text: stdout + stderr });
    return stdout + stderr;
  };
  const says = async (words: string, ...patterns: readonly RegExp[]): Promise<void> => {
    const output = await millrace(...words.split(" "));
    for (const pattern of patterns) assert.match(output, pattern, words);
  };

  // What is hidden shows that it was there to be told.
  await says("run leaky --date 2026-11-01", /it is \*\*\*/, /loader:\*\*\*@host/);
  await says("run leaky --date 2026-11-02 --json", /it is \*\*\*/);
  await says("logs leaky told_by_code", /logged: \*\*\*/, /on standard error: \*\*\*/, /in pieces: \*\*\*/);
  await says("logs leaky told_by_server --json", /it is \*\*\*/);
  await says("status leaky --last", /it is \*\*\*/);
  await says("check leaky --date 2026-11-03", /it is \*\*\*/);
  await says("check leaky --date 2026-11-03 --json", /it is \*\*\*/);
  await says("check leaky --date 2026-11-03 --junit report.xml");
  told.push({ name: "report.xml", text: readFileSync(path.join(folder, "report.xml"), "utf8") });
  assert.match(told.at(-1)?.text ?? "", /it is \*\*\*/);
  told.push({ name: "sql", text: await millrace("sql", "SELECT tell_password()") });
  assert.match(told.at(-1)?.text ?? "", /it is \*\*\*/);
  told.push({ name: "sql --json", text: await millrace("sql", "SELECT tell_password()", "--json") });
  assert.match(told.at(-1)?.text ?? "", /it is \*\*\*/);
  await millrace("sql", "SELECT warn_password()", "--json");
  const tested = [...echoing].map((name) => new RegExp(`${name}[^]*?(\\*\\*\\*|no editor)`));
  await says("connections test", ...tested);
  await says("connections test --json", ...tested);
  await says("doctor", /\*\*\*/);
  await says("connections");
  await says("validate --json");

  assertTellsNothing([...told, ...stateFiles(folder), commandLines]);
  assert.ok(commandLines.text.includes("print-secret.mjs") || process.platform !== "linux");
});

test("nothing that the daemon answers, tells, logs or writes has a secret", async (given) => {
  const t = lastFirst(given);
  const { folder, env, echoing } = await leakyWorkspace(t);
  const before = { ...process.env };
  Object.assign(process.env, env);
  const daemon = startDaemon(t, folder);
  for (const name of Object.keys(env)) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  const client = await daemon.attach();
  const file = readDaemonFile(folder);
  const editor = file && (await attach(file, VERSION, { secret: async () => SECRET }));
  assert.ok(editor);
  t.after(() => editor.close());

  const told: Place[] = [];
  const ask = async <P, R>(request: RpcRequest<P, R>, params: P): Promise<string> => {
    const text = await client.request(request, params).then(
      (result) => JSON.stringify(result),
      (error: unknown) => {
        const { code, message, next } =
          error instanceof UserError ? error : { ...(error as Error), code: "", next: "" };
        return JSON.stringify({ code, message, next, stack: String((error as Error).message) });
      },
    );
    told.push({ name: request.method, text });
    return text;
  };

  const seen = await mirror(client);
  const order = {
    kind: "run",
    dagId: "leaky",
    date: "2026-11-01",
    params: {},
  } as const;
  assert.match(await ask(executeWork, { order }), /started/);
  await seen.until(({ runs }) => [...runs.values()].some(({ state }) => state === "failed"));
  const runId = [...seen.runs.keys()][0] ?? "";
  assert.match(await ask(runDetail, { runId }), /it is \*\*\*/);
  assert.match(await ask(taskLog, { runId, taskId: "told_by_code" }), /in pieces: \*\*\*/);
  assert.match(
    await ask(taskDetail, { runId, dagId: "leaky", taskId: "told_by_server", logLines: 50 }),
    /it is \*\*\*/,
  );
  const source = { startLine: 0, startColumn: 0, file: null };
  const sql = { queryId: "q", connection: "warehouse", rows: 10 };
  const tell = { ...source, text: "SELECT tell_password()" };
  assert.match(await ask(executeSql, { ...sql, source: tell }), /it is \*\*\*/);
  const warn = { ...source, text: "SELECT warn_password()" };
  assert.match(await ask(executeSql, { ...sql, source: warn }), /it is \*\*\*/);
  const exported = path.join(folder, "export.csv");
  assert.match(
    await ask(exportSql, {
      queryId: "e",
      connection: "warehouse",
      format: "csv",
      file: exported,
      source: tell,
    }),
    /it is \*\*\*/,
  );
  assert.match(await ask(runChecks, { requestId: "c", dagId: "leaky", date: "2026-11-02" }), /it is \*\*\*/);
  for (const name of echoing)
    assert.match(await ask(testConnection, { requestId: name, name }), /\*\*\*/, name);
  assert.match(await ask(doctor, { requestId: "d" }), /\*\*\*/);

  told.push({ name: "notifications", text: JSON.stringify([...seen.runs, seen.changes, seen.view]) });
  // Data that a query asks for is data.
  const literal = `'${SECRET.replaceAll("'", "''")}'`;
  const asked = await client.request(executeSql, {
    ...sql,
    source: { ...source, text: `SELECT ${literal}` },
  });
  assert.equal(asked[0]?.rows[0]?.[0], SECRET);

  client.close();
  editor.close();
  daemon.child.kill("SIGTERM");
  await daemon.ended;
  assertTellsNothing([...told, ...stateFiles(folder), { name: "daemon.log", text: daemon.log() }]);
});
