import assert from "node:assert/strict";
import { test } from "node:test";
import { dockerWorkspace } from "../docker/docker-workspace.ts";
import { type CliResult, cli, type Json, oneDocument } from "../helpers/cli.ts";
import { lastFirst } from "../helpers/daemon.ts";

const FROM = "2018-11-01";
const TO = "2018-11-03";

/** What the final tables hold, whatever server they are on. */
const TABLES = `SELECT 'songplays', count(*), md5(string_agg(s::text, '' ORDER BY songplay_id)) FROM songplays s
UNION ALL SELECT 'users', count(*), md5(string_agg(u::text, '' ORDER BY user_id)) FROM users u
UNION ALL SELECT 'songs', count(*), md5(string_agg(s::text, '' ORDER BY song_id)) FROM songs s
UNION ALL SELECT 'artists', count(*), md5(string_agg(a::text, '' ORDER BY artist_id)) FROM artists a
UNION ALL SELECT 'time', count(*), md5(string_agg(t::text, '' ORDER BY start_time)) FROM time t`;

test("the sample, as it is made, runs on its Docker Postgres and comes to what it comes to on the embedded one", {
  skip: process.platform === "win32" && "the stand-in for Docker is a shell script",
}, async (context) => {
  const docker = await dockerWorkspace(lastFirst(context));
  const run = async (words: readonly string[], env = {}): Promise<Json> => {
    const result: CliResult = await cli([...words, "--json"], { cwd: docker.folder, env });
    assert.equal(result.code, 0, `${words.join(" ")}: ${result.stdout}${result.stderr}`);
    return oneDocument(result.stdout);
  };
  const tables = async (target: readonly string[]): Promise<Json> =>
    (await run(["sql", TABLES, ...target])).results[0].rows;
  const backfill = ["backfill", "sparkify", "--from", FROM, "--to", TO];
  const onDocker = ["--target", "docker"];

  const up = await run(["docker", "up"], docker.env);
  assert.equal(up.ok, true);
  const tested = await run(["connections", "test", "docker"]);
  assert.equal(tested.connections[0].ok, true);

  const loaded = await run([...backfill, ...onDocker]);
  assert.deepEqual([...new Set(loaded.runs.map(({ state }: Json) => state))], ["success"]);
  assert.equal(loaded.runs.length, 3);
  const there = await tables(onDocker);
  assert.ok(
    there.every(([, count]: Json) => Number(count) > 0),
    JSON.stringify(there),
  );

  // The data outlive the container, and so does what is known of the loads.
  await run(["docker", "down"], docker.env);
  const away = await cli(["sql", TABLES, ...onDocker, "--json"], { cwd: docker.folder });
  assert.match(oneDocument(away.stdout).error.next, /^`millrace docker up` starts the server/);
  await run(["docker", "up"], docker.env);
  assert.deepEqual(await tables(onDocker), there);
  const status = await run(["docker", "status"], docker.env);
  assert.equal(status.connections[0].answers, true);

  // Without a target the same DAG goes to the embedded server, which needs no Docker.
  await run(["docker", "down"], docker.env);
  await run(backfill);
  assert.deepEqual(await tables([]), there);
});
