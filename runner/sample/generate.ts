import { DAY_MS } from "./calendar.ts";
import { type Catalog, createCatalog, songFile, songPath } from "./catalog.ts";
import { createBookkeeper, type DayCounts, type SampleCounts } from "./counts.ts";
import { createPeople } from "./people.ts";
import { planSample, type SampleSizes } from "./sample-plan.ts";
import { createSimulation } from "./simulation.ts";
import { folderSink, type SampleSink } from "./sink.ts";

export interface GenerateOptions extends SampleSizes {
  readonly signal?: AbortSignal;
  /** Called when a day's log file is complete. */
  readonly onDay?: (day: DayCounts) => void;
}

/** Texts are handed to the disk in pieces of about this many characters. */
const PIECE = 1 << 18;

/**
 * Writes made-up data of the shape of Sparkify's into `folder`: `log_data/YYYY/MM/YYYY-MM-DD-events.json` and
 * `song_data/A/B/C/TR….json`. Takes the same memory for a thousand events as for a hundred million, but for some
 * bytes a listener. Throws a UserError for sizes that make no sense and for a folder that cannot be written.
 */
export function generateSample(
  options: GenerateOptions & { readonly folder: string },
): Promise<SampleCounts> {
  return generateInto(folderSink(options.folder), options);
}

/** As `generateSample`, into any sink. */
export async function generateInto(sink: SampleSink, options: GenerateOptions = {}): Promise<SampleCounts> {
  const plan = planSample(options);
  const catalog = createCatalog(plan.seed, plan.songs);
  const people = createPeople(plan.seed, plan.listeners, plan.start, plan.end);
  const books = createBookkeeper(plan.listeners);
  const simulation = createSimulation({ ...plan, catalog, people, books });

  await writeSongs(sink, catalog, options.signal);
  for (let day = 0; day < plan.days; day++) {
    const date = new Date(plan.start + day * DAY_MS).toISOString().slice(0, 10);
    const [year, month] = date.split("-");
    const file = await sink.open(`log_data/${year}/${month}/${date}-events.json`);
    try {
      const until = plan.start + (day + 1) * DAY_MS;
      let piece = simulation.nextLine(until) ?? "";
      for (let line = simulation.nextLine(until); line !== undefined; line = simulation.nextLine(until)) {
        // Lines are separated, not ended: like the original files, these have no newline at their end.
        piece += `\n${line}`;
        if (piece.length < PIECE) continue;
        options.signal?.throwIfAborted();
        await file.write(piece);
        piece = "";
      }
      await file.write(piece);
    } finally {
      await file.close();
    }
    const counts = books.endDay(date);
    options.onDay?.(counts);
  }
  return books.result(catalog.songs, catalog.artists);
}

async function writeSongs(sink: SampleSink, catalog: Catalog, signal?: AbortSignal): Promise<void> {
  for (let index = 0; index < catalog.songs; index++) {
    signal?.throwIfAborted();
    const song = catalog.song(index);
    const file = await sink.open(songPath(song));
    try {
      await file.write(songFile(song));
    } finally {
      await file.close();
    }
  }
}
