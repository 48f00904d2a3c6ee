import path from "node:path";
import { embeddedPostgres } from "../../runner/connections/embedded/embedded-postgres.ts";
import { generateSample } from "../../runner/sample/generate.ts";
import type { BenchContext } from "./context.ts";
import type { Figure, Measured } from "./figure.ts";
import { findPsql, type Psql } from "./psql.ts";
import { copyName, measure, prepare, type Round, type Source, stagingWorkspace } from "./staged-rows.ts";

const MB = 1e6;

/** Staging of JSON beside psql's copying of the same rows as CSV. */
export async function staging(context: BenchContext): Promise<Measured> {
  const { sizes, signal, say } = context;
  const workspace = await stagingWorkspace(context);
  say(`c: making ${sizes.events} events and ${sizes.songs} songs`);
  const data = path.join(workspace, "data");
  const { events, songs } = sizes;
  await generateSample({ folder: data, days: 1, events, songs, signal });
  const psql = await findPsql(signal);
  // The server stays up between the commands that are measured, as it does beside an open editor.
  const server = await embeddedPostgres({ folder: path.join(workspace, ".millrace", "postgres") });
  try {
    const bench = { context, area: "c", workspace, server, psql } as const;
    const large = await prepare(bench, data, "events");
    const small = await prepare(bench, data, "songs");
    const largeRounds = await measure(bench, large);
    const smallRounds = await measure(bench, small);
    return {
      figures: [...figuresOfLarge(large, largeRounds, psql), ...figuresOfSmall(small, smallRounds, psql)],
      notes: notes(large, small, psql),
    };
  } finally {
    await server.stop();
  }
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

function notes(large: Source, small: Source, psql: Psql | undefined): readonly string[] {
  const size = `${Math.round(large.jsonBytes / MB)} MB of JSON`;
  return [
    `Generated data of the Sparkify sample's shape: ${large.rows.toLocaleString("en-US")} events of 18 columns in one file of JSON lines (${size}), and ${small.rows.toLocaleString("en-US")} files of one object each. Staging is the task's time by the run's history: listing, reading, parsing, checking, COPY, ANALYZE, ledger and commit. Files come from the disk's cache.`,
    `${copyName(psql)} copies the same rows as CSV, which needs no parsing of JSON, into a new table of the same columns on the same server, in one transaction, without ANALYZE${psql === undefined ? "" : "; it is the time of the whole process"}. The two take turns, with a CHECKPOINT before each; ratios are of the two of one round.`,
    "Peak memory is the most that the process of `millrace run` had resident at any time (getrusage), the server's own not counted.",
  ];
}
