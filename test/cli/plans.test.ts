import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { cliFolder, cliInProcess, type Json, widest } from "../helpers/cli.ts";

const folder = cliFolder("test/fixtures/cli/plans");
const { run, json, session } = cliInProcess(folder);

const RANGE = "--from 2026-01-01 --to 2026-01-04";

/** Rows of a table for each day: `01:2 02:2`. */
async function rowsByDay(table: string): Promise<string> {
  const { document } = await json([
    "sql",
    `SELECT to_char(day, 'DD') || ':' || count(*) FROM ${table} GROUP BY day ORDER BY day`,
  ]);
  return document.results[0].rows.flat().join(" ");
}

/** What came of a command's runs: `2026-01-01 success resume first second`. */
function outcomes({ runs }: Json): readonly string[] {
  return runs.map(
    ({ interval, state, plan }: Json) => `${interval.start.slice(0, 10)} ${state} ${plan.action}`,
  );
}

/** The tries of each task of a run: `first 1, second 2`. */
function tries({ tasks }: Json): string {
  return tasks.map(({ taskId, tryNumber }: Json) => `${taskId} ${tryNumber}`).join(", ");
}

test("a dry run shows every interval, whether its files are there, and runs nothing", async () => {
  for (const width of [80, 120]) {
    const { code, stdout } = await run(`backfill visits ${RANGE} --dry-run`, { width });
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `interval    action  tasks  files         why
──────────  ──────  ─────  ────────────  ──────────
2026-01-01  new         7  1 (45 bytes)  no run yet
2026-01-02  new         7  1 (45 bytes)  no run yet
2026-01-03  new         7  missing       no run yet
2026-01-04  new         7  1 (45 bytes)  no run yet

! files missing for 1 run
  2026-01-03: in/2026-01-03.json
Every run reads pages/: 2 files, 31 bytes

4 runs: 4 new; files missing for 1
A dry run: nothing was done.
`,
    );
  }
  assert.deepEqual(session().history().runs({}), []);
  assert.deepEqual(session().history().backfills(), []);
});

test("a dry run as JSON: the plan with its facts", async () => {
  const { code, document } = await json(
    `backfill visits ${RANGE} --dry-run --order desc --except ready,pages`,
  );
  assert.equal(code, 0);
  assert.deepEqual(Object.keys(document), [
    "dag",
    "order",
    "taskIds",
    "runs",
    "sharedSources",
    "estimate",
    "notes",
  ]);
  assert.equal(document.order.order, "desc");
  assert.deepEqual(document.taskIds, ["stage", "append", "copy", "replace", "note"]);
  assert.deepEqual(document.runs[1], {
    runId: null,
    interval: { start: "2026-01-03T00:00:00.000Z", end: "2026-01-04T00:00:00.000Z" },
    state: "none",
    action: "create",
    reason: "no run yet",
    taskIds: ["stage", "append", "copy", "replace", "note"],
    sources: { state: "missing", files: 0, bytes: 0, missing: ["in/2026-01-03.json"] },
    usual: null,
    repeats: [],
    goneStaging: [],
  });
  assert.deepEqual([document.sharedSources, document.estimate, document.notes], [[], null, []]);
});

test("a lake that is not there is said once, and its files are unknown", async () => {
  const { code, stdout } = await run(`backfill no_lake ${RANGE} --dry-run`);
  assert.equal(code, 0);
  assert.match(stdout, /^2026-01-04 {2}new +ready {2}unknown /m);
  assert.equal(stdout.match(/does\s+not\s+exist/g)?.length, 1, stdout);
  assert.match(stdout, /^4 runs: 4 new; files unknown for 4$/m);
});

