import { mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { RunEvent } from "../../protocol/event.ts";
import type { BackfillRecord, DagSummary } from "../../protocol/history.ts";
import type { RunState, TaskState } from "../../protocol/run.ts";
import { RUN_STATES } from "../../protocol/run.ts";
import { packageRoot } from "../package-root.ts";
import { migrate } from "./migrate.ts";
import { createProjection } from "./project.ts";
import { sqliteRequests } from "./requests.ts";
import { toBackfill, toCheck, toLoad, toRun, toSchedule, toTask, toTry } from "./rows.ts";
import { withStateErrors } from "./state-error.ts";
import type { CheckFilter, RunFilter, Store, TaskCounts } from "./store.ts";

const RUN_OF_LOAD = "load JOIN run USING (run_id)";

const UNFINISHED = "state IN ('queued', 'running')";

/** SQLite takes the other columns of a group from the row that has the maximum. */
const LAST_CHECKS = "SELECT *, max(rowid) AS last FROM check_result";
const EACH_INTERVAL = "GROUP BY interval_start";
const NEWEST_FIRST = "ORDER BY interval_start DESC LIMIT ?";

/**
 * The history in `file` (created with its folder), in WAL mode: a killed process leaves whole transactions
 * only, and readers never wait for the writer. Every method throws a UserError when the file cannot be used.
 */
export function openSqliteStore(file: string): Store {
  const database = withStateErrors(file, () => openDatabase(file));
  const project = createProjection(database);
  const insert = database.prepare(
    "INSERT INTO event (at, type, run_id, task_id, body) VALUES (?, ?, ?, ?, ?)",
  );
  // A plan of thousands of runs asks the same few things thousands of times.
  const prepared = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    const known = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  const one = (sql: string, ...values: (string | number)[]) =>
    withStateErrors(file, () => statement(sql).get(...values));
  const all = (sql: string, ...values: (string | number)[]) =>
    withStateErrors(file, () => statement(sql).all(...values));

  const append = (events: readonly RunEvent[]): void => {
    // A try's id is on the disk before the try begins, so that even after a power cut its ledger row is found.
    const starts = events.some(({ type }) => type === "task.started");
    database.exec(`PRAGMA synchronous = ${starts ? "FULL" : "NORMAL"}; BEGIN IMMEDIATE`);
    try {
      for (const event of events) {
        insert.run(event.at, event.type, runIdOf(event), taskIdOf(event), JSON.stringify(event));
        project(event);
      }
      database.exec("COMMIT");
    } catch (error) {
      rollBack(database);
      throw error;
    }
  };

  return {
    append: (events) => withStateErrors(file, () => append(events)),
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
    unfinishedRuns: () => all(`SELECT * FROM run WHERE ${UNFINISHED}`).map(toRun),
    unfinishedTasks: () => unfinishedTasks(all),
    backfills: (dagId) => (dagId === undefined ? backfills(all) : backfills(all, "WHERE dag_id = ?", dagId)),
    backfill: (backfillId) => backfills(all, "WHERE backfill_id = ?", backfillId)[0],
    nextBackfillId() {
      // Earlier versions gave other ids.
      let n = Number(one("SELECT count(*) AS n FROM backfill")?.["n"]) + 1;
      while (one("SELECT 1 FROM backfill WHERE backfill_id = ?", `b${n}`) !== undefined) n++;
      return `b${n}`;
    },
    tasks: (runId) => all("SELECT * FROM task_instance WHERE run_id = ?", runId).map(toTask),
    tries: (runId, taskId) =>
      all("SELECT * FROM task_try WHERE run_id = ? AND task_id = ? ORDER BY rowid", runId, taskId).map(toTry),
    loads: (runId) =>
      all(`SELECT * FROM ${RUN_OF_LOAD} WHERE run_id = ? ORDER BY load.rowid`, runId).map(toLoad),
    lastLoads: () =>
      all(
        `SELECT * FROM ${RUN_OF_LOAD} WHERE load.rowid IN (
           SELECT (SELECT rowid FROM load WHERE table_name = known.table_name ORDER BY at DESC, rowid DESC LIMIT 1)
           FROM (SELECT DISTINCT table_name FROM load) AS known)
         ORDER BY table_name`,
      ).map(toLoad),
    loadBefore: ({ table, runId, at }) =>
      mapOne(
        one(
          `SELECT * FROM ${RUN_OF_LOAD} WHERE table_name = ? AND run_id <> ? AND load.at <= ?
           ORDER BY load.at DESC, load.rowid DESC LIMIT 1`,
          table,
          runId,
          at,
        ),
        toLoad,
      ),
    checks: (runId) =>
      all(
        `SELECT check_result.* FROM check_result JOIN task_instance USING (run_id, task_id, try_id)
         WHERE run_id = ? ORDER BY check_result.rowid`,
        runId,
      ).map(toCheck),
    checkHistory(filter) {
      const { where, values } = checkConditions(filter);
      return all(`${LAST_CHECKS} ${where} ${EACH_INTERVAL} ${NEWEST_FIRST}`, ...values).map(toCheck);
    },
    checkValues(filter) {
      const { where, values } = checkConditions(filter);
      const isGood =
        "HAVING value IS NOT NULL AND (outcome IN ('pass', 'warn') OR (outcome = 'skipped' AND value <> 0))";
      return all(
        `${LAST_CHECKS} ${where} AND try_id IS NOT NULL ${EACH_INTERVAL} ${isGood} ${NEWEST_FIRST}`,
        ...values,
      ).map((row) => Number(row["value"]));
    },
    outcomeSince({ dagId, taskId, name, outcome, at }) {
      const key = "dag_id = ? AND task_id = ? AND name = ?";
      const before = `SELECT coalesce(max(at), -1) FROM check_result WHERE ${key} AND outcome <> ? AND at <= ?`;
      const first = `SELECT min(at) AS at FROM check_result WHERE ${key} AND outcome = ? AND at > (${before})`;
      const values = [dagId, taskId, name, outcome];
      return Number(one(first, ...values, ...values, at)?.["at"] ?? at);
    },
    latestCheck: ({ dagId, taskId, name }) =>
      mapOne(
        one(
          `SELECT * FROM check_result WHERE rowid =
             (SELECT max(rowid) FROM check_result WHERE dag_id = ? AND task_id = ? AND name = ?)`,
          dagId,
          taskId,
          name,
        ),
        toCheck,
      ),
    latestChecks: (dagId) =>
      all(
        `${LAST_CHECKS} ${dagId === undefined ? "" : "WHERE dag_id = ?"} GROUP BY dag_id, task_id, name
         ORDER BY last`,
        ...(dagId === undefined ? [] : [dagId]),
      ).map(toCheck),
    summaries: () => summaries(all, one),
    schedules: () => all("SELECT * FROM schedule ORDER BY dag_id").map(toSchedule),
    events: (afterSeq, limit) =>
      all("SELECT seq, body FROM event WHERE seq > ? ORDER BY seq LIMIT ?", afterSeq, limit).map((row) => ({
        seq: Number(row["seq"]),
        event: JSON.parse(String(row["body"])) as RunEvent,
      })),
    lastSeq: () => Number(one("SELECT max(seq) AS seq FROM event")?.["seq"] ?? 0),
    requests: sqliteRequests(database, (work) => withStateErrors(file, work)),
    close: () => database.close(),
  };
}

function openDatabase(file: string): DatabaseSync {
  mkdirSync(path.dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  try {
    database.exec("PRAGMA busy_timeout = 5000");
    turnWalOn(database);
    migrate(database, path.join(packageRoot(), "sql", "state"), file);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** So often it is tried, 10 ms apart. */
const WAL_TRIES = 500;

/**
 * Another process that opens or closes the file locks it for a moment. SQLite does not always wait for that as it does
 * for writers: where waiting could be a deadlock, it gives up at once.
 */
function turnWalOn(database: DatabaseSync): void {
  for (let tries = 1; ; tries++) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      if (tries === WAL_TRIES || !/locked|busy/i.test(String(error))) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** After some errors, such as a full disk, SQLite has rolled back by itself and refuses to do it again. */
function rollBack(database: DatabaseSync): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // The error that led here is the one to tell.
  }
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
  if (filter.backfillId !== undefined) add("backfill_id = ?", filter.backfillId);
  return { where: parts.length === 0 ? "" : `WHERE ${parts.join(" AND ")}`, values };
}

function checkConditions(filter: CheckFilter): { where: string; values: (string | number)[] } {
  const { dagId, taskId, name, before, limit } = filter;
  const where = `WHERE dag_id = ? AND task_id = ? AND name = ?${before === undefined ? "" : " AND interval_start < ?"}`;
  return { where, values: [dagId, taskId, name, ...(before === undefined ? [] : [before]), limit] };
}

/** Newest first, with how many of their runs are in which state. */
function backfills(
  all: (sql: string, ...values: string[]) => Row[],
  where = "",
  ...values: string[]
): readonly BackfillRecord[] {
  const counts = new Map<string, Record<RunState, number>>();
  const ofState = all(
    `SELECT backfill_id, state, count(*) AS runs FROM backfill_run
     WHERE backfill_id IN (SELECT backfill_id FROM backfill ${where}) GROUP BY backfill_id, state`,
    ...values,
  );
  for (const row of ofState) {
    const backfillId = String(row["backfill_id"]);
    const counted = counts.get(backfillId) ?? noRuns();
    counted[row["state"] as RunState] = Number(row["runs"]);
    counts.set(backfillId, counted);
  }
  return all(
    `SELECT *, (SELECT min(started_at) FROM backfill_run AS part WHERE part.backfill_id = backfill.backfill_id)
         AS started_at,
       (SELECT max(ended_at) FROM backfill_run AS part WHERE part.backfill_id = backfill.backfill_id) AS ended_at
     FROM backfill ${where} ORDER BY rowid DESC`,
    ...values,
  ).map((row) => toBackfill(row, counts.get(String(row["backfill_id"])) ?? noRuns()));
}

function unfinishedTasks(all: (sql: string) => Row[]): ReadonlyMap<string, TaskCounts> {
  const counts = new Map<string, Partial<Record<TaskState, number>>>();
  const rows = all(
    `SELECT run_id, state, count(*) AS tasks FROM task_instance
     WHERE run_id IN (SELECT run_id FROM run WHERE ${UNFINISHED}) GROUP BY run_id, state`,
  );
  for (const row of rows) {
    const runId = String(row["run_id"]);
    const ofRun = counts.get(runId) ?? {};
    ofRun[row["state"] as TaskState] = Number(row["tasks"]);
    counts.set(runId, ofRun);
  }
  return counts;
}

function noRuns(): Record<RunState, number> {
  return Object.fromEntries(RUN_STATES.map((state) => [state, 0])) as Record<RunState, number>;
}

function summaries(
  all: (sql: string) => Row[],
  one: (sql: string, ...values: string[]) => Row | undefined,
): readonly DagSummary[] {
  const counts = new Map<string, Record<RunState, number>>();
  for (const row of all("SELECT dag_id, state, count(*) AS runs FROM run GROUP BY dag_id, state")) {
    const dagId = String(row["dag_id"]);
    const ofDag = counts.get(dagId) ?? noRuns();
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
