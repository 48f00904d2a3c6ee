import assert from "node:assert/strict";
import { test } from "node:test";
import { type CliResult, cli, cliFolder, oneDocument, startCli } from "../helpers/cli.ts";

const folder = cliFolder("test/fixtures/cli/schedules");

function millrace(...args: readonly string[]): Promise<CliResult> {
  return cli(args, { cwd: folder.path });
}

async function json(...args: readonly string[]) {
  const { code, stdout, stderr } = await millrace(...args, "--json");
  assert.equal(stderr, "");
  return { code, document: oneDocument(stdout) };
}

test("a dry run shows what is due and what is next, and starts nothing", async () => {
  const { code, stdout } = await cli(["scheduler", "--dry-run"], {
    cwd: folder.path,
    env: { COLUMNS: "80" },
  });
  assert.equal(code, 0);
  assert.match(stdout, /^dag +schedule +due now +next interval +due$/m);
  assert.match(stdout, /^month +@daily +30 from 2018-11-01$/m);
  assert.match(stdout, /^broken_luck +@monthly +\d{4}-\d\d +\d{4}-\d\d +in \S+/m);
  assert.doesNotMatch(stdout, /by_hand/);
  const { document } = await json("scheduler", "--dry-run", "--dag", "month");
  assert.deepEqual(
    document.dags.map((dag: { dag: string; due: unknown[]; next: unknown }) => [
      dag.dag,
      dag.due.length,
      dag.next,
    ]),
    [["month", 30, null]],
  );
  assert.deepEqual((await json("status", "month")).document.runs, []);
});

test("a scheduler that was killed: the next one goes on, and every day is loaded once", async () => {
  await millrace("sql", "CREATE TABLE seen (day date)");
  const killed = startCli(["scheduler", "--dag", "month"], { cwd: folder.path });
  await killed.shows("month 2018-11-03 success");
  killed.child.kill("SIGKILL");
  await killed.ended;

  const { code, stdout, stderr } = await millrace("scheduler", "--once", "--dag", "month");
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /month goes on with \d runs? that did not end$/m);
  const { document } = await json("status", "month", "--limit", "100");
  const runs: { kind: string; state: string }[] = document.runs;
  assert.deepEqual(
    runs.map(({ kind, state }) => `${kind} ${state}`),
    Array(30).fill("scheduled success"),
  );
  const seen = await json(
    "sql",
    "SELECT count(*), count(DISTINCT day), min(day)::text, max(day)::text FROM seen",
  );
  assert.deepEqual(seen.document.results[0].rows, [["30", "30", "2018-11-01", "2018-11-30"]]);
  const again = await millrace("scheduler", "--once", "--dag", "month");
  assert.deepEqual([again.code, again.stdout], [0, "Nothing is due.\n"]);
});

test("a run that fails makes --once end with 1, and says where to look", async () => {
  const { code, stdout } = await millrace("scheduler", "--once", "--dag", "broken_luck");
  assert.equal(code, 1);
  assert.match(stdout, /^\d\d:\d\d:\d\d broken_luck \d{4}-\d\d failed 0 rows .* toss: tails$/m);
  assert.match(stdout, /^ {2}millrace logs broken_luck toss --date \S+Z$/m);
});

test("while a scheduler lives, others look, pause and have runs done, and there is no second one; Ctrl-C ends it", async () => {
  const living = startCli(["scheduler"], { cwd: folder.path });
  await living.shows("Scheduling 2 DAGs. Ctrl-C stops.");
  const [second, list, run, backfill] = await Promise.all([
    json("scheduler", "--once"),
    json("list"),
    millrace("run", "by_hand", "--date", "2018-11-05"),
    json("backfill", "month", "--from", "2018-11-01", "--to", "2018-11-02", "--policy", "all", "--yes"),
  ]);
  assert.deepEqual([second.code, second.document.error.code], [2, "workspace-busy"]);
  const [month, luck] = ["month", "broken_luck"].map((id) =>
    list.document.dags.find((dag: { id: string }) => dag.id === id),
  );
  assert.deepEqual([month.isPaused, month.nextRun], [false, null]);
  assert.equal(luck.nextRun.dueAt, Date.parse(luck.nextRun.interval.end));
  assert.deepEqual([run.code, run.stderr], [0, ""]);
  assert.deepEqual(
    backfill.document.runs.map(({ state }: { state: string }) => state),
    ["success", "success"],
  );
  await living.shows(/by_hand 2018-11-05 success/);
  await living.shows(/month 2018-11-02 running \(backfill b1\)/);

  assert.match((await millrace("pause", "broken_luck")).stdout, /millrace resume broken_luck$/m);
  await living.shows("broken_luck paused");
  assert.match(
    (await millrace("list")).stdout,
    /^broken_luck +@monthly .* paused .*\n(.*\n)*a scheduler runs/m,
  );
  const dry = await json("resume", "broken_luck", "--dry-run");
  assert.deepEqual([dry.code, dry.document], [0, { dag: "broken_luck", isPaused: true }]);
  assert.match(
    (await millrace("unpause", "broken_luck")).stdout,
    /^The schedule of broken_luck goes on: next is/,
  );
  await living.shows("broken_luck resumed");

  living.child.kill("SIGINT");
  const { code } = await living.ended;
  assert.equal(code, 0, "nothing was cancelled");
  assert.match(
    (await millrace("status", "broken_luck")).stdout,
    /^@monthly, next run .*; no scheduler runs$/m,
  );
});

const MISTAKES: readonly (readonly [readonly string[], string])[] = [
  [["scheduler"], "endless-json"],
  [["scheduler", "--dry-run", "--dag", "nope"], "unknown-dag"],
  [["scheduler", "--once", "--dag", "nope"], "unknown-dag"],
  [["pause", "by_hand"], "no-schedule"],
  [["resume", "by_hand"], "no-schedule"],
];

for (const [args, expected] of MISTAKES)
  test(`${args.join(" ")}: ${expected}`, async () => {
    const { code, document } = await json(...args);
    assert.deepEqual([code, document.error.code], [2, expected]);
  });