test("after a backfill: the usual time, what would be loaded twice, and the reasons", async () => {
  const first = await run(`backfill visits ${RANGE}`);
  assert.equal(first.code, 1);
  assert.ok(
    first.stdout.endsWith("Next:\n  millrace logs visits ready --date 2026-01-03\n  millrace retry b1\n"),
    first.stdout,
  );

  const { stdout } = await run("backfill visits --from 2026-01-01 --to 2026-01-05 --policy all --dry-run", {
    width: 120,
  });
  assert.match(
    stdout,
    /^2026-01-01 {2}✓ success {2}run again ! +7 {2}1 \(45 bytes\) {2}[\d.]+ m?s +runs again/m,
  );
  assert.match(stdout, /^2026-01-03 {2}✗ failed +run again +7 {2}missing /m);
  assert.match(
    stdout,
    /^! append: visits was loaded on \S+; another append would be refused\n {2}2026-01-01, 2026-01-02, 2026-01-04$/m,
  );
  assert.match(stdout, /^! copy: copies was loaded on \S+; its rows would be duplicated\n {2}2026-01-01, /m);
  assert.match(stdout, /^\? note was done on \S+; Millrace cannot tell what doing it again does$/m);
  assert.doesNotMatch(stdout, /replace:|daily/, "what replaces its rows can be repeated");
  assert.match(stdout, /^usual: the median of 3 whole runs$/m);
  assert.match(
    stdout.replaceAll("\n", " "),
    /5 runs: 1 new, 4 again; files missing for 1; 3 loads would duplicate rows; 3 loads would be refused; about \d+ s at 2 runs at a time/,
  );

  const { document } = await json(`backfill visits ${RANGE} --policy failed --dry-run`);
  assert.deepEqual(
    document.runs.map(({ action, reason, usual }: Json) => [action, reason, usual?.of ?? null]),
    [
      ["skip", "succeeded before", null],
      ["skip", "succeeded before", null],
      ["resume", "ready failed", "tasks"],
      ["skip", "succeeded before", null],
    ],
  );
  const part = await run(`backfill visits ${RANGE} --policy all --task replace --dry-run`);
  assert.doesNotMatch(part.stdout, /would|cannot tell/, "tasks that do not run load nothing twice");
});

test("rows are loaded twice only when somebody says so", async () => {
  const again = `backfill visits --from 2026-01-01 --to 2026-01-02 --policy all --task copy`;
  const pipe = await run(again);
  assert.equal(pipe.code, 2);
  assert.match(pipe.stdout, /^! copy: copies was loaded on \S+; its rows would be duplicated$/m);
  assert.match(
    pipe.stderr,
    /^error 2 loads would duplicate rows\. Nobody can be asked here, so nothing was done\.\n {2}Look at what --dry-run shows, then give --yes\.\n$/,
  );
  assert.equal((await json(again)).document.error.code, "needs-yes");
  const no = await run(again, { isTTY: true, input: "n\n" });
  assert.equal(no.code, 130);
  assert.ok(no.stdout.endsWith("2 loads would duplicate rows. Go on? [y/N] Nothing was done.\n"), no.stdout);
  assert.equal(await rowsByDay("copies"), "01:2 02:2 04:2");
});

test("loads that would be refused, or that replace their rows, are not asked about", async () => {
  const { code, stdout } = await run(
    "backfill visits --from 2026-01-01 --to 2026-01-01 --policy all --task +append,+replace",
  );
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^! append: visits was loaded on \S+; another append would be refused\n {2}2026-01-01\n/,
  );
  assert.match(stdout, /append failed .*visits was already loaded/);
  assert.deepEqual(
    [await rowsByDay("visits"), await rowsByDay("daily")],
    ["01:2 02:2 04:2", "01:2 02:2 04:2"],
  );
});

test("retry: a backfill's failed run goes on where it failed, once the reason is gone", async () => {
  const preview = await run("retry b1 --dry-run");
  assert.equal(preview.code, 0);
  assert.match(preview.stdout, /^2026-01-03 +✗ failed +resume +\d of 7 +missing /m);
  await writeFile(path.join(folder.path, "data/in/2026-01-03.json"), '{"id":3,"page":"/"}\n');
  const { code, stdout } = await run("retry b1");
  assert.equal(code, 0);
  assert.match(stdout, /^interval +state +action +tasks +usual +why\n.*\n2026-01-03 {2}✗ failed {2}resume /);
  assert.doesNotMatch(stdout, /^2026-01-02/m, "what succeeded is not shown");
  assert.equal(await rowsByDay("daily"), "01:2 02:2 03:1 04:2");
  const nothing = await run("retry b1");
  assert.equal(nothing.code, 2);
  assert.match(nothing.stderr, /^error There is nothing to retry in the \d+ runs of b1: /);
});

