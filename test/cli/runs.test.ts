import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { CLI_WORKSPACE, cliFolder, cliInProcess, type Json, widest } from "../helpers/cli.ts";

const folder = cliFolder(CLI_WORKSPACE);
const { run, json } = cliInProcess(folder);

async function rows(statement: string): Promise<Json> {
  const { document } = await json(["sql", statement]);
  return document.results[0].rows;
}

/** The `letters` of a day, in order: what ran, and with which parameters. */
async function letters(day: string): Promise<string> {
  const found = await rows(
    `SELECT letter || ' ' || word || ' ' || times FROM letters WHERE day = '${day}' ORDER BY ctid`,
  );
  await run(["sql", `DELETE FROM letters WHERE day = '${day}'`]);
  return found.flat().join(", ");
}

test("run: without a date the latest interval of the DAG's life, with the defaults of its parameters", async () => {
  const { code, document } = await json("run letters");
  assert.equal(code, 0);
  const [only] = document.runs;
  assert.equal(document.dag, "letters");
  assert.equal(document.runs.length, 1);
  assert.deepEqual(only.interval, { start: "2026-01-31T00:00:00.000Z", end: "2026-02-01T00:00:00.000Z" });
  assert.deepEqual([only.state, only.kind, only.plan.action], ["success", "manual", "create"]);
  assert.deepEqual(only.params, { word: "none", times: 1, ratio: 0.5, loud: false, size: "small" });
  assert.deepEqual(
    only.tasks.map(({ taskId }: Json) => taskId),
    ["first", "middle.b", "middle.c", "last"],
  );
  assert.deepEqual(
    only.tasks.at(-1).checks.map(({ name, outcome }: Json) => [name, outcome]),
    [["the day has a d", "pass"]],
  );
  assert.equal(await letters("2026-01-31"), "a none 1, b none 1, c none 1, d none 1");
});

for (const [selection, expected] of [
  ["first", "a"],
  ["+middle.b", "a b"],
  ["middle.c+", "c d"],
  ["+middle.c+", "a b c d"],
  ["middle", "b c"],
  ["middle+", "b c d"],
  ["middle.c, middle.b", "b c"],
] as const) {
  test(`run --task "${selection}" runs ${expected}`, async () => {
    const { code } = await run(["run", "letters", "--date", "2026-01-20", "--task", selection]);
    assert.equal(code, 0);
    const ran = await letters("2026-01-20");
    assert.equal(ran.replaceAll(/ none 1,?/g, ""), expected);
  });
}

test("run: parameters of every type; the same interval again takes the new ones", async () => {
  const params = ["--param", "word=hi=there", "times=3", "ratio=1e-3", "loud=true", "size=large"];
  const first = await json(["run", "letters", "--date", "2026-01-02", ...params]);
  assert.deepEqual(first.document.runs[0].params, {
    word: "hi=there",
    times: 3,
    ratio: 0.001,
    loud: true,
    size: "large",
  });
  assert.equal(await letters("2026-01-02"), "a hi=there 3, b hi=there 3, c hi=there 3, d hi=there 3");
  const again = await json("run letters --date 2026-01-02 --param word=again --param times=4");
  assert.equal(again.document.runs[0].plan.action, "rerun");
  assert.equal(await letters("2026-01-02"), "a again 4, b again 4, c again 4, d again 4");
  assert.equal(again.document.runs[0].tasks[0].tryNumber, 2);
  assert.equal(again.document.runs[0].tasks[0].loads.length, 1, "of the last try alone");
});

