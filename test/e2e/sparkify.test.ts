import assert from "node:assert/strict";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { after, test } from "node:test";
import type { Session } from "../../runner/session.ts";
import { expandSongs } from "../helpers/expand-songs.ts";
import { NO_SHARED_DATA, sharedData } from "../helpers/shared-data.ts";
import { backfill, copyWorkspace, failures, openTestSession, scalar } from "../helpers/workspace.ts";
import { SPARKIFY_FACTS } from "../sample/facts.ts";

const shared = sharedData();
const source = shared === undefined ? undefined : path.join(shared, "sparkify");
const MONTH = { from: "2018-11-01", to: "2018-11-30" };

type Songs = "small" | "full";

const expanded: { folder?: Promise<string> } = {};

/** The full songs as one file each, made once for all tests of this file. */
function fullSongs(from: string): Promise<string> {
  expanded.folder ??= (async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "mr-songs-"));
    assert.equal(await expandSongs(path.join(from, "song_data_full.jsonl.gz"), folder), 14_896);
    return path.join(folder, "song_data");
  })();
  return expanded.folder;
}

after(async () => {
  if (expanded.folder !== undefined)
    await rm(path.dirname(await expanded.folder), { recursive: true, force: true });
});

/** The sample as it ships, on the real logs and songs. */
async function realWorkspace(t: TestContext, from: string, songs: Songs): Promise<string> {
  const workspace = await copyWorkspace(t, "samples/sparkify");
  const data = path.join(workspace, "data");
  await cp(path.join(from, "log_data"), path.join(data, "log_data"), { recursive: true });
  const songData = songs === "small" ? path.join(from, "song_data") : await fullSongs(from);
  await symlink(songData, path.join(data, "song_data"));
  return workspace;
}

async function assertFacts(session: Session, songs: Songs, when: string): Promise<void> {
  for (const { name, sql, expectSmall, expectFull } of SPARKIFY_FACTS) {
    const expected = songs === "small" ? expectSmall : expectFull;
    assert.equal(await scalar(session, sql), expected, `${when}: ${name}`);
  }
}

for (const songs of ["small", "full"] as const) {
  for (const maxActiveRuns of [1, 8]) {
    const name = `a month of real logs with the ${songs} songs, ${maxActiveRuns} at a time`;
    test(name, { skip: source === undefined ? NO_SHARED_DATA : false }, async (t) => {
      assert.ok(source !== undefined);
      const session = openTestSession(t, await realWorkspace(t, source, songs));
      const runs = await backfill(session, "sparkify", { ...MONTH, maxActiveRuns });
      assert.equal(runs.length, 30);
      assert.equal(failures(session, runs), "");
      assert.ok(runs.every(({ state }) => state === "success"));
      await assertFacts(session, songs, "after the first backfill");
      const inserted = (table: string): number =>
        runs
          .flatMap(({ runId }) => session.history().loads(runId))
          .filter((load) => load.table === table)
          .reduce((sum, load) => sum + load.inserted, 0);
      assert.equal(inserted("staging_events"), 8056);
      assert.equal(inserted("staging_songs"), songs === "small" ? 71 : 14_896, "songs are staged once");
      assert.equal(inserted("songplays"), 6820);
      const outcomes = runs
        .flatMap(({ runId }) => session.history().checks(runId))
        .map(({ outcome }) => outcome);
      assert.deepEqual([...new Set(outcomes)], ["pass"]);

      const tries = (): number =>
        runs.flatMap(({ runId }) => session.history().tries(runId, "load_songplays")).length;
      await backfill(session, "sparkify", { ...MONTH, maxActiveRuns });
      assert.equal(tries(), 30, "the same backfill again has nothing to do");
      await assertFacts(session, songs, "after the same backfill again");

      const again = await backfill(session, "sparkify", { ...MONTH, maxActiveRuns, policy: "all" });
      assert.equal(failures(session, again), "");
      assert.equal(tries(), 60);
      await assertFacts(session, songs, "after doing every run again");
      const schemas = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'millrace\\_run\\_%'";
      assert.equal(await scalar(session, schemas), "0", "no run's own staging stays");
    });
  }
}
