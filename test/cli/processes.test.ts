import assert from "node:assert/strict";
import { test } from "node:test";
import { leftOvers } from "../../scripts/left-overs.ts";
import {
  CLI_WORKSPACE,
  type CliResult,
  cli,
  cliFolder,
  oneDocument,
  startCli,
  widest,
} from "../helpers/cli.ts";

const folder = cliFolder(CLI_WORKSPACE);

function millrace(...args: readonly string[]): Promise<CliResult> {
  return cli(args, { cwd: folder.path });
}

async function json(...args: readonly string[]) {
  const { code, stdout, stderr } = await millrace(...args, "--json");
  assert.equal(stderr, "");
  return { code, document: oneDocument(stdout) };
}

/** States of the runs of `sleepy`, oldest first: `success success cancelled …`. */
async function sleepyStates(): Promise<string> {
  const { document } = await json("status", "sleepy");
  return document.runs
    .map(({ state }: { state: string }) => state)
    .reverse()
    .join(" ");
}

/** What lost its owner, a server or a task's code, ends by itself in a moment. */
async function noProcessIsLeft(): Promise<void> {
  const left = (): readonly string[] => leftOvers(folder.path).processes.map(({ command }) => command);
  const until = Date.now() + 60_000;
  while (left().length > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(left(), []);
}

/** Counts the queries of `sleepy`, once there are two or a minute has passed. */
const SLEEPERS = `
  CREATE FUNCTION pg_temp.sleepers() RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid() $$;
  DO $$ BEGIN
    FOR look IN 1..1200 LOOP
      PERFORM pg_stat_clear_snapshot();
      EXIT WHEN pg_temp.sleepers() >= 2;
      PERFORM pg_sleep(0.05);
    END LOOP;
  END $$;
  SELECT pg_temp.sleepers()`;

const BACKFILL = ["backfill", "sleepy", "--from", "2026-01-01", "--to", "2026-01-08"];

test("while a backfill runs, others look and query, and none runs a second one; Ctrl-C stops it, and it goes on later", async () => {
  const running = startCli(BACKFILL, { cwd: folder.path });
  await running.shows("2026-01-05 running");

  const [status, list, tables, sql, busy, single] = await Promise.all([
    json("status", "sleepy"),
    millrace("list"),
    millrace("tables"),
    json("sql", SLEEPERS),
    json(...BACKFILL),
    millrace("run", "letters", "--date", "2026-01-01"),
  ]);
  assert.equal(status.document.runner.pid, running.child.pid);
  assert.match(list.stdout, /^sleepy +@daily +2 +8 +2026-01-08 +running \d, queued \d/m);
  assert.deepEqual([tables.code, tables.stderr], [0, ""]);
  assert.deepEqual(sql.document.results.at(-1).rows, [["2"]]);
  assert.deepEqual([busy.code, busy.document.error.code], [2, "workspace-busy"]);
  assert.equal(busy.document.error.retryable, true);
  assert.equal(single.code, 2);
  assert.match(
    single.stderr,
    new RegExp(
      `^error Another Millrace process \\(pid ${running.child.pid}, backfill sleepy\\) is running tasks`,
    ),
  );

  running.child.kill("SIGINT");
  const { code, stdout, stderr } = await running.ended;
  assert.equal(code, 130);
  assert.equal(stderr, "Cancelling: what runs is stopped. Ctrl-C again ends at once.\n");
  assert.match(stdout, /2026-01-04 cancelling \(cancelled by the user\)\n/);
  assert.doesNotMatch(
    stdout,
    /2026-01-0[678] (running|cancelling)/,
    "what had not started is not told to stop",
  );
  assert.match(stdout, /^■ sleepy {2}8 runs in .*: 3 success, 5 cancelled$/m);
  assert.ok(
    stdout.endsWith(`
What is left goes on with:
  millrace resume b1
`),
    stdout,
  );
  assert.equal(
    await sleepyStates(),
    "success success success cancelled cancelled cancelled cancelled cancelled",
  );
  await noProcessIsLeft();

  await millrace("sql", "CREATE TABLE awake ()");
  const rest = await json(...BACKFILL);
  assert.equal(rest.code, 0);
  assert.deepEqual(
    rest.document.runs.map(
      ({ state, plan }: { state: string; plan: { action: string } }) => `${state} ${plan.action}`,
    ),
    [...Array(3).fill("success skip"), ...Array(5).fill("success resume")],
  );
});

test("the second Ctrl-C ends at once; its run is shown as interrupted, and can be run again", async () => {
  const running = startCli(["run", "stubborn", "--date", "2026-01-01"], { cwd: folder.path });
  await running.shows("before success");
  running.child.kill("SIGINT");
  await running.shows("Cancelling");
  running.child.kill("SIGINT");
  assert.equal((await running.ended).code, 130);
  const { stdout } = await millrace("status", "stubborn");
  assert.match(stdout, /^2026-01-01 +interrupted +1\/2/m, "it was not waited for the end of its code");
  await noProcessIsLeft();

  const again = await json("run", "stubborn", "--date", "2026-01-01", "--param", "endless=false");
  assert.deepEqual([again.code, again.document.runs[0].state], [0, "success"]);
});

test("a killed runner's runs are shown as interrupted", async () => {
  await millrace("sql", "DROP TABLE IF EXISTS awake");
  const running = startCli(["run", "sleepy", "--date", "2026-01-09"], { cwd: folder.path });
  await running.shows("2026-01-09 running");
  running.child.kill("SIGKILL");
  await running.ended;
  const [list, all, one] = await Promise.all([
    millrace("list"),
    millrace("status", "sleepy"),
    millrace("status", "sleepy", "--last"),
  ]);
  assert.match(list.stdout, /^sleepy .* interrupted /m);
  assert.match(all.stdout, /^2026-01-09 +interrupted +0\/2/m);
  assert.match(one.stdout, /^sleepy 2026-01-09 {2}interrupted: its runner stopped before the run's end/);
  await noProcessIsLeft();
});

for (const [index, signal] of (["SIGTERM", "SIGHUP"] as const).entries())
  test(`${signal} stops what runs, as Ctrl-C does`, async () => {
    await millrace("sql", "DROP TABLE IF EXISTS awake");
    const date = `2026-01-${10 + index}`;
    const running = startCli(["run", "sleepy", "--date", date], { cwd: folder.path });
    await running.shows(`${date} running`);
    running.child.kill(signal);
    const { code, stdout } = await running.ended;
    assert.deepEqual([code, /^■ sleepy {2}1 run in .*: 1 cancelled$/m.test(stdout)], [130, true]);
    await noProcessIsLeft();
  });

test("a reader that goes away is no error, and stops what nobody sees", async () => {
  const shown = startCli(["backfill", "letters", "--from", "2026-01-01", "--to", "2026-01-31"], {
    cwd: folder.path,
  });
  await shown.shows("running");
  shown.child.stdout?.destroy();
  const backfill = await shown.ended;
  assert.deepEqual([backfill.code, backfill.stderr], [130, ""]);
  const { document } = await json("status", "letters", "--limit", "100");
  const states = new Set(document.runs.map(({ state }: { state: string }) => state));
  assert.ok(states.has("cancelled") && !states.has("running") && !states.has("queued"), [...states].join());

  const sql = startCli(["sql", "SELECT * FROM generate_series(1, 200000)"], { cwd: folder.path });
  sql.child.stdout?.destroy();
  assert.deepEqual(await sql.ended, { code: 0, stdout: "", stderr: "" });
});

test("SQL comes from standard input, and the width of a pipe from COLUMNS", async () => {
  const input = "SELECT '{{ ds }}' AS day";
  const sql = await cli(["sql", "-f", "-", "--date", "2026-01-02"], { cwd: folder.path, input });
  assert.deepEqual([sql.code, sql.stdout], [0, "day\n──────────\n2026-01-02\n(1 row)\n"]);
  const list = await cli(["list"], { cwd: folder.path, env: { COLUMNS: "70" } });
  assert.ok(widest(list.stdout) <= 70, list.stdout);
  assert.match(list.stdout, /…/);
});
