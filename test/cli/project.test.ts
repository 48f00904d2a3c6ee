import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { taskLogFile } from "../../runner/task-log-file.ts";
import { CLI_WORKSPACE, cliFolder, cliInProcess, type Json, widest } from "../helpers/cli.ts";

describe("a workspace without problems", () => {
  const { run, json } = cliInProcess(cliFolder(CLI_WORKSPACE));

  test("validate says what there is", async () => {
    const { code, stdout } = await run("validate");
    assert.deepEqual([code, stdout], [0, "ok 11 DAGs with 19 tasks\n"]);
    const { document } = await json("validate");
    assert.deepEqual([document.ok, document.problems, document.dags.length], [true, [], 11]);
  });

  test("list, before anything ran", async () => {
    const { code, stdout } = await run("list", { width: 80 });
    assert.equal(code, 0);
    assert.match(stdout, /^dag +schedule +tasks +runs +last interval +state +file\n─/);
    assert.match(stdout, /^letters +@daily +4 +0 +never ran +letters\.dag\.ts:7$/m);
    assert.ok(widest(stdout) <= 80);
    const { document } = await json("list");
    const [letters] = document.dags;
    assert.deepEqual(
      [letters.id, letters.schedule, letters.timezone, letters.runs, letters.lastRun],
      ["letters", "@daily", "UTC", null, null],
    );
    assert.deepEqual(letters.tasks[2], { id: "middle.c", operator: "runSql", upstream: ["middle.b"] });
    assert.deepEqual([document.broken, document.problems], [[], []]);
  });

  test("graph: Mermaid, a drawing for the terminal, and data", async () => {
    const mermaid = await run("graph letters");
    assert.equal(mermaid.code, 0);
    assert.equal(
      mermaid.stdout,
      `flowchart LR
  t0["first"]
  t3["last"]
  subgraph g0["middle"]
    t1["b"]
    t2["c"]
  end
  t0 --> t1
  t1 --> t2
  t2 --> t3
`,
    );
    const text = await run("graph letters --text");
    assert.match(text.stdout, /^letters · @daily · 4 tasks\n\n● first +runSql\n/);
    const { document } = await json("graph letters");
    assert.equal(document.mermaid, mermaid.stdout);
    assert.deepEqual([document.dag, document.tasks.length, document.groups[0].id], ["letters", 4, "middle"]);
  });
});