test("run: an interval of one's own, also where a shorter one ran before", async () => {
  await run("run letters --date 2026-01-05");
  const { document } = await json("run letters --start 2026-01-05 --end 2026-01-08");
  assert.equal(document.runs.length, 1);
  assert.equal(document.runs[0].interval.end, "2026-01-08T00:00:00.000Z");
  const { stdout } = await run("status letters --date 2026-01-05");
  assert.match(stdout, /^letters 2026-01-05 \+3d {2}✓ success/);
  const odd = await run("run letters --start 2026-01-09T06:00 --end 2026-01-09T06:30 --task first");
  assert.match(odd.stdout, /letters 2026-01-09 06:00 \+30m running/);
  const found = await run("status letters --date 2026-01-09T06:00");
  assert.match(found.stdout, /^letters 2026-01-09 06:00 \+30m/);
});

test("backfill: policies, a failing task, and what to do about it", async () => {
  const range = "--from 2026-01-01 --to 2026-01-05";
  const first = await run(`backfill third_day ${range} --max-active-runs 1`);
  assert.equal(first.code, 1);
  const starts = [...first.stdout.matchAll(/(2026-01-0\d) (running|success|failed)/g)];
  const oneByOne = [1, 2, 3, 4, 5].flatMap((day) => [
    `2026-01-0${day} running`,
    `2026-01-0${day} ${day === 3 ? "failed" : "success"}`,
  ]);
  assert.deepEqual(
    starts.map(([text]) => text),
    oneByOne,
  );
  assert.ok(
    first.stdout.endsWith(`
✗ divide  2026-01-03
  division by zero (SQLSTATE 22012).

${first.stdout.match(/^✗ third_day .*$/m)?.[0]}

Next:
  millrace logs third_day divide --date 2026-01-03
  millrace retry b1
`),
    first.stdout,
  );
  assert.match(first.stdout, /^✗ third_day {2}5 runs in .*: 4 success, 1 failed$/m);

  const missing = await run(`backfill third_day ${range}`);
  assert.equal(missing.code, 0);
  assert.equal(
    missing.stdout,
    `4 of 5 runs left out: succeeded before
1 of 5 runs left out: its run failed (policy failed would retry it)
Nothing to run. --policy failed runs again what failed, --policy all runs every interval anew.
`,
  );
  const early = await run("backfill third_day --from 2999-01-01 --to 2999-01-02");
  assert.deepEqual(
    [early.code, early.stdout],
    [
      0,
      `2 of 2 runs left out: not ended yet
Nothing to run yet. \`millrace run\` runs an interval before its end.
`,
    ],
  );
  const nothing = await json(`backfill third_day ${range}`);
  assert.equal(nothing.code, 0);
  assert.deepEqual(
    nothing.document.runs.map(({ state, plan }: Json) => `${state} ${plan.action}`),
    ["success skip", "success skip", "failed skip", "success skip", "success skip"],
  );

  await run(["sql", "CREATE TABLE mended ()"]);
  const failed = await json(`backfill third_day ${range} --policy failed`);
  assert.equal(failed.code, 0);
  assert.deepEqual(
    failed.document.runs.map(({ plan }: Json) => plan.action),
    ["skip", "skip", "resume", "skip", "skip"],
  );
  assert.deepEqual(
    failed.document.runs[2].tasks.map(({ state, tryNumber }: Json) => [state, tryNumber]),
    [
      ["success", 2],
      ["success", 1],
    ],
  );
  const all = await json(`backfill third_day ${range} --policy all --task divide`);
  assert.deepEqual(
    all.document.runs.map(
      ({ plan, tasks }: Json) => `${plan.action} ${tasks[0].tryNumber} ${tasks[1].tryNumber}`,
    ),
    ["rerun 2 1", "rerun 2 1", "rerun 3 1", "rerun 2 1", "rerun 2 1"],
  );
});

test("backfill: runs that go on keep their parameters, and it says so", async () => {
  await run("run letters --date 2026-01-12 --task first --param word=old");
  const backfill = "backfill letters --from 2026-01-12 --to 2026-01-13";
  const note = /^1 of 2 runs goes on with the parameters it had; --policy all gives it the new ones$/m;
  assert.match((await run(`${backfill} --param word=new --dry-run`)).stdout, note);
  assert.doesNotMatch((await run(`${backfill} --dry-run`)).stdout, /parameters/);
  const { code, stdout } = await run(`${backfill} --param word=new`);
  assert.equal(code, 0);
  assert.match(stdout, note);
  assert.equal(await letters("2026-01-12"), "a old 1, b old 1, c old 1, d old 1");
  assert.equal(await letters("2026-01-13"), "a new 1, b new 1, c new 1, d new 1");
});

