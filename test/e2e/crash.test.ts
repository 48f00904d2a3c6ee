import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../runner/package-root.ts";
import { demoExpectations } from "../../runner/sample/demo-expectations.ts";
import { generateSample } from "../../runner/sample/generate.ts";
import { backfill, copyWorkspace, failures, openTestSession, scalar } from "../helpers/workspace.ts";

const MONTH = { from: "2018-11-01", to: "2018-11-30" };

/** Starts the month's backfill as a process of its own and kills it after it printed so many lines. */
async function killedBackfill(workspace: string, lines: number): Promise<void> {
  const main = path.join(packageRoot(), "runner", "main.ts");
  const args = [
    "-C",
    workspace,
    "backfill",
    "sparkify",
    "--from",
    MONTH.from,
    "--to",
    MONTH.to,
    "--max-active-runs",
    "3",
  ];
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  let seen = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    seen += chunk.toString().split("\n").length - 1;
    if (seen >= lines) child.kill("SIGKILL");
  });
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  assert.equal(signal, "SIGKILL", `it was to be killed and not to end by itself (exit code ${code})`);
}

test("a backfill that is killed again and again ends with the rows of one that was not", async (t) => {
  const workspace = await copyWorkspace(t, "samples/sparkify");
  const counts = await generateSample({ folder: path.join(workspace, "data"), events: 3000, songs: 100 });
  for (const lines of [15, 40, 60]) await killedBackfill(workspace, lines);

  const session = openTestSession(t, workspace);
  const unfinished = session.history().unfinishedRuns();
  assert.ok(unfinished.length > 0, "the killed runner left runs open");
  assert.equal(session.owner(), undefined, "and the workspace to whoever comes next");

  const runs = await backfill(session, "sparkify", MONTH);
  assert.equal(failures(session, runs), "");
  assert.deepEqual([...new Set(runs.map(({ state }) => state))], ["success"]);
  assert.equal(runs.length, 30);
  for (const { name, sql, expected } of demoExpectations(counts))
    assert.equal(await scalar(session, sql), String(expected), name);
  const committed = "SELECT count(*) FROM millrace.ledger WHERE table_name = 'songplays'";
  assert.equal(await scalar(session, committed), "30", "no interval was loaded twice");
  const loads = runs
    .flatMap(({ runId }) => session.history().loads(runId))
    .filter(({ table }) => table === "songplays");
  assert.equal(loads.length, 30, "and the history knows of each load, once");
  assert.equal(
    loads.reduce((sum, { inserted }) => sum + inserted, 0),
    counts.songplays,
  );
});
