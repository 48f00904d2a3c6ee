import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { postgresWarehouse } from "../../runner/connections/postgres/postgres-warehouse.ts";
import { packageRoot } from "../../runner/package-root.ts";
import { cliFolder } from "../helpers/cli.ts";
import { debianBinaries } from "../postgres/binaries.ts";
import { makeAuthority } from "../postgres/certificates.ts";
import { type PostgresServer, startPostgres } from "../postgres/server.ts";
import { type BadConnection, CASES, HBA, USERS } from "./postgres-cases.ts";
import { told } from "./told.ts";

// What Millrace answers to connections that are wrong, word for word; after a wanted change, run this test with
// UPDATE_GOLDEN=1 and read the difference.
const GOLDEN = path.join(packageRoot(), "test", "bad-input", "postgres.golden.txt");

const folder = cliFolder();
const binaries = debianBinaries();

test("every way to get a postgres connection wrong is answered as the golden file says", {
  skip: binaries === undefined && "Debian's Postgres is not installed",
}, async (t) => {
  assert.ok(binaries);
  const authority = await makeAuthority(folder.path, "authority");
  await makeAuthority(folder.path, "other");
  const plain = await startPostgres({ binaries, hba: HBA });
  t.after(plain.stop);
  const tls = await authority.sign("server", "localhost", "DNS:localhost");
  const secure = await startPostgres({ binaries, hba: HBA, tls });
  t.after(secure.stop);
  const administration = postgresWarehouse({ name: "administration", ...plain.connection });
  for (const statement of USERS.split(";")) await administration.query(statement);
  await administration.close();

  let told = "# postgres connections\n";
  for (const [index, bad] of CASES.entries()) {
    const server = bad.tls ? secure : plain;
    const workspace = path.join(folder.path, String(index));
    await makeWorkspace(workspace, bad, server);
    const command = commandOf(bad);
    const { output: all, code } = await millrace(command, workspace, bad.env ?? {});
    const output = bad.task === undefined ? all : toldOfTask(all);
    assert.notEqual(code, 0, `${bad.name}: ${output}`);
    assert.doesNotMatch(output, /s3cret|known-by-few/, bad.name);
    const fields = JSON.stringify(bad.fields);
    const shown = steady(output, workspace, server.connection.port);
    told += `\n## ${bad.name}\n${fields} ${JSON.stringify(bad.env ?? {})}\n$ millrace ${command.join(" ")}\n${shown}(exit code ${code})\n`;
  }
  if (process.env["UPDATE_GOLDEN"]) writeFileSync(GOLDEN, told);
  assert.equal(told, readFileSync(GOLDEN, "utf8"));
});

function commandOf({ command, task }: BadConnection): readonly string[] {
  if (task !== undefined) return ["run", "load", "--date", "2026-11-01"];
  return command ?? ["connections", "test", "warehouse"];
}

/** At the end of a run, without its times. */
function toldOfTask(output: string): string {
  const told = /^✗ load .*\n([\s\S]*?)\n\n✗/m.exec(output)?.[1];
  assert.ok(told !== undefined, output);
  return `${told}\n`;
}

async function makeWorkspace(
  workspace: string,
  { fields, task }: BadConnection,
  server: PostgresServer,
): Promise<void> {
  const { host, port } = server.connection;
  const right = { type: "postgres", host, port, user: "loader", database: "postgres" };
  const all = { ...right, password: { env: "SHOP_PASSWORD" }, ...fields };
  const connection = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
  await mkdir(workspace);
  await writeFile(
    path.join(workspace, "millrace.json"),
    JSON.stringify({ connections: { warehouse: connection } }, null, 2),
  );
  if (task !== undefined) {
    const imports = 'import { dag, loadFact, stageFromS3 } from "millrace";';
    const text = `${imports}\ndag({ id: "load" }, () => {\n  ${task};\n});\n`;
    await writeFile(path.join(workspace, "load.dag.ts"), text);
    await writeFile(path.join(workspace, "load.json"), '{"name":"me","amount":1000}\n');
  }
  await writeFile(path.join(workspace, "open-passwords"), "*:*:*:*:known-by-few\n", { mode: 0o644 });
  for (const name of ["authority.crt", "other.crt"])
    if (fields["sslrootcert"] === name)
      await copyFile(path.join(workspace, "..", name), path.join(workspace, name));
}

/** What differs from run to run, and from machine to machine. */
function steady(output: string, workspace: string, port: number): string {
  return output
    .replaceAll(workspace, "/workspace")
    .replaceAll(String(port), "PORT")
    .replaceAll("EAI_AGAIN", "ENOTFOUND")
    .replace(/\(\d+(\.\d+)? m?s\)$/gm, "(1 ms)")
    .replace(/PostgreSQL \d[\d.]*/g, "PostgreSQL 15");
}

async function millrace(
  words: readonly string[],
  workspace: string,
  env: Readonly<Record<string, string>>,
): Promise<{ output: string; code: number }> {
  const all = { SHOP_PASSWORD: "known-by-few", HOME: workspace, ...env };
  return await told(words, workspace, { width: 1000, env: all });
}
