import assert from "node:assert/strict";
import { test } from "node:test";
import { CLI_WORKSPACE, cliFolder, cliInProcess, type Json, startCli } from "../helpers/cli.ts";

const folder = cliFolder(CLI_WORKSPACE);
// The test's own process is the other one.
const { run, json } = cliInProcess(folder);

/** From this day on `sleepy` sleeps, while there is no table `awake`. */
function sleeping(from: string, to: string) {
  return startCli(["backfill", "sleepy", "--from", from, "--to", to], { cwd: folder.path });
}

async function resumed(backfillId: string): Promise<readonly string[]> {
  await run(["sql", "CREATE TABLE awake ()"]);
  const { code, document } = await json(`resume ${backfillId}`);
  assert.deepEqual([code, document.backfill], [0, backfillId]);
  await run(["sql", "DROP TABLE awake"]);
  return document.runs.map(
    ({ interval, state, plan }: Json) => `${interval.start.slice(8, 10)} ${state} ${plan.action}`,
  );
}

test("cancel from another process: what runs is stopped there, and the rest goes on later", async () => {
  const running = sleeping("2026-01-03", "2026-01-07");
  await running.shows("2026-01-05 running");

  for (const command of ["list", "status"])
    assert.match((await run(command)).stdout, /^sleepy .* 2026-01-07 +running 2, queued 2 /m);

  const unclear = await json("cancel sleepy");
  assert.deepEqual([unclear.code, unclear.document.error.code], [2, "several-runs"]);
  assert.match(unclear.document.error.next, /`millrace cancel b1`/);
  const cancel = await run("cancel b1");
  assert.deepEqual(
    [cancel.code, cancel.stderr, cancel.stdout],
    [
      0,
      "",
      `2 runs cancelled.
2 runs at work: process ${running.child.pid} is stopping them.
What is left goes on with:
  millrace resume b1
`,
    ],
  );
  const { code, stdout, stderr } = await running.ended;
  assert.deepEqual([code, stderr], [130, ""]);
  assert.ok(stdout.endsWith("\nWhat is left goes on with:\n  millrace resume b1\n"), stdout);
  const list = await run("backfills");
  assert.match(list.stdout, /^b1 {2}sleepy {2}2026-01-03 to 2026-01-07 {2}■ cancelled {2}1\/5 /m);
  const nothing = await run("cancel b1");
  assert.deepEqual([nothing.code, nothing.stdout], [0, "Nothing to cancel: b1 has no open run.\n"]);
  assert.deepEqual(await resumed("b1"), [
    "03 success skip",
    "04 success resume",
    "05 success resume",
    "06 success resume",
    "07 success resume",
  ]);
});

test("pause: no run of it starts any more, what runs comes to its end; resume goes on with the rest", async () => {
  const running = sleeping("2026-01-10", "2026-01-13");
  await running.shows("2026-01-11 running");

  const pause = await run("pause b2");
  assert.deepEqual(
    [pause.code, pause.stdout],
    [
      0,
      `b2 is paused: 2 runs wait, 2 runs at work come to their end. It goes on with:
  millrace resume b2
`,
    ],
  );
  await running.shows("sleepy backfill b2 paused: what runs comes to its end");
  for (const date of ["2026-01-10", "2026-01-11"]) {
    const { code, document } = await json(`cancel sleepy --date ${date}`);
    assert.deepEqual([code, document.working.length, document.pid], [0, 1, running.child.pid]);
  }
  const { code, stdout } = await running.ended;
  assert.equal(code, 130);
  assert.doesNotMatch(stdout, /2026-01-1[23] running/);
  assert.match(stdout, /\n■ sleepy {2}4 runs in \S+ m?s: 2 cancelled, 2 waiting \(paused\)\n/);
  assert.ok(stdout.endsWith("\nIt is paused. It goes on with:\n  millrace resume b2\n"), stdout);

  const [list, status, one, dry] = await Promise.all([
    run("backfills b2"),
    run("status sleepy"),
    run("status sleepy --date 2026-01-13"),
    run("backfill sleepy --from 2026-01-13 --to 2026-01-13 --dry-run"),
  ]);
  assert.match(list.stdout, /^b2 {2}sleepy {2}2026-01-10 to 2026-01-13 {2}paused {2}0\/4 /m);
  assert.match(status.stdout, /^2026-01-13 {2}paused +0\/2/m);
  assert.match(
    one.stdout,
    /^sleepy 2026-01-13 {2}paused: it waits in b2, which `millrace resume b2` goes on with/,
  );
  assert.match(dry.stdout, /^2026-01-13 {2}paused {2}left out {2}queued in the paused backfill b2$/m);
  assert.deepEqual(await resumed("b2"), [
    "10 success resume",
    "11 success resume",
    "12 success resume",
    "13 success resume",
  ]);
  const again = await json("resume b2");
  assert.deepEqual([again.code, again.document.error.code], [2, "nothing-to-resume"]);
});

test("cancel --all: every open run of the DAG", async () => {
  const running = sleeping("2026-01-15", "2026-01-16");
  await running.shows("2026-01-16 running");
  const { code, document } = await json("cancel sleepy --all");
  assert.deepEqual([code, document.waiting.length, document.working.length], [0, 0, 2]);
  assert.equal((await running.ended).code, 130);
  const { document: rest } = await json("cancel sleepy --all");
  assert.deepEqual(rest, { waiting: [], working: [], pid: null });
});

test("a run that Ctrl-C has stopped goes on with retry", async () => {
  const running = startCli(["run", "sleepy", "--date", "2026-01-20"], { cwd: folder.path });
  await running.shows("2026-01-20 running");
  running.child.kill("SIGINT");
  const { code, stdout } = await running.ended;
  assert.equal(code, 130);
  assert.ok(
    stdout.endsWith("\nWhat is left goes on with:\n  millrace retry sleepy --date 2026-01-20\n"),
    stdout,
  );

  await run(["sql", "CREATE TABLE awake ()"]);
  const some = await run("backfill sleepy --from 2026-01-20 --to 2026-01-20 --task sleep");
  assert.equal(some.code, 130, "`after` is still cancelled");
  const [, words = ""] =
    some.stdout.match(/\nWhat is left goes on with:\n {2}millrace (retry b\d+)\n$/) ?? [];
  const nothing = await json(words.replace("retry", "resume"));
  assert.deepEqual([nothing.code, nothing.document.error.code], [2, "nothing-to-resume"]);
  const rest = await json(words);
  assert.deepEqual([rest.code, rest.document.runs[0].state], [0, "success"]);
  await run(["sql", "DROP TABLE awake"]);
});

test("a schedule is paused and resumed by its DAG's id", async () => {
  const pause = await run("pause letters");
  assert.equal(pause.code, 0);
  assert.match(pause.stdout, /millrace resume letters/);
  assert.equal((await json("resume letters")).code, 0);
});
