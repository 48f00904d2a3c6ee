import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { controlWork, executeWork } from "../../protocol/rpc/work.ts";
import { lastFirst, mirror, startDaemon } from "../helpers/daemon.ts";
import { isAlive, pidsIn, untilGone } from "../secrets/processes.ts";

/** Says that it was asked, and then waits; if nobody ends it, it says so before its time is up. */
const WAITS = `
  const { appendFileSync, writeFileSync } = require("node:fs");
  appendFileSync("asked", process.pid + " ");
  setTimeout(() => writeFileSync("not ended", ""), 25_000);`;

const COMMAND = { command: [process.execPath, "-e", WAITS] };

/** Two DAGs that wait for a file; the first one's lake assumes a role with an external id that is as slow. */
const DAGS = `
  import { dag, s3KeySensor } from "millrace";
  for (const [id, lake] of [["one", "lake"], ["two", "lake"], ["role", "roles"]]) {
    dag({ id, schedule: "@daily", startDate: "2026-01-01", endDate: "2026-02-01" }, () => {
      s3KeySensor("file", { keys: "a.json", lake });
    });
  }`;

const AT = { type: "s3", bucket: "nowhere", region: "eu-west-1", endpoint: "http://127.0.0.1:9" };
const SETTINGS = {
  connections: {
    warehouse: { type: "embedded" },
    lake: { ...AT, credentials: { accessKeyId: COMMAND, secretAccessKey: COMMAND } },
    roles: { ...AT, assumeRole: { roleArn: "arn:aws:iam::123456789012:role/reader", externalId: COMMAND } },
  },
};

test("a cancelled task does not wait for the program that is to print a lake's key; the last one ends it", {
  timeout: 120_000,
}, async (context) => {
  const t = lastFirst(context);
  const workspace = await mkdtemp(path.join(tmpdir(), "mr-keys-"));
  t.after(() => rm(workspace, { recursive: true, force: true }));
  await writeFile(path.join(workspace, "millrace.json"), JSON.stringify(SETTINGS));
  await writeFile(path.join(workspace, "waits.dag.ts"), DAGS);
  const client = await startDaemon(t, workspace).attach();
  const known = await mirror(client);
  const stateOf = (runId: string): string | undefined => known.runs.get(runId)?.state;
  const start = async (dagId: string): Promise<string> => {
    const order = { kind: "run", dagId, date: "2026-01-01", params: {} } as const;
    await client.request(executeWork, { order });
    await known.until(({ runs }) =>
      [...runs.values()].some((run) => run.dagId === dagId && run.state === "running"),
    );
    return [...known.runs.values()].find((run) => run.dagId === dagId)?.runId ?? assert.fail();
  };
  const cancel = async (runId: string): Promise<void> => {
    await client.request(controlWork, { kind: "cancel", scope: { runIds: [runId] } });
    await known.until(() => stateOf(runId) === "cancelled");
  };
  const asked = path.join(workspace, "asked");

  const [one, two] = [await start("one"), await start("two")];
  await pidsIn(asked, 1);
  await cancel(one);
  // The other one still waits for it.
  assert.equal(stateOf(two), "running");
  assert.ok((await pidsIn(asked, 1)).some(isAlive));
  await cancel(two);
  const programs = await pidsIn(asked, 1);
  await untilGone(programs);

  const role = await start("role");
  const later = await pidsIn(asked, programs.length + 1);
  await cancel(role);
  await untilGone(later);
  assert.ok(!existsSync(path.join(workspace, "not ended")), "a program has come to its own end");
});