describe("a workspace with problems", () => {
  const folder = cliFolder("test/fixtures/cli/broken");
  const { run, json, session } = cliInProcess(folder);

  test("validate shows each with its place and what to do, and fails", async () => {
    const { code, stdout } = await run("validate", { width: 80 });
    assert.equal(code, 1);
    assert.ok(
      stdout.startsWith(`error mixed.dag.ts:3:1 schedule: there is no preset "@dayly". Did you mean "@daily"?
  3 │ dag({ id: "broken", schedule: "@dayly", startDate: "2026-01-01" }, () => {
    │ ^
  The presets are `),
      stdout,
    );
    assert.ok(stdout.endsWith("\n3 errors in 1 file\n"), stdout);
    const { document, code: jsonCode } = await json("validate");
    assert.equal(jsonCode, 1);
    assert.deepEqual([document.ok, document.dags], [false, ["fine"]]);
    assert.deepEqual(
      document.problems.map(({ code, position }: Json) => `${code} ${position.line}`),
      ["bad-schedule 3", "missing-sql-file 4", "unknown-upstream 4"],
    );
  });

  test("list shows the DAG that has them, and goes on", async () => {
    const { code, stdout } = await run("list");
    assert.equal(code, 0);
    assert.match(stdout, /^fine +@daily +1 +0 +never ran +mixed\.dag\.ts:7$/m);
    assert.match(stdout, /^broken +has problems +mixed\.dag\.ts$/m);
    assert.match(stdout, /\n3 errors in 1 file: `millrace validate` shows them\n$/);
    assert.deepEqual((await json("list")).document.broken, ["broken"]);
  });

  test("the DAG that has them cannot run, and the place of the first is told", async () => {
    for (const command of [
      "run broken",
      "graph broken",
      "backfill broken --from 2026-01-01 --to 2026-01-02",
    ]) {
      const { code, document } = await json(command);
      assert.equal(code, 2, command);
      assert.equal(document.error.code, "broken-dag");
      assert.match(
        document.error.message,
        /The DAG broken has 3 problems and cannot run: schedule: there is no/,
      );
      assert.deepEqual(document.error.position, { file: "mixed.dag.ts", line: 3, column: 1 });
    }
  });

  test("runs of a DAG that has them, or is gone, can be looked at", async () => {
    const state = path.join(folder.path, ".millrace");
    const interval = { start: "2026-01-01T23:00:00.000Z", end: "2026-01-02T23:00:00.000Z" };
    for (const dagId of ["broken", "gone"]) {
      const at = { at: 1, runId: dagId };
      const tasks = ["zebra", "ant", "bee"];
      session()
        .history()
        .append([
          { ...at, type: "run.created", dagId, kind: "manual", interval, params: {}, taskIds: tasks },
          { ...at, type: "run.started" },
          { ...at, type: "task.started", taskId: "zebra", tryNumber: 1, tryId: `${dagId}1` },
          { ...at, type: "task.succeeded", taskId: "zebra", loads: [], checks: [] },
          { ...at, at: 2, type: "task.started", taskId: "bee", tryNumber: 1, tryId: `${dagId}2` },
          { ...at, at: 2, type: "run.finished", state: "cancelled" },
        ]);
      const log = path.join(state, taskLogFile(dagId, dagId, "bee", 1));
      await mkdir(path.dirname(log), { recursive: true });
      await writeFile(log, "this is its log\n");

      const why =
        dagId === "broken"
          ? "broken has problems now (`millrace validate` shows them): this is its history, in UTC.\n"
          : "gone is in no DAG file now (`millrace validate` tells of problems): this is its history, in UTC.\n";
      const runs = await run(`status ${dagId}`);
      assert.ok(runs.stdout.startsWith(`${why}\ninterval `), runs.stdout);
      assert.match(runs.stdout, /■ cancelled +1\/3 /);
      for (const which of ["--last", "--date 2026-01-02", "--date 2026-01-01T23:00Z"]) {
        const one = await run(`status ${dagId} ${which}`);
        assert.ok(one.stdout.startsWith(`${why}\n${dagId} 2026-01-01 23:00 +1d`), one.stdout);
        assert.deepEqual(one.stdout.match(/^(zebra|ant|bee)/gm), ["zebra", "bee", "ant"]);
      }
      const logs = await run(`logs ${dagId} bee`);
      assert.deepEqual([logs.code, logs.stdout, logs.stderr], [0, "this is its log\n", why]);
      const { document } = await json(`status ${dagId} --date 2026-01-04`);
      assert.equal(document.error.code, "no-run");
    }
    assert.equal((await json("status never")).document.error.code, "unknown-dag");
  });

  test("the other DAGs run", async () => {
    const { code, document } = await json("run fine --date 2026-01-01");
    assert.deepEqual([code, document.runs[0].state], [0, "success"]);
  });
});

for (const [what, text, code, position, message] of [
  [
    "an unknown type",
    '{ "connections": {\n  "warehouse": { "type": "embeded" } } }',
    "bad-setting",
    [2, 18],
    /"embeded"/,
  ],
  ["an unknown setting", '{\n  "paralelism": 3\n}', "unknown-setting", [2, 3], /Did you mean "parallelism"/],
  ["no JSON", '{ "connections": {', "syntax-error", [1, 19], /is expected here, not the end of the file/],
] as const) {
  describe(`millrace.json with ${what}`, () => {
    const folder = cliFolder("test/fixtures/cli/broken");
    const { run, json } = cliInProcess(folder);

    test("is a located problem, with which nothing that needs a connection starts", async () => {
      await writeFile(path.join(folder.path, "millrace.json"), text);
      const validated = await json("validate");
      assert.equal(validated.code, 1);
      const [line, column] = position;
      const mistake = validated.document.problems.find(
        ({ position }: Json) => position.file === "millrace.json",
      );
      assert.deepEqual(mistake.position, { file: "millrace.json", line, column });
      assert.match(mistake.message, message);
      for (const command of ["run fine", "tables", "sql SELECT(1)"]) {
        const { code: exit, document } = await json(command);
        assert.equal(exit, 2, command);
        assert.equal(document.error.code, mistake.code);
        assert.deepEqual(document.error.position, mistake.position);
        assert.match(
          (await run(command)).stderr,
          new RegExp(`\\n {2}at millrace\\.json:${line}:${column}\\n`),
        );
      }
      assert.equal(mistake.code, code);
    });
  });
}

