import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { testDatabase } from "../helpers/warehouse.ts";
import { backfill, failures, openTestSession, scalar } from "../helpers/workspace.ts";

/** Stages a file of a day, loads it, and looks at both. Days run side by side. */
const DAG = `import { dag, dataQuality, loadDimension, loadFact, sql, stageFromS3 } from "millrace";

const COLUMNS = "(day date, sensor text, celsius numeric)";

dag({ id: "readings", schedule: "@daily", startDate: "2026-03-01", maxActiveRuns: 4 }, () => {
  const staged = stageFromS3("stage", {
    from: "{{ ds }}/",
    table: "staging_readings",
    create: "CREATE TABLE staging_readings " + COLUMNS,
    json: "auto",
  });
  const facts = loadFact("facts", {
    after: staged,
    table: "readings",
    create: "CREATE TABLE IF NOT EXISTS readings " + COLUMNS,
    sql: "SELECT day, sensor, celsius FROM staging_readings",
    mode: "append",
  });
  const sensors = loadDimension("sensors", {
    after: staged,
    table: "sensors",
    create: "CREATE TABLE IF NOT EXISTS sensors (sensor text PRIMARY KEY)",
    sql: "SELECT DISTINCT sensor FROM staging_readings",
    mode: "upsert",
    key: ["sensor"],
  });
  dataQuality("quality", {
    after: [facts, sensors],
    checks: [sql({ name: "sensors are known", sql: "SELECT count(*) FROM readings LEFT JOIN sensors USING (sensor) WHERE sensors.sensor IS NULL", expect: 0 })],
  });
});
`;

const DAYS = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"];

test("tasks side by side share the only session that their connection may have", {
  timeout: 120_000,
}, async (t) => {
  const workspace = await mkdtemp(path.join(tmpdir(), "mr-one-"));
  t.after(() => rm(workspace, { recursive: true, force: true }));
  await writeFile(path.join(workspace, "readings.dag.ts"), DAG);
  for (const day of DAYS) {
    const lines = Array.from({ length: 10 }, (_, n) => JSON.stringify({ day, sensor: `s${n}`, celsius: n }));
    await mkdir(path.join(workspace, "data", day), { recursive: true });
    await writeFile(path.join(workspace, "data", day, "all.jsonl"), lines.join("\n"));
  }
  const { password, ...address } = await testDatabase(t);
  const connections = {
    warehouse: {
      ...{ type: "postgres", ...address, maxSessions: 1, sslmode: "disable" },
      password: { command: ["printf", "%s", password] },
    },
    lake: { type: "files", path: "data" },
  };
  await writeFile(path.join(workspace, "millrace.json"), JSON.stringify({ connections }));
  const session = openTestSession(t, workspace);
  const runs = await backfill(session, "readings", {
    from: DAYS[0] ?? "",
    to: DAYS.at(-1) ?? "",
    maxActiveRuns: 4,
  });
  assert.deepEqual(
    runs.map(({ state }) => state),
    DAYS.map(() => "success"),
    failures(session, runs),
  );
  assert.equal(
    await scalar(session, "SELECT count(*) || ' of ' || count(DISTINCT day) FROM readings"),
    "40 of 4",
  );
});