test("retry: by default the last run, by date, by range, and some tasks of it", async () => {
  const last = await json("run chain --date 2026-01-05");
  assert.equal(last.code, 1);
  await json("run chain --date 2026-01-04");
  const one = await json("retry chain");
  assert.deepEqual(outcomes(one.document), ["2026-01-04 failed resume"]);
  assert.equal(tries(one.document.runs[0]), "first 1, second 1, third 2");
  const range = await json("retry chain --from 2026-01-04 --to 2026-01-31");
  assert.deepEqual(outcomes(range.document), ["2026-01-04 failed resume", "2026-01-05 failed resume"]);
  const text = await run("retry chain --from 2026-01-04 --to 2026-01-31");
  assert.ok(text.stdout.endsWith("  millrace retry chain --from 2026-01-04 --to 2026-01-05\n"), text.stdout);
  const none = await json("retry chain --date 2026-01-05 --task first");
  assert.equal(none.document.error.code, "nothing-to-retry");
  await run(["sql", "CREATE TABLE mended ()"]);
  assert.equal((await run("retry chain --date 2026-01-05")).code, 0);
  const done = await run("retry chain --date 2026-01-05");
  assert.match(
    done.stderr,
    /^error There is nothing to retry: the run of chain \(2026-01-05\) succeeded\.\n/,
  );
  assert.match(done.stderr, /millrace clear/);
});

test("clear: shows each task, asks, and runs them again with what waits for them", async () => {
  await run("run chain --date 2026-01-06");
  const table = `interval    task    state      then
──────────  ──────  ─────────  ──────────
2026-01-06  second  ✓ success  runs again
            third   ✓ success  runs again
`;
  const clear = "clear chain --task second --downstream --date 2026-01-06";
  const dry = await run(`${clear} --dry-run`);
  assert.equal(dry.code, 0);
  assert.ok(dry.stdout.startsWith(table), dry.stdout);
  const pipe = await run(clear);
  assert.deepEqual([pipe.code, pipe.stdout], [2, `${table}\n`]);
  assert.match(pipe.stderr, /^error This would run 2 tasks of 1 run again\. Nobody can be asked here/);
  const no = await run(clear, { isTTY: true, input: "\n" });
  assert.deepEqual(
    [no.code, no.stdout],
    [130, `${table}\nRun 2 tasks of 1 run again? [y/N] Nothing was done.\n`],
  );
  const untouched = await json("status chain --date 2026-01-06");
  assert.equal(tries(untouched.document), "first 1, second 1, third 1");

  const yes = await run(clear, { isTTY: true, input: "y\n" });
  assert.equal(yes.code, 0);
  const done = await json(`${clear} --yes`);
  assert.deepEqual([done.code, outcomes(done.document)], [0, ["2026-01-06 success rerun"]]);
  assert.equal(tries(done.document.runs[0]), "first 1, second 3, third 3");
});

test("clear --no-run only forgets: a retry runs the tasks", async () => {
  const { code, stdout } = await run("clear chain --task third --date 2026-01-06 --no-run --yes");
  assert.equal(code, 0);
  assert.match(stdout, /^2026-01-06 {2}third {2}✓ success {2}forgotten$/m);
  assert.ok(
    stdout.endsWith("\nWhat was cleared runs again with:\n  millrace retry chain --date 2026-01-06\n"),
    stdout,
  );
  const status = await json("status chain --date 2026-01-06");
  assert.deepEqual(
    status.document.tasks.map(({ state }: Json) => state),
    ["success", "success", "none"],
  );
  const retry = await json("retry chain --date 2026-01-06");
  assert.equal(tries(retry.document.runs[0]), "first 1, second 3, third 4");
});

