import { mkdir } from "node:fs/promises";
import path from "node:path";
import { copySample } from "./copy-sample.ts";
import type { DayCounts, SampleCounts } from "./counts.ts";
import { ENVIRONMENT_FILE, writeEnvironmentFile } from "./environment-file.ts";
import { generateSample } from "./generate.ts";
import { planSample } from "./sample-plan.ts";

export interface CreateSampleOptions {
  /** Where: a folder that is empty or not there yet. */
  readonly folder: string;
  /** Log records in all, at least 300. Default 8,000. */
  readonly size?: number;
  /** The same size and seed give the same data. Default 1. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** Called when a day's log file is complete. */
  readonly onDay?: (day: DayCounts) => void;
}

export interface CreatedSample {
  readonly folder: string;
  /** The workspace's files, relative to the folder; the data in `data/` not among them. */
  readonly files: readonly string[];
  /** What was generated, and so what the tables hold after all days were loaded. */
  readonly counts: SampleCounts;
  /** First and last day that there are logs for. */
  readonly from: string;
  readonly to: string;
}

/**
 * Makes a workspace with the Sparkify pipeline and made-up data for November 2018. Throws a UserError when the
 * folder is not empty or cannot be written, or when the size makes no sense.
 */
export async function createSample(options: CreateSampleOptions): Promise<CreatedSample> {
  const { folder, size, seed, signal, onDay } = options;
  const sizes = { ...(size === undefined ? {} : { events: size }), ...(seed === undefined ? {} : { seed }) };
  // A size that makes no sense is told before anything is made.
  planSample(sizes);
  const copied = await copySample("sparkify", folder);
  await writeEnvironmentFile(folder);
  const files = [...copied, ENVIRONMENT_FILE].sort();
  const counts = await generateSample({
    folder: path.join(folder, "data"),
    ...sizes,
    ...(signal === undefined ? {} : { signal }),
    ...(onDay === undefined ? {} : { onDay }),
  });
  return { folder, files, counts, from: counts.days.at(0)?.date ?? "", to: counts.days.at(-1)?.date ?? "" };
}

/** Makes the smallest workspace that does something. Returns its files; throws as `createSample` does. */
export async function createEmpty({ folder }: { readonly folder: string }): Promise<readonly string[]> {
  const files = await copySample("empty", folder);
  // The lake: without it, it would be a connection that does not work.
  await mkdir(path.join(folder, "data"));
  return files;
}
