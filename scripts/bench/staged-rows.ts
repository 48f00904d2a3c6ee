import { cp, stat } from "node:fs/promises";
import path from "node:path";
import type { EmbeddedServer } from "../../runner/connections/embedded/embedded-postgres.ts";
import type { BenchContext } from "./context.ts";
import { copyCsv, exportCsv, withClient } from "./csv.ts";
import { millrace, millraceWithMemory } from "./millrace.ts";
import { type Psql, runPsql } from "./psql.ts";
import { durationOf, makeWorkspace, readHistory, roundDate, succeededRun } from "./workspace.ts";

/** What is staged: a DAG of one task, and the same rows as CSV. */
export interface Source {
  readonly dagId: "events" | "songs";
  readonly rows: number;
  readonly jsonBytes: number;
  readonly csv: string;
}

/** What one run took: seconds of its task, seconds of the whole command. */
export interface StagedOnce {
  readonly staging: number;
  readonly command: number;
  readonly peakBytes: number;
}

/** What a round took; `copy` is psql's part, in seconds. */
export interface Round extends StagedOnce {
  readonly copy: number;
}

/** Where everything is, and what measures. */
export interface Bench {
  readonly context: BenchContext;
  readonly area: "c" | "h";
  readonly workspace: string;
  readonly server: EmbeddedServer;
  readonly psql: Psql | undefined;
}

/** A workspace with the sample's staging tasks. `lake` as `millrace.json` has it. */
export async function stagingWorkspace(
  { root, folder }: BenchContext,
  lake?: Readonly<Record<string, unknown>>,
): Promise<string> {
  const workspace = await makeWorkspace(path.join(folder, "staging"), { "bench.dag.ts": DAG_FILE }, lake);
  for (const name of ["sql", "log_json_path.json"])
    await cp(path.join(root, "samples", "sparkify", name), path.join(workspace, name), { recursive: true });
  return workspace;
}

/** Stages once into a table that stays, and writes its rows as CSV. It also fills the caches of files. */
export async function prepare(
  { context, area, workspace, server: { connection } }: Bench,
  data: string,
  dagId: Source["dagId"],
): Promise<Source> {
  context.say(`${area}: writing the ${dagId} as CSV`);
  await millrace(context, workspace, ["run", `keep_${dagId}`, "--date", roundDate(0)]);
  const csv = path.join(workspace, `${dagId}.csv`);
  await exportCsv(connection, `staging_${dagId}`, csv);
  const rows = await countRows(connection, `staging_${dagId}`);
  const jsonBytes = dagId === "events" ? (await stat(path.join(data, EVENTS_FILE))).size : rows;
  return { dagId, rows, jsonBytes, csv };
}

/** Stages and copies in turn. */
export async function measure(bench: Bench, source: Source): Promise<readonly Round[]> {
  const { context, area, server } = bench;
  const { sizes, say } = context;
  const { connection } = server;
  const rounds: Round[] = [];
  for (let round = 0; round < sizes.rounds; round++) {
    say(`${area}: ${source.dagId}, round ${round + 1} of ${sizes.rounds}`);
    const date = roundDate(round);
    const staged = await stageOnce(bench, source.dagId, date, source.rows);
    await withClient(connection, (client) => client.query("CHECKPOINT"));
    const copy = await copyTheSame(bench, source);
    if ((await countRows(connection, "bench_copy")) !== source.rows)
      throw new Error("Not all rows were copied.");
    rounds.push({ ...staged, copy });
  }
  return rounds;
}

/** One run of one DAG, which must stage so many rows. */
export async function stageOnce(
  { context, workspace, server }: Bench,
  dagId: string,
  date: string,
  rows: number,
): Promise<StagedOnce> {
  await withClient(server.connection, (client) => client.query("CHECKPOINT"));
  const args = ["run", dagId, "--date", date];
  const { seconds, peakBytes } = await millraceWithMemory(context, workspace, args);
  const took = readHistory(workspace, (store) => {
    const { runId } = succeededRun(store, dagId, date);
    if (store.loads(runId)[0]?.inserted !== rows) throw new Error("Not all rows were staged.");
    return durationOf(store.tasks(runId)[0]);
  });
  return { staging: took / 1000, command: seconds, peakBytes };
}

function copyTheSame(
  { context: { signal }, workspace, server: { connection }, psql }: Bench,
  { dagId, csv }: Source,
): Promise<number> {
  // A new table in the same transaction, as staging makes it: the server writes its rows once then.
  const setUp = ["DROP TABLE IF EXISTS bench_copy", `CREATE TABLE bench_copy (LIKE staging_${dagId})`];
  if (psql === undefined) return copyCsv(connection, setUp, "bench_copy", csv);
  const copy = `\\copy bench_copy FROM '${path.basename(csv)}' (FORMAT csv)`;
  return runPsql(psql, connection, [...setUp, copy], workspace, signal);
}

async function countRows(connection: EmbeddedServer["connection"], table: string): Promise<number> {
  return withClient(connection, async (client) =>
    Number((await client.query(`SELECT count(*) FROM ${table}`)).rows[0].count),
  );
}

/** What copies the CSV. */
export function copyName(psql: Psql | undefined): string {
  return psql === undefined ? "COPY by pg-copy-streams (no psql here)" : "psql \\copy";
}

/** Key of the large file. */
export const EVENTS_FILE = "log_data/2018/11/2018-11-01-events.json";

/** Key of the object that memory is measured with. */
export const HUGE_FILE = "huge.json";

/** The sample's staging tasks, each in a DAG of its own; and once more into tables that stay. */
const DAG_FILE = `import { dag, stageFromS3, type StageFromS3Params } from "millrace";
const tasks: Record<string, StageFromS3Params> = {
  events: {
    from: "${EVENTS_FILE}",
    table: "staging_events",
    create: "sql/create_staging_events.sql",
    json: "log_json_path.json",
    timeFormat: "epochmillisecs",
  },
  songs: { from: "song_data/", table: "staging_songs", create: "sql/create_staging_songs.sql" },
};
// The events again, over and over.
tasks.huge = { ...tasks.events!, from: "${HUGE_FILE}" };
for (const [name, task] of Object.entries(tasks)) {
  dag({ id: name, schedule: "@daily", startDate: "2024-01-01" }, () => stageFromS3("stage", task));
  dag({ id: \`keep_\${name}\`, schedule: "@daily", startDate: "2024-01-01" }, () =>
    stageFromS3("stage", { ...task, scope: "shared" }),
  );
}
`;
