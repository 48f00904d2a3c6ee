import { mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { RunEvent } from "../../protocol/event.ts";
import type { RunState } from "../../protocol/run.ts";
import { RUN_STATES } from "../../protocol/run.ts";
import { packageRoot } from "../package-root.ts";
import { migrate } from "./migrate.ts";
import { createProjection } from "./project.ts";
import { toCheck, toLoad, toRun, toTask, toTry } from "./rows.ts";
import type { DagSummary, RunFilter, Store } from "./store.ts";

const RUN_OF_LOAD = "load JOIN run USING (run_id)";

/**
 * The history in `file` (created with its folder), in WAL mode: a killed process leaves whole transactions
 * only, and readers never wait for the writer.
 */
export function openSqliteStore(file: string): Store {
  mkdirSync(path.dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 5000; PRAGMA synchronous = NORMAL");
  migrate(database, path.join(packageRoot(), "sql", "state"), file);
  const project = createProjection(database);
  const insert = database.prepare(
    "INSERT INTO event (at, type, run_id, task_id, body) VALUES (?, ?, ?, ?, ?)",
  );
  const one = (sql: string, ...values: (string | number)[]) => database.prepare(sql).get(...values);
  const all = (sql: string, ...values: (string | number)[]) => database.prepare(sql).all(...values);

  return {
    append(events) {
      database.exec("BEGIN IMMEDIATE");
      try {
        for (const event of events) {
          insert.run(event.at, event.type, runIdOf(event), taskIdOf(event), JSON.stringify(event));
          project(event);
        }
        database.exec("COMMIT");
      } catch (error) {
        database.exec("ROLLBACK");
        throw error;
      }
    },
    run: (runId) => mapOne(one("SELECT * FROM run WHERE run_id = ?", runId), toRun),
    runAt: (dagId, start) =>
      mapOne(one("SELECT * FROM run WHERE dag_id = ? AND interval_start = ?", dagId, start), toRun),
    runBefore: (dagId, start) =>
      mapOne(
        one(
          "SELECT * FROM run WHERE dag_id = ? AND interval_start < ? ORDER BY interval_start DESC LIMIT 1",
          dagId,
          start,
        ),
        toRun,
      ),
    latestRun: (dagId) =>
      mapOne(
        one(
          `SELECT * FROM run WHERE dag_id = ?
           ORDER BY max(created_at, coalesce(started_at, 0), coalesce(ended_at, 0)) DESC, interval_start DESC LIMIT 1`,
          dagId,
        ),
        toRun,
      ),
    runs(filter) {
      const { where, values } = conditions(filter);
      return all(
        `SELECT * FROM run ${where} ORDER BY interval_start DESC, run_id LIMIT ?`,
        ...values,
        filter.limit ?? -1,
      ).map(toRun);
    },
    unfinishedRuns: () => all("SELECT * FROM run WHERE state IN ('queued', 'running')").map(toRun),
    tasks: (runId) => all("SELECT * FROM task_instance WHERE run_id = ?", runId).map(toTask),
    tries: (runId, taskId) =>
      all(
        "SELECT * FROM task_try WHERE run_id = ? AND task_id = ? ORDER BY started_at, try_number",
        runId,
        taskId,
      ).map(toTry),
    loads: (runId) => all(`SELECT * FROM ${RUN_OF_LOAD} WHERE run_id = ? ORDER BY at`, runId).map(toLoad),
    lastLoads: () =>
      all(
        `SELECT * FROM ${RUN_OF_LOAD} WHERE load.rowid IN (SELECT max(rowid) FROM load GROUP BY table_name)
         ORDER BY table_name`,
      ).map(toLoad),
    checks: (runId) =>
      all(
        `SELECT check_result.* FROM check_result JOIN task_instance USING (run_id, task_id, try_id)
         WHERE run_id = ? ORDER BY check_result.rowid`,
        runId,
      ).map(toCheck),
    summaries: () => summaries(all, one),
    events: (afterSeq, limit) =>
      all("SELECT seq, body FROM event WHERE seq > ? ORDER BY seq LIMIT ?", afterSeq, limit).map((row) => ({
        seq: Number(row["seq"]),
        event: JSON.parse(String(row["body"])) as RunEvent,
      })),
    close: () => database.close(),
  };
}

type Row = Record<string, unknown>;

function mapOne<T>(row: Row | undefined, map: (row: Row) => T): T | undefined {
  return row === undefined ? undefined : map(row);
}

function runIdOf(event: RunEvent): string | null {
  return "runId" in event ? event.runId : null;
}

function taskIdOf(event: RunEvent): string | null {
  return "taskId" in event ? event.taskId : null;
}

function conditions(filter: RunFilter): { where: string; values: string[] } {
  const parts: string[] = [];
  const values: string[] = [];
  const add = (part: string, ...more: string[]): void => {
    parts.push(part);
    values.push(...more);
  };
  if (filter.dagId !== undefined) add("dag_id = ?", filter.dagId);
  if (filter.states !== undefined)
    add(`state IN (${filter.states.map(() => "?").join(", ")})`, ...filter.states);
  if (filter.intervalFrom !== undefined) add("interval_start >= ?", filter.intervalFrom);
  if (filter.intervalTo !== undefined) add("interval_start < ?", filter.intervalTo);
  return { where: parts.length === 0 ? "" : `WHERE ${parts.join(" AND ")}`, values };
}

function summaries(
  all: (sql: string) => Row[],
  one: (sql: string, ...values: string[]) => Row | undefined,
): readonly DagSummary[] {
  const counts = new Map<string, Record<RunState, number>>();
  for (const row of all("SELECT dag_id, state, count(*) AS runs FROM run GROUP BY dag_id, state")) {
    const dagId = String(row["dag_id"]);
    const ofDag =
      counts.get(dagId) ?? (Object.fromEntries(RUN_STATES.map((s) => [s, 0])) as Record<RunState, number>);
    ofDag[row["state"] as RunState] = Number(row["runs"]);
    counts.set(dagId, ofDag);
  }
  return [...counts].map(([dagId, ofDag]) => ({
    dagId,
    counts: ofDag,
    lastRun: mapOne(
      one("SELECT * FROM run WHERE dag_id = ? ORDER BY interval_start DESC LIMIT 1", dagId),
      toRun,
    ),
  }));
}