test("clear tells which loads would come twice", async () => {
  const { stdout } = await run("clear visits --task append,copy,replace --date 2026-01-02 --dry-run");
  assert.match(stdout, /^2026-01-02 {2}append {3}✓ success {2}runs again: would be refused$/m);
  assert.match(stdout, /^ +copy +✓ success {2}runs again: would duplicate rows$/m);
  assert.match(stdout, /^ +replace {2}✓ success {2}runs again$/m);
});

test("backfills: all of them with their options, one DAG's, and the runs of one", async () => {
  await run(
    "backfill chain --from 2026-01-10 --to 2026-01-12 --order desc --max-active-runs 1 --task first --stop-on-failure",
  );
  for (const width of [80, 120]) {
    const all = await run("backfills", { width });
    assert.equal(all.code, 0);
    assert.ok(widest(all.stdout) <= width, all.stdout);
    assert.match(all.stdout, /^id +dag +range +state +done/);
    assert.match(all.stdout, /^b\d {2}chain +2026-01-10 to 2026-01-12 {2}✓ success +3\/3/m);
  }
  const own = await run("backfills chain", { width: 160 });
  assert.match(
    own.stdout,
    /^b\d {2}chain {2}2026-01-10 to 2026-01-12 {2}✓ success {2}3\/3 +\S+ \S+Z {2}newest first, 1 task, 1 at a time, stops on failure$/m,
  );
  assert.doesNotMatch(own.stdout, /visits/);
  const { document } = await json("backfills chain");
  const { backfillId, state, counts, order } = document.backfills[0];
  assert.deepEqual([state, counts.success, order], ["success", 3, "desc"]);
  const one = await run(`backfills ${backfillId}`);
  assert.deepEqual(
    [...one.stdout.matchAll(/^2026-01-\d\d/gm)].map(([date]) => date),
    ["2026-01-10", "2026-01-11", "2026-01-12"],
  );
  const narrow = await run(`backfills ${backfillId}`, { width: 80 });
  assert.match(narrow.stdout, /\nnewest first, 1 task, 1 at a time, stops on failure\n\ninterval/);
  assert.equal((await json(`backfills ${backfillId}`)).document.runs.length, 3);
  const unknown = await json("backfills b99");
  assert.deepEqual([unknown.code, unknown.document.error.code], [2, "unknown-backfill"]);
});

test("backfill --stop-on-failure: what waits is left, and a retry does all of it", async () => {
  await run(["sql", "DROP TABLE mended"]);
  const stopped = await json(
    "backfill chain --from 2026-01-20 --to 2026-01-23 --max-active-runs 1 --stop-on-failure",
  );
  assert.equal(stopped.code, 1);
  assert.deepEqual(outcomes(stopped.document), [
    "2026-01-20 failed create",
    "2026-01-21 cancelled create",
    "2026-01-22 cancelled create",
    "2026-01-23 cancelled create",
  ]);
  await run(["sql", "CREATE TABLE mended ()"]);
  const retry = await json(`retry ${stopped.document.backfill}`);
  assert.deepEqual([retry.code, outcomes(retry.document).length], [0, 4]);
});

const WRONG = [
  ["retry nowhere", "unknown-dag"],
  ["retry b99", "unknown-backfill"],
  ["retry chain --date 2026-01-31", "no-run"],
  ["retry chain --date 2026-01-06 --from 2026-01-01", "bad-scope"],
  ["clear chain", "bad-arguments"],
  ["clear chain --task nothing", "unknown-task"],
  ["backfill chain --from 2026-01-01 --to 2026-01-02 --order up", "bad-arguments"],
  ["backfill chain --from 2026-01-01 --to 2026-01-02 --except nothing --dry-run", "unknown-task"],
  ["cancel nowhere", "unknown-dag"],
  ["pause b99", "unknown-backfill"],
  ["resume b99", "unknown-backfill"],
] as const;

for (const [words, code] of WRONG) {
  test(`${words}: ${code}`, async () => {
    const result = await json(words);
    assert.deepEqual([result.code, result.document.error.code], [2, code]);
  });
}
