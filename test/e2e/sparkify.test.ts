import assert from "node:assert/strict";
import path from "node:path";
import { type TestContext, test } from "node:test";
import type { Session } from "../../runner/session.ts";
import {
  MONTH,
  placeSparkifyData,
  type Songs,
  skipWithoutData,
  sparkifyData,
} from "../helpers/sparkify-data.ts";
import { backfill, copyWorkspace, failures, openTestSession, scalar } from "../helpers/workspace.ts";
import { SPARKIFY_FACTS } from "../sample/facts.ts";

/** The sample as it ships, on the real logs and songs. */
async function realWorkspace(t: TestContext, from: string, songs: Songs): Promise<string> {
  const workspace = await copyWorkspace(t, "samples/sparkify");
  await placeSparkifyData(from, path.join(workspace, "data"), songs);
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
    test(name, { skip: skipWithoutData }, async (t) => {
      assert.ok(sparkifyData !== undefined);
      const session = openTestSession(t, await realWorkspace(t, sparkifyData, songs));
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
