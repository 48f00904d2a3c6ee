import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { cliFolder, cliInProcess, type Json, widest } from "../helpers/cli.ts";

const WORKSPACE = "test/fixtures/cli/targets";

describe("doctor", () => {
  const folder = cliFolder(WORKSPACE);
  const { run, json } = cliInProcess(folder);
  const found = async (words: string, name: string): Promise<readonly string[]> =>
    (await json(words)).document.findings
      .filter((finding: Json) => finding.name === name)
      .map(({ health, text }: Json) => `${health}: ${text}`);

  test("looks at machine and workspace, and is well where all is", async () => {
    await json("run days --date 2026-01-01 --target dev");
    const { code, stdout } = await run("doctor --target dev", { width: 80 });
    assert.ok(widest(stdout) <= 80, stdout);
    const names = stdout.split("\n").flatMap((line) => /^[✓!✗»] (\S.*?) {2}/.exec(line)?.[1] ?? []);
    assert.deepEqual(
      [...new Set(names)],
      [
        ...["Node.js", "embedded Postgres", "disk space", "state folder", "millrace.json", "editor"],
        ...["DAG files", "run history", "runner", ".env", "secrets", "connections", "staging"],
      ],
    );
    assert.match(stdout, /^target dev\n\n✓ Node\.js /);
    // Its database is never made.
    assert.match(stdout, /\n✗ connections +never_made fails at the step "database": /);
    assert.equal(code, 1);
    assert.match(stdout, /\n1 problem(, 1 warning)?\n$/);
  });

  test("looks at the connections of the target alone", async () => {
    const names = async (words: string): Promise<readonly string[]> =>
      (await found(words, "connections")).map((line) => line.split(" ")[1] ?? "");
    assert.deepEqual(await names("doctor"), ["warehouse", "lake", "never_made"]);
    assert.deepEqual(await names("doctor --target prod"), [
      "lake",
      "prod_warehouse",
      "never_made",
      "old_days",
    ]);
    assert.deepEqual(await names("doctor --target dev"), ["warehouse", "lake", "never_made", "old_days"]);
  });

  test("finds what ended runs have left in the warehouse, and drops it with --fix", async () => {
    await run([
      "sql",
      "CREATE SCHEMA millrace_run_0123456789abcdef; CREATE SCHEMA millrace_run_mine",
      "--target",
      "dev",
    ]);
    await run(["sql", "DROP TABLE days; CREATE TABLE days (day integer)", "--target", "dev"]);
    const failed = await json("run days --date 2026-01-02 --target dev");
    assert.equal(failed.document.runs[0].state, "failed");
    const left = ["warning: 1 staging schema of ended runs in warehouse: millrace_run_0123456789abcdef"];
    assert.deepEqual(await found("doctor --target dev", "staging"), left);
    assert.deepEqual(await found("doctor --target dev --fix", "staging"), [
      "ok: 1 staging schema of ended runs dropped from warehouse",
    ]);
    assert.deepEqual(await found("doctor --target dev", "staging"), ["ok: nothing is left over from runs"]);
    const schemas = "SELECT nspname FROM pg_namespace WHERE nspname ~ 'millrace_run_' ORDER BY 1";
    const { document } = await json(["sql", schemas, "--target", "dev"]);
    assert.deepEqual(document.results[0].rows.flat(), ["millrace_run_mine"]);
  });

  test("leaves the staging of a run that can be resumed, also on another target of the same warehouse", async () => {
    const agreed = cliInProcess(folder);
    await agreed.json(["sql", "CREATE TABLE days (day integer)", "--target", "prod", "--yes"]);
    const { document } = await agreed.json("run days --date 2026-01-01 --target prod --yes");
    const { runSchemaName } = await import("../../runner/engine/run-schema.ts");
    const schema = runSchemaName(document.runs[0].runId);
    await agreed.json(["sql", `CREATE SCHEMA IF NOT EXISTS ${schema}`, "--target", "prod", "--yes"]);
    for (const target of ["prod", "look"])
      assert.deepEqual(await found(`doctor --target ${target}`, "staging"), [
        "ok: nothing is left over from runs",
      ]);
  });

  test("tells of mistakes in millrace.json, and still looks at everything", async () => {
    await writeFile(path.join(folder.path, "millrace.json"), '{ "paralelism": 4, "target": "dev" }');
    const broken = cliInProcess(folder);
    const { code, document } = await broken.json("doctor");
    assert.equal(code, 1);
    assert.equal(document.ok, false);
    const health = (name: string): readonly string[] =>
      document.findings.filter((one: Json) => one.name === name).map((one: Json) => one.health);
    assert.deepEqual(health("millrace.json"), ["problem"]);
    assert.deepEqual(health("run history"), ["skipped"], "its target cannot be known");
    assert.deepEqual(health("disk space"), ["ok"]);
  });
});

describe("doctor, in a folder that is no workspace", () => {
  const folder = cliFolder();
  const { json } = cliInProcess(folder);

  test("looks at the machine, and leaves nothing there", async () => {
    const { code, document } = await json("doctor");
    assert.equal(code, 0);
    assert.deepEqual(
      document.findings.map(({ name, health }: Json) => `${name} ${health}`),
      ["Node.js ok", "embedded Postgres ok", "disk space ok", "workspace warning"],
    );
    assert.deepEqual(await readdir(folder.path), []);
  });
});