test("retries: each try has a log, and the history knows them", async () => {
  const { code, stdout } = await run("run retries --date 2026-01-01");
  assert.equal(code, 0);
  assert.match(stdout, /third_time up_for_retry .*not yet, says try 2 \(tried again in 50 ms\)/);
  const last = await run("logs retries third_time");
  assert.match(last.stdout, /^\S+Z try 3 of third_time \(runTask\) in retries__manual__2026-01-01/);
  assert.match(last.stdout, /this is try 3\n\S+ success\n$/);
  const first = await json("logs retries third_time --try 1");
  assert.match(first.document.lines.at(-1), /failed: not yet, says try 1/);
  assert.equal(first.document.tryNumber, 1);
  const none = await json("logs retries third_time --try 4");
  assert.equal(none.code, 2);
  assert.match(none.document.error.next, /It had 3 tries/);
  const unknown = await json("logs retries thirdtime");
  assert.match(unknown.document.error.message, /no task "thirdtime"\. Did you mean "third_time"/);
});

test("executionTimeout ends the query in the server too", async () => {
  const { code, stdout } = await run("run too_slow --date 2026-01-01");
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^✗ sleep .*\n {2}sleep ran longer than its executionTimeout of 1\.0 s\.\n {2}trouble\.dag\.ts:\d+:3\n/m,
  );
  const active = await rows(
    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(300)%' AND pid <> pg_backend_pid()",
  );
  assert.deepEqual(active, [["0"]]);
});

