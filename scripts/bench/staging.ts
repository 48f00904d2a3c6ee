import { cp, stat } from "node:fs/promises";
import path from "node:path";
import {
  type EmbeddedServer,
  embeddedPostgres,
} from "../../runner/connections/embedded/embedded-postgres.ts";
import { generateSample } from "../../runner/sample/generate.ts";
import type { BenchContext } from "./context.ts";
import { copyCsv, exportCsv, withClient } from "./csv.ts";
import type { Figure, Measured } from "./figure.ts";
import { millrace, millraceWithMemory } from "./millrace.ts";
import { findPsql, type Psql, runPsql } from "./psql.ts";
import { durationOf, makeWorkspace, readHistory, roundDate, succeededRun } from "./workspace.ts";

/** What is staged: a DAG of one task, and the same rows as CSV. */
interface Source {
  readonly dagId: "events" | "songs";
  readonly rows: number;
  readonly jsonBytes: number;
  readonly csv: string;
}

/** What a round took. */
interface Round {
  readonly staging: number;
  readonly command: number;
  readonly copy: number;
  readonly peakBytes: number;
}

const MB = 1e6;

/** Staging of JSON beside psql's copying of the same rows as CSV. */
export async function staging(context: BenchContext): Promise<Measured> {
  const { sizes, folder, signal, say } = context;
  const workspace = await makeWorkspace(path.join(folder, "staging"), { "bench.dag.ts": DAG_FILE });
  await cp(path.join(context.root, "samples", "sparkify", "sql"), path.join(workspace, "sql"), {
    recursive: true,
  });
  const paths = "log_json_path.json";
  await cp(path.join(context.root, "samples", "sparkify", paths), path.join(workspace, paths));
  say(`c: making ${sizes.events} events and ${sizes.songs} songs`);
  const data = path.join(workspace, "data");
  const { events, songs } = sizes;
  await generateSample({ folder: data, days: 1, events, songs, signal });
  const psql = await findPsql(signal);
  // The server stays up between the commands that are measured, as it does beside an open editor.
  const server = await embeddedPostgres({ folder: path.join(workspace, ".millrace", "postgres") });
  try {
    const large = await prepare(context, workspace, server, "events");
    const small = await prepare(context, workspace, server, "songs");
    const largeRounds = await measure(context, workspace, server, psql, large);
    const smallRounds = await measure(context, workspace, server, psql, small);
    return {
      figures: [...figuresOfLarge(large, largeRounds, psql), ...figuresOfSmall(small, smallRounds, psql)],
      notes: notes(large, small, psql),
    };
  } finally {
    await server.stop();
  }
}

/** Stages once into a table that stays, and writes its rows as CSV. It also fills the caches of files. */
async function prepare(
  context: BenchContext,
  workspace: string,
  { connection }: EmbeddedServer,
  dagId: Source["dagId"],
): Promise<Source> {
  context.say(`c: writing the ${dagId} as CSV`);
  await millrace(context, workspace, ["run", `keep_${dagId}`, "--date", roundDate(0)]);
  const csv = path.join(workspace, `${dagId}.csv`);
  await exportCsv(connection, `staging_${dagId}`, csv);
  const rows = await countRows(connection, `staging_${dagId}`);
  const jsonBytes = dagId === "events" ? (await stat(path.join(workspace, "data", EVENTS_FILE))).size : rows;
  return { dagId, rows, jsonBytes, csv };
}

async function measure(
  context: BenchContext,
  workspace: string,
  server: EmbeddedServer,
  psql: Psql | undefined,
  source: Source,
): Promise<readonly Round[]> {
  const { sizes, say } = context;
  const { connection } = server;
  const rounds: Round[] = [];
  for (let round = 0; round < sizes.rounds; round++) {
    say(`c: ${source.dagId}, round ${round + 1} of ${sizes.rounds}`);
    const date = roundDate(round);
    await withClient(connection, (client) => client.query("CHECKPOINT"));
    const { seconds, peakBytes } = await millraceWithMemory(context, workspace, [
      "run",
      source.dagId,
      "--date",
      date,
    ]);
    const took = readHistory(workspace, (store) => {
      const { runId } = succeededRun(store, source.dagId, date);
      if (store.loads(runId)[0]?.inserted !== source.rows) throw new Error("Not all rows were staged.");
      return durationOf(store.tasks(runId)[0]);
    });
    await withClient(connection, (client) => client.query("CHECKPOINT"));
    const copy = await copyTheSame(context, workspace, connection, psql, source);
    if ((await countRows(connection, "bench_copy")) !== source.rows)
      throw new Error("Not all rows were copied.");
    rounds.push({ staging: took / 1000, command: seconds, copy, peakBytes });
  }
  return rounds;
}

