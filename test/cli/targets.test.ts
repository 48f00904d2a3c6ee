import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { cliFolder, cliInProcess, type Json } from "../helpers/cli.ts";

const WORKSPACE = "test/fixtures/cli/targets";

const DAYS = "SELECT day::text FROM days ORDER BY day";

describe("targets", () => {
  const folder = cliFolder(WORKSPACE);
  const { run, json, session } = cliInProcess(folder);
  const daysOn = async (target: string): Promise<unknown> =>
    (await json(["sql", DAYS, "--target", target])).document.results[0].rows.flat();

  test("the same DAG on two of them: tables, histories, locks and logs are apart", async () => {
    const agreed = cliInProcess(folder);
    for (const date of ["2026-01-01", "2026-01-02"])
      assert.equal((await json(`run days --date ${date} --target dev`)).code, 0);
    const backfill = "backfill days --from 2026-01-01 --to 2026-01-01 --target prod --yes";
    assert.deepEqual((await agreed.json(backfill)).document.runs.length, 1);

    assert.deepEqual(await daysOn("dev"), ["2026-01-01", "2026-01-02"]);
    assert.deepEqual(await daysOn("prod"), ["2026-01-01"]);
    assert.deepEqual(await daysOn("look"), ["2026-01-01"], "the same warehouse as prod's");
    const runsOn = async (target: string): Promise<unknown> =>
      (await json(`status days --target ${target}`)).document.runs.map(
        ({ kind, interval }: Json) => `${kind} ${interval.start.slice(0, 10)}`,
      );
    assert.deepEqual(await runsOn("dev"), ["manual 2026-01-02", "manual 2026-01-01"]);
    assert.deepEqual(await runsOn("prod"), ["backfill 2026-01-01"]);
    assert.deepEqual(await runsOn("look"), []);

    for (const target of ["dev", "prod"]) {
      const state = path.join(folder.path, ".millrace", "targets", target);
      assert.ok(existsSync(path.join(state, "history.db")));
      const log = await json(`logs days add --date 2026-01-01 --target ${target}`);
      assert.ok(log.document.file.startsWith(path.join(state, "logs")), log.document.file);
      assert.equal(await readFile(log.document.file, "utf8"), `${log.document.lines.join("\n")}\n`);
    }
    assert.equal(existsSync(path.join(folder.path, ".millrace", "history.db")), false);
  });

  test("the option may stand before and after the command, and goes before the variable", async () => {
    const env = { MILLRACE_TARGET: "dev" };
    const chosen = async (words: string): Promise<string> =>
      JSON.parse((await run(`${words} --json`, { env })).stdout).target;
    assert.equal(await chosen("list"), "dev");
    assert.equal(await chosen("list --target look"), "look");
    assert.equal(await chosen("--target look list"), "look");
    const empty = await run("list --json", { env: { MILLRACE_TARGET: "" } });
    assert.equal(JSON.parse(empty.stdout).target, null);
  });

  test("sql says on a terminal which one it asks, before it does; what reads a pipe gets the rows alone", async () => {
    const line = "target prod, production · The numbers that people see\n\n";
    const sql = ["sql", "SELECT 1 AS one", "--target", "prod"];
    const shown = await run(sql, { isTTY: true });
    assert.equal(shown.stdout, `${line}one\n───\n  1\n(1 row)\n`);
    const failed = await run(["sql", "SELECT nothing", "--target", "prod"], { isTTY: true });
    assert.deepEqual([failed.code, failed.stdout], [2, line]);
    assert.doesNotMatch((await run(sql)).stdout, /prod/);
    for (const format of ["csv", "json"])
      assert.doesNotMatch((await run([...sql, "--format", format], { isTTY: true })).stdout, /prod/);
    assert.doesNotMatch((await run(["sql", "SELECT 1 AS one"], { isTTY: true })).stdout, /target/);
  });

  test("check says on which one it looks, whatever it shows", async () => {
    for (const words of ["check", "check days --dry-run", "check days --history"]) {
      const { stdout } = await run(`${words} --target prod`);
      assert.match(stdout, /^target prod, production · The numbers that people see\n\n./, words);
    }
    assert.doesNotMatch((await run("check days --dry-run")).stdout, /target/);
    await json("check days --target prod");
  });

  test("one that is not there is an error that says where it came from", async () => {
    const option = await json("list --target pord");
    assert.deepEqual([option.code, option.document.error.code], [2, "unknown-target"]);
    assert.equal(option.document.error.message, '--target: there is no target "pord". Did you mean "prod"?');
    assert.equal(option.document.error.next, "The targets of millrace.json: dev, prod, look.");
    const variable = await run("tables", { env: { MILLRACE_TARGET: "proto" } });
    assert.match(variable.stderr, /^error MILLRACE_TARGET: there is no target "proto"\./);
    const builtin = await json("list --target constructor");
    assert.equal(builtin.document.error.code, "unknown-target");
    const path = await json("list --target ../../x");
    assert.equal(path.document.error.code, "unknown-target");
  });

  test("what is listed says which one it is of; production stands out", async () => {
    assert.match((await run("list --target dev")).stdout, /^target dev\n\ndag /);
    const prod = "target prod, production · The numbers that people see\n\n";
    assert.ok((await run("status days --target prod")).stdout.startsWith(prod));
    assert.ok((await run("status days --last --target prod")).stdout.startsWith(`${prod}days 2026-01-01`));
    assert.match((await run("list --target look")).stdout, /^target look · read-only\n\n/);
    assert.match((await run("list")).stdout, /^dag /);
  });

  test("a name that only targets know is one there, and nowhere else", async () => {
    const { document } = await json("validate");
    assert.deepEqual(
      document.problems.map(({ code, next }: Json) => [code, next]),
      [
        [
          "unknown-connection",
          'It stands for a connection on a target: choose dev or prod or look with --target, or as "target" in millrace.json.',
        ],
      ],
    );
    assert.equal((await json("validate --target dev")).document.ok, true);
    const waited = await json("run wait --date 2026-01-01 --target dev");
    assert.deepEqual([waited.code, waited.document.runs[0].state], [0, "success"]);
  });

  test("what is suggested names the target that was asked for", async () => {
    await run(["sql", "DROP TABLE days; CREATE TABLE days (day integer)", "--target", "dev"]);
    const failed = await run("run days --date 2026-01-05 --target dev");
    assert.match(failed.stdout, /\n {2}millrace .*logs days add --date 2026-01-05 --target dev\n/);
    const byVariable = await run("run days --date 2026-01-05", { env: { MILLRACE_TARGET: "dev" } });
    assert.match(byVariable.stdout, /logs days add --date 2026-01-05\n/);
  });

  test("a connection may be read-only by itself, on every target", async () => {
    const made = await json(["sql", "SELECT 1", "--connection", "never_made"]);
    assert.equal(made.document.error.code, "no-database", "nothing is made for it either");
    assert.equal(session().target, undefined);
  });

  test("such a connection is not asked what became of a task that is gone: nothing was ever loaded there", async () => {
    await json("list --target dev");
    const run = { at: 1, runId: "killed", dagId: "days" } as const;
    const interval = { start: "2026-01-20T00:00:00.000Z", end: "2026-01-21T00:00:00.000Z" };
    session({ name: "dev", by: "--target" })
      .history()
      .append([
        { ...run, type: "run.created", kind: "manual", interval, params: {}, taskIds: ["gone"] },
        { at: 1, runId: "killed", type: "run.started" },
        { at: 1, runId: "killed", type: "task.started", taskId: "gone", tryNumber: 1, tryId: "try" },
      ]);
    await json(["sql", "DROP TABLE IF EXISTS days", "--target", "dev"]);
    const { code, document } = await json("run days --date 2026-01-21 --target dev");
    assert.deepEqual([code, document.error], [0, undefined]);
    const killed = await json("status days --date 2026-01-20 --target dev");
    assert.equal(killed.document.state, "cancelled");
  });
});