describe("a workspace whose DAG files define no DAG", () => {
  const [folder, broken] = [cliFolder(), cliFolder()];
  const { run, json } = cliInProcess(folder);

  test("is told which, and where", async () => {
    await writeFile(path.join(folder.path, "days.dag.ts"), "export const DAYS = [1, 2];\n");
    const validated = await run("validate");
    assert.equal(validated.code, 0);
    assert.match(validated.stdout, /^warning days\.dag\.ts:1:1 The file defines no DAG\./);
    assert.deepEqual((await json("validate")).document.problems[0].code, "no-dag");
    for (const command of ["list", "status"]) {
      const { code, stdout } = await run(command);
      assert.deepEqual(
        [code, stdout],
        [
          0,
          "No DAGs here yet. `millrace init --sample my-folder` makes an example workspace.\n\n1 warning in 1 file: `millrace validate` shows them\n",
        ],
      );
    }
  });

  test("not that there are none yet, when one cannot be read", async () => {
    await writeFile(path.join(broken.path, "shop.dag.ts"), "dag(\n");
    const { stdout } = await cliInProcess(broken).run("list");
    assert.match(stdout, /^No DAG could be read\.\n\n1 error in 1 file: /);
  });
});

describe("a folder that is no workspace", () => {
  const folder = cliFolder();
  const { run, json } = cliInProcess(folder);

  test("is told how to become one, and stays as it is", async () => {
    for (const command of ["list", "status", "validate"]) {
      const { code, stdout } = await run(command);
      assert.deepEqual(
        [code, stdout],
        [0, "No DAGs here yet. `millrace init --sample my-folder` makes an example workspace.\n"],
      );
    }
    for (const command of ["tables", "sql SELECT(1)"]) {
      const { code, document } = await json(command);
      assert.deepEqual([code, document.error.code], [2, "no-workspace"], command);
    }
    const unknown = await json("run x");
    assert.match(unknown.document.error.next, /`millrace init --sample` makes an example/);
    assert.deepEqual(await readdir(folder.path), []);
  });
});

describe("a folder that has a workspace in it", () => {
  const folder = cliFolder();
  const { run, json } = cliInProcess(folder);
  const dagFile = (id: string): string =>
    `import { dag, runSql } from "millrace";\ndag({ id: "${id}" }, () => { runSql("one", { sql: "SELECT 1" }); });\n`;

  test("leaves its DAGs alone, and says where they are", async () => {
    const inner = path.join(folder.path, "inner");
    await mkdir(inner);
    await writeFile(path.join(inner, "millrace.json"), "{}");
    await writeFile(path.join(inner, "shop.dag.ts"), dagFile("shop"));
    const tables = await json("tables");
    assert.deepEqual(
      [tables.code, tables.document.error.code, tables.document.error.next],
      [2, "no-workspace", "Its folder inner is one: change to it, or give `--workspace inner`."],
    );
    assert.match((await json("run shop")).document.error.message, /There is no DAG "shop"/);
    const { code, stdout } = await run("validate");
    assert.equal(code, 0);
    assert.match(stdout, /^warning inner\/millrace\.json:1:1 inner is a workspace of its own, /);
    await writeFile(path.join(folder.path, "own.dag.ts"), dagFile("own"));
    // The session above has read the folder already.
    const { document } = await cliInProcess(folder).json("list");
    assert.deepEqual(
      document.dags.map(({ id }: { id: string }) => id),
      ["own"],
    );
  });
});
