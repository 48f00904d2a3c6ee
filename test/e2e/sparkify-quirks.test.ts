import assert from "node:assert/strict";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { CheckResult } from "../../protocol/run.ts";
import { packageRoot } from "../../runner/package-root.ts";
import { cli, oneDocument } from "../helpers/cli.ts";
import { expandSongs } from "../helpers/expand-songs.ts";
import { NO_SHARED_DATA, sharedData } from "../helpers/shared-data.ts";
import { backfill, copyWorkspace, failures, openTestSession } from "../helpers/workspace.ts";

const shared = sharedData();

/** What is odd in the data, by the check that asks for it: how much of how many, and its outcome. */
const ODD: readonly (readonly [name: string, outcome: string, failed: number, of?: number])[] = [
  ["a user has one level", "fail", 8, 96],
  ["a user keeps the level", "fail", 8],
  ["a start time is one songplay's", "fail", 7, 6813],
  ["an event has a user", "fail", 286, 8056],
  ["an event names its user", "fail", 286, 8056],
  ["an event is a song's", "fail", 1236, 8056],
  ["an artist is spelled in one way", "warn", 426, 9553],
  ["artists and their spellings", "fail", 1],
  ["songs found with and without decimals", "fail", 1],
  ["songplays that found a song", "fail", 1],
];

test("checks find what is odd in a month of real data", {
  skip: shared === undefined ? NO_SHARED_DATA : false,
}, async (t) => {
  assert.ok(shared !== undefined);
  const workspace = await quirksWorkspace(path.join(shared, "sparkify"));
  const songs = await mkdtemp(path.join(tmpdir(), "mr-songs-"));
  t.after(() => rm(songs, { recursive: true, force: true }));
  await expandSongs(path.join(shared, "sparkify", "song_data_full.jsonl.gz"), songs);
  await symlink(path.join(songs, "song_data"), path.join(workspace, "data", "song_data"));

  const session = openTestSession(t, workspace);
  const runs = await backfill(session, "sparkify", { from: "2018-11-01", to: "2018-11-30" });
  assert.equal(failures(session, runs), "");
  const ran = await cli(["run", "quirks", "--date", "2018-11-30", "--json"], { cwd: workspace });
  assert.equal(ran.code, 1, "its checks fail, and so does the run");
  const tasks = oneDocument(ran.stdout).runs[0].tasks as readonly { checks: readonly CheckResult[] }[];
  assertOdd(tasks.flatMap(({ checks }) => checks));

  const alone = await cli(["check", "quirks", "--date", "2018-11-30", "--json"], { cwd: workspace });
  assert.equal(alone.code, 1);
  const checks = oneDocument(alone.stdout).checks as readonly CheckResult[];
  assertOdd(checks);

  const seen = (name: string): CheckResult | undefined => checks.find((check) => check.name === name);
  const levels = seen("a user has one level")?.failing;
  assert.deepEqual(
    levels?.rows.map(([userId]) => Number(userId)).toSorted((a, b) => a - b),
    BOTH_LEVELS,
  );
  assert.equal(levels?.isCut, false);
  const compared = seen("songs found with and without decimals");
  assert.match(`${compared?.observed} ${compared?.expected}`, /\b319\b.*\b320\b/s);
  const spelled = seen("artists and their spellings");
  assert.match(`${spelled?.observed} ${spelled?.expected}`, /9553.*10025/s);
  assert.match(seen("songplays that found a song")?.observed ?? "", /\b319\b/);

  async function quirksWorkspace(source: string): Promise<string> {
    const folder = await copyWorkspace(t, "samples/sparkify");
    await cp(path.join(packageRoot(), "test/fixtures/quirks"), folder, { recursive: true });
    await cp(path.join(source, "log_data"), path.join(folder, "data", "log_data"), { recursive: true });
    return folder;
  }
});

/** Users who have songplays of both levels, counted in the files by other means. */
const BOTH_LEVELS = [15, 16, 29, 36, 49, 80, 85, 88];

function assertOdd(checks: readonly CheckResult[]): void {
  const found = checks.map(({ name, outcome, failed, of }) => [name, outcome, failed, of ?? undefined]);
  assert.deepEqual(
    found,
    ODD.map(([name, outcome, failed, of]) => [name, outcome, failed, of]),
  );
}