test("a sensor waits for a file that comes later", async () => {
  let isOver = false;
  const waiting = run("run late_file --date 2026-01-01").finally(() => {
    isOver = true;
  });
  const isWaiting = async (): Promise<boolean> =>
    (await json("status late_file --last")).document.tasks?.[0].state === "up_for_reschedule";
  while (!isOver && !(await isWaiting())) await new Promise((resolve) => setTimeout(resolve, 20));
  await mkdir(path.join(folder.path, "data/late"));
  await writeFile(path.join(folder.path, "data/late/2026-01-01.json"), "{}");
  const { code, stdout } = await waiting;
  assert.equal(code, 0);
  assert.match(
    stdout,
    /ready up_for_reschedule 0 of 1 key there; missing: late\/2026-01-01\.json \(looks again in/,
  );
  assert.match(stdout, /after success/);
  const log = await run("logs late_file ready");
  assert.match(log.stdout, /poke 1: 0 of 1 key there[\s\S]*poke \d+: 1 of 1 key there/);
});

test("a sensor that waits in vain and is to skip: what follows is skipped, and the run is a success", async () => {
  const { code, document } = await json("run no_file --date 2026-01-01");
  assert.equal(code, 0);
  assert.equal(document.runs[0].state, "success");
  assert.deepEqual(
    document.runs[0].tasks.map(({ taskId, state }: Json) => `${taskId} ${state}`),
    ["ready skipped", "after skipped"],
  );
  const { stdout } = await run("status no_file --last");
  assert.match(
    stdout,
    /\n» ready: Waited 300 ms in vain: 0 of 1 key there.*\n» after: all_success: ready is skipped\n$/,
  );
  const log = await json("logs no_file after");
  assert.match(
    log.document.error.message,
    /after has no log in the run of 2026-01-01, because it never started/,
  );
});

test("a lake whose folder is not there fails the task, and names the folder", async () => {
  const { code, stdout } = await run("run no_lake --date 2026-01-01");
  assert.equal(code, 1);
  assert.match(
    stdout,
    /✗ ready {2}2026-01-01\n {2}The folder \S+no\/such\/folder of the lake "nowhere" does not\s+exist\./,
  );
  assert.match(stdout, /Create the folder, or correct the connection's path\./);
});

test("records that cannot be loaded: file, line, column and value are told, and the rejects are kept", async () => {
  const { code, document } = await json("run staging --date 2026-01-01");
  assert.equal(code, 1);
  const [task] = document.runs[0].tasks;
  assert.match(
    task.error.message,
    /^events\/2026-01-01\.json line 2: name: "far too long" has 12 characters, too many for character varying\(5\)\. 3 of 4 records were rejected/,
  );
  assert.match(task.error.next, /millrace\.rejects/);
  const { stdout } = await run("logs staging events");
  assert.match(stdout, /rejected: events\/2026-01-01\.json line 3: id: "x" is not an integer/);
  assert.match(stdout, /rejected: events\/2026-01-01\.json line 4: invalid JSON at column 19/);
  assert.deepEqual(await rows("SELECT line, column_name, value FROM millrace.rejects ORDER BY line"), [
    ["2", "name", '"far too long"'],
    ["3", "id", '"x"'],
    ["4", null, null],
  ]);
  const none = await run("run staging --date 2026-01-02");
  assert.match(none.stdout, /No object of the lake "lake" matches "events\/2026-01-02\.json"\./);
});

test("status: of all DAGs, of one, and of a run, in 80 columns and more", async () => {
  for (const width of [80, 120]) {
    const all = await run("status", { width });
    assert.match(all.stdout, /^letters +@daily +4 +\d+ +2026-01-31 +✓ success +letters\.dag\.ts:7$/m);
    assert.match(all.stdout, /^by_hand +by hand +1 +0 +never ran +trouble\.dag\.ts:\d+$/m);
    const one = await run("status third_day --limit 2", { width });
    assert.match(one.stdout, /^2026-01-05 +✓ success +2\/2 +0 +backfill /m);
    assert.match(one.stdout, /^the latest 2 of 5 runs$/m);
    const single = await run("status letters --date 2026-01-31", { width });
    assert.match(single.stdout, /^middle\.b +✓ success +\S+ m?s +letters +1 +1 +\d+$/m);
    assert.match(single.stdout, /^✓ the day has a d {2}true, expected true$/m);
    for (const { stdout } of [all, one, single]) assert.ok(widest(stdout) <= width, stdout);
  }
  const { document } = await json("status third_day --limit 2");
  assert.deepEqual(
    [document.dag, document.runner, document.runs.length, document.runs[0].interval.start],
    ["third_day", null, 2, "2026-01-05T00:00:00.000Z"],
  );
  assert.deepEqual((await json("status")).document, (await json("list")).document);
});

test("status counts the rows of a run's last tries, however often it ran", async () => {
  await run("run letters --date 2026-01-25");
  await run("run letters --date 2026-01-25 --task middle");
  const { stdout } = await run("status letters --limit 30");
  assert.match(stdout, /^2026-01-25 +✓ success +4\/4 +4 +manual/m);
  assert.match((await run("status letters --last")).stdout, /^middle\.b +✓ success +2 /m);
});

test("tables: rows, and what loaded them last", async () => {
  const { stdout } = await run("tables", { width: 80 });
  assert.match(stdout, /^table +rows +last loaded by +at \(UTC\) +inserted\n─/);
  assert.match(stdout, /^letters +\d+ +letters · \S+ +\d{4}-\d\d-\d\d \d\d:\d\d +1$/m);
  assert.ok(widest(stdout) <= 80);
  const { code, document } = await json("tables");
  assert.equal(code, 0);
  assert.equal(document.connection, "warehouse");
  const mended = document.tables.find(({ table }: Json) => table === "mended");
  assert.deepEqual(mended, { schema: "public", table: "mended", rows: 0, lastLoad: null });
});
