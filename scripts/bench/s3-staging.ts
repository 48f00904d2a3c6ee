import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { embeddedPostgres } from "../../runner/connections/embedded/embedded-postgres.ts";
import { generateSample } from "../../runner/sample/generate.ts";
import type { BenchContext } from "./context.ts";
import type { Figure, Measured } from "./figure.ts";
import { findPsql } from "./psql.ts";
import { runProcess } from "./run-process.ts";
import { type BenchServer, type S3Place, startQuickServer } from "./s3-place.ts";
import {
  type Bench,
  copyName,
  measure,
  prepare,
  type Round,
  type Source,
  type StagedOnce,
  stageOnce,
  stagingWorkspace,
} from "./staged-rows.ts";
import { roundDate } from "./workspace.ts";

const MB = 1e6;
/** As many as staging GETs at a time. */
const CONCURRENCY = 32;
const LARGE_RATIO = 0.9;
const SMALL_RATIO = 0.8;
const MEMORY_MB = 200;

/** What a round with the small objects took; `bare` is the bare client's part, in seconds. */
interface SmallRound extends StagedOnce {
  readonly bare: number;
}

/** Staging from an S3 server in a process of its own: one large object, many small ones, a huge one. */
export async function s3Staging(context: BenchContext): Promise<Measured> {
  const { sizes, folder, signal, say } = context;
  const data = path.join(folder, "data");
  const { events, songs, hugeBytes } = sizes;
  say(`h: making ${events} events and ${songs} songs`);
  await generateSample({ folder: data, days: 1, events, songs, signal });
  const server = await startQuickServer(data, hugeBytes, signal);
  try {
    return await measureAt(context, server, data);
  } finally {
    await server.stop();
  }
}

async function measureAt(
  context: BenchContext,
  { place, hugeRows }: BenchServer,
  data: string,
): Promise<Measured> {
  const { sizes, signal, say } = context;
  const workspace = await stagingWorkspace(context, lakeAt(place));
  await writeFile(
    path.join(workspace, ".env"),
    `BENCH_KEY=${place.accessKeyId}\nBENCH_SECRET=${place.secretAccessKey}\n`,
  );
  const psql = await findPsql(signal);
  const server = await embeddedPostgres({ folder: path.join(workspace, ".millrace", "postgres") });
  const bench: Bench = { context, area: "h", workspace, server, psql };
  try {
    const large = await prepare(bench, data, "events");
    const largeRounds = await measure(bench, large);
    const smallRounds: SmallRound[] = [];
    for (let round = 0; round < sizes.rounds; round++) {
      say(`h: songs, round ${round + 1} of ${sizes.rounds}`);
      const staged = await stageOnce(bench, "songs", roundDate(round), sizes.songs);
      smallRounds.push({ ...staged, bare: await bareGets(context, place, "song_data/", sizes.songs) });
    }
    say(`h: an object of ${Math.round(sizes.hugeBytes / MB)} MB`);
    const huge = await stageOnce(bench, "huge", roundDate(0), hugeRows);
    const name = copyName(psql);
    return {
      figures: [
        ...figuresOfLarge(large, largeRounds, name),
        ...figuresOfSmall(sizes.songs, smallRounds),
        ...figuresOfHuge(sizes.hugeBytes, hugeRows, huge),
      ],
      notes: notes(large, name),
    };
  } finally {
    await server.stop();
  }
}

function lakeAt({ endpoint, region, bucket }: S3Place): Readonly<Record<string, unknown>> {
  const credentials = { accessKeyId: { env: "BENCH_KEY" }, secretAccessKey: { env: "BENCH_SECRET" } };
  return { type: "s3", bucket, region, endpoint, credentials };
}

/** Seconds that a bare client takes for the objects below a prefix. */
async function bareGets(
  { folder, signal }: BenchContext,
  place: S3Place,
  prefix: string,
  expected: number,
): Promise<number> {
  const program = fileURLToPath(new URL("./bare-s3-client.ts", import.meta.url));
  const args = [program, JSON.stringify(place), prefix, String(CONCURRENCY)];
  const { stdout } = await runProcess(process.execPath, args, { cwd: folder, signal });
  const { objects, seconds } = JSON.parse(stdout) as { objects: number; seconds: number };
  if (objects !== expected) throw new Error("The bare client did not get all objects.");
  return seconds;
}

function figuresOfLarge(
  { rows, jsonBytes }: Source,
  rounds: readonly Round[],
  copy: string,
): readonly Figure[] {
  const copied = rounds.map((round) => rows / round.copy);
  return [
    {
      what: `stageFromS3, ${rows.toLocaleString("en-US")} events in one object`,
      samples: rounds.map(({ staging }) => rows / staging),
      unit: "rows/s",
      base: { name: copy, samples: copied },
      ratioGoal: LARGE_RATIO,
    },
    {
      what: "  the same in bytes of JSON",
      samples: rounds.map(({ staging }) => jsonBytes / MB / staging),
      unit: "MB/s",
    },
    { what: `  ${copy} of the same rows`, samples: copied, unit: "rows/s" },
    { what: PEAK, samples: rounds.map(({ peakBytes }) => peakBytes / MB), unit: "MB" },
  ];
}

function figuresOfSmall(songs: number, rounds: readonly SmallRound[]): readonly Figure[] {
  const gets = rounds.map(({ bare }) => songs / bare);
  return [
    {
      what: `stageFromS3, ${songs.toLocaleString("en-US")} songs in an object each`,
      samples: rounds.map(({ staging }) => songs / staging),
      unit: "files/s",
      base: { name: "GETs of a bare client", samples: gets },
      ratioGoal: SMALL_RATIO,
    },
    { what: "  GETs of the same by a bare client", samples: gets, unit: "files/s" },
    { what: PEAK, samples: rounds.map(({ peakBytes }) => peakBytes / MB), unit: "MB" },
  ];
}

function figuresOfHuge(bytes: number, rows: number, { staging, peakBytes }: StagedOnce): readonly Figure[] {
  return [
    {
      what: `stageFromS3, an object of ${Math.round(bytes / MB).toLocaleString("en-US")} MB`,
      samples: [rows / staging],
      unit: "rows/s",
    },
    { what: PEAK, samples: [peakBytes / MB], unit: "MB", goal: MEMORY_MB },
  ];
}

const PEAK = "  peak memory of the millrace process";

function notes({ rows, jsonBytes }: Source, copy: string): readonly string[] {
  return [
    `The data of area c, ${rows.toLocaleString("en-US")} events in one object (${Math.round(jsonBytes / MB)} MB of JSON) and the songs in an object each, from the tests' own S3 server: a process of its own on this machine, with the objects in memory. It, the runner and Postgres share the processors.`,
    `Staging is the task's time by the run's history, as in area c; ${copy} is the time of psql's process, which reads the same rows as CSV from the disk's cache.`,
    `The bare client is AWS's S3Client in a process of its own, which GETs the same objects, ${CONCURRENCY} at a time, and does nothing with them. Its time is that of the GETs alone; staging's has the listing, the parsing and the load in it.`,
    "The huge object is the first megabyte of events over and over, made by the server while it is read.",
  ];
}