function copyTheSame(
  { signal }: BenchContext,
  workspace: string,
  connection: EmbeddedServer["connection"],
  psql: Psql | undefined,
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

function figuresOfLarge(source: Source, rounds: readonly Round[], psql: Psql | undefined): readonly Figure[] {
  const rate = (seconds: (round: Round) => number, amount: number): readonly number[] =>
    rounds.map((round) => amount / seconds(round));
  const copied = rate(({ copy }) => copy, source.rows);
  const name = copyName(psql);
  const base = { name, samples: copied };
  const count = source.rows.toLocaleString("en-US");
  return [
    {
      what: `stageFromS3, ${count} events in one file`,
      samples: rate((r) => r.staging, source.rows),
      unit: "rows/s",
      base,
    },
    {
      what: "  the same in bytes of JSON",
      samples: rate((r) => r.staging, source.jsonBytes / MB),
      unit: "MB/s",
    },
    {
      what: "  the whole command `millrace run`",
      samples: rate((r) => r.command, source.rows),
      unit: "rows/s",
      base,
    },
    { what: `  ${name} of the same rows`, samples: copied, unit: "rows/s" },
    {
      what: "  peak memory of the millrace process",
      samples: rounds.map((r) => r.peakBytes / MB),
      unit: "MB",
    },
  ];
}

function figuresOfSmall(source: Source, rounds: readonly Round[], psql: Psql | undefined): readonly Figure[] {
  const copied = rounds.map(({ copy }) => source.rows / copy);
  const count = source.rows.toLocaleString("en-US");
  return [
    {
      what: `stageFromS3, ${count} songs in a file each`,
      samples: rounds.map((r) => source.rows / r.staging),
      unit: "files/s",
      base: { name: copyName(psql), samples: copied },
    },
    { what: `  ${copyName(psql)} of the same rows, one file`, samples: copied, unit: "rows/s" },
    {
      what: "  peak memory of the millrace process",
      samples: rounds.map((r) => r.peakBytes / MB),
      unit: "MB",
    },
  ];
}

function copyName(psql: Psql | undefined): string {
  return psql === undefined ? "COPY by pg-copy-streams (no psql here)" : "psql \\copy";
}

function notes(large: Source, small: Source, psql: Psql | undefined): readonly string[] {
  const size = `${Math.round(large.jsonBytes / MB)} MB of JSON`;
  return [
    `Generated data of the Sparkify sample's shape: ${large.rows.toLocaleString("en-US")} events of 18 columns in one file of JSON lines (${size}), and ${small.rows.toLocaleString("en-US")} files of one object each. Staging is the task's time by the run's history: listing, reading, parsing, checking, COPY, ANALYZE, ledger and commit. Files come from the disk's cache.`,
    `${copyName(psql)} copies the same rows as CSV, which needs no parsing of JSON, into a new table of the same columns on the same server, in one transaction, without ANALYZE${psql === undefined ? "" : "; it is the time of the whole process"}. The two take turns, with a CHECKPOINT before each; ratios are of the two of one round.`,
    "Peak memory is the most that the process of `millrace run` had resident at any time (getrusage), the server's own not counted.",
  ];
}

const EVENTS_FILE = "log_data/2018/11/2018-11-01-events.json";

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
for (const [name, task] of Object.entries(tasks)) {
  dag({ id: name, schedule: "@daily", startDate: "2024-01-01" }, () => stageFromS3("stage", task));
  dag({ id: \`keep_\${name}\`, schedule: "@daily", startDate: "2024-01-01" }, () =>
    stageFromS3("stage", { ...task, scope: "shared" }),
  );
}
`;