describe("a target in a workspace that ran without one", () => {
  const folder = cliFolder(WORKSPACE);
  const hidden =
    "1 run made without a target is not shown: each target has a history of its own (millrace.json, line 9)\n";

  test("says where it has no run that there are others", async () => {
    const { run, json, session } = cliInProcess(folder);
    const interval = { start: "2026-01-20T00:00:00.000Z", end: "2026-01-21T00:00:00.000Z" };
    const commands = ["list", "status", "status days", "backfills"];
    for (const command of commands)
      assert.doesNotMatch((await run(`${command} --target dev`)).stdout, /not shown/, "there are none");
    assert.equal((await json("run days --date 2026-01-02 --target prod --yes")).code, 0);
    const made = { at: 1, runId: "a", dagId: "days", kind: "manual", interval, params: {} } as const;
    session()
      .history()
      .append([{ ...made, type: "run.created", taskIds: ["add"] }]);
    for (const command of commands) {
      const { stdout } = await run(`${command} --target dev`, { width: 120 });
      assert.ok(stdout.endsWith(`\n${hidden}`), stdout);
      for (const other of ["", "--target prod"])
        assert.doesNotMatch((await run(`${command} ${other}`.trim())).stdout, /not shown/);
    }
  });
});

describe("a target that millrace.json chooses", () => {
  const folder = cliFolder(WORKSPACE);

  test("is the one where nothing else is said, also when something else in the file is wrong", async () => {
    const file = path.join(folder.path, "millrace.json");
    const settings = JSON.parse(await readFile(file, "utf8"));
    await writeFile(file, JSON.stringify({ ...settings, target: "dev" }));
    assert.equal((await cliInProcess(folder).json("list")).document.target, "dev");
    assert.equal((await cliInProcess(folder).json("list --target prod")).document.target, "prod");

    await writeFile(file, JSON.stringify({ ...settings, target: "dev", paralelism: 3 }));
    const broken = cliInProcess(folder);
    assert.equal((await broken.json("list")).document.target, "dev");
    const refused = await broken.json("run days --date 2026-01-01");
    assert.equal(refused.document.error.code, "unknown-setting");
  });

  test("must be there: its mistake is told with its place, by whatever needs it", async () => {
    const file = path.join(folder.path, "millrace.json");
    await writeFile(file, '{\n  "target": "prd",\n  "targets": { "prod": {} }\n}');
    const { json } = cliInProcess(folder);
    const place = { file: "millrace.json", line: 2, column: 3 };
    const validated = await json("validate");
    assert.equal(validated.code, 1);
    const [mistake] = validated.document.problems;
    assert.deepEqual([mistake.code, mistake.position], ["unknown-target", place]);
    for (const command of ["list", "status days", "tables", "run days --date 2026-01-01"]) {
      const { code, document } = await json(command);
      assert.deepEqual([code, document.error?.code], [2, "unknown-target"], command);
      assert.deepEqual(document.error.position, place);
    }
    const other = await json("list --target prod");
    assert.equal(other.document.target, "prod", "another one can be asked for");
  });
});
