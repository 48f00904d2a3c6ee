import { pipeline, type Readable, Transform } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../protocol/user-error.ts";
import type { Lake, LakeObject, LakeWriter } from "../connections/lake.ts";
import { objectRemoved } from "../connections/lake-errors.ts";
import type { CopyItem } from "./plan.ts";
import { createWatch } from "./same-failures.ts";

export interface Failure {
  readonly item: CopyItem;
  readonly error: UserError;
}

export type CopyEvent =
  /** Bytes that have been moved; less than 0 for those of a try that failed. */
  | { readonly kind: "moved"; readonly bytes: number }
  /** `within`: the server did it, no bytes went through this process. */
  | { readonly kind: "copied"; readonly item: CopyItem; readonly within: boolean }
  | { readonly kind: "again"; readonly item: CopyItem; readonly error: UserError; readonly inMs: number }
  | ({ readonly kind: "failed" } & Failure);

export interface CopyOptions {
  readonly source: Lake;
  readonly writer: LakeWriter;
  /** Objects at a time. */
  readonly jobs: number;
  readonly signal: AbortSignal;
  readonly onEvent: (event: CopyEvent) => void;
  /** The error as it is told. Default: as it is. */
  readonly clean?: (error: UserError) => UserError;
  /** Default: waits that long. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** What came of it. What is neither copied nor failed was not tried, or was given up when all of it was stopped. */
export interface Copied {
  readonly copied: number;
  readonly bytes: number;
  /** Of the copied ones, those whose bytes did not go through this process. */
  readonly within: number;
  readonly failures: readonly Failure[];
  /** Why the rest was not tried: an error that every object would have. */
  readonly stoppedBy?: UserError;
}

/** Tries of an object at most. The lakes try requests again by themselves; this is for what they give up. */
const TRIES = 3;
const FIRST_WAIT_MS = 500;

/**
 * Copies objects, several at a time. One that fails does not stop the others, unless they would all fail for the same
 * reason. An abort ends it without an error: what has been copied stays, and of the rest nothing is there.
 */
export async function copyObjects(items: Iterable<CopyItem>, options: CopyOptions): Promise<Copied> {
  const { jobs, signal, onEvent } = options;
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const watch = createWatch();
  const next = items[Symbol.iterator]();
  const failures: Failure[] = [];
  let copied = 0;
  let bytes = 0;
  let within = 0;
  let stoppedBy: UserError | undefined;

  const work = async (): Promise<void> => {
    while (!until.aborted) {
      const { done, value: item } = next.next();
      if (done === true) return;
      const outcome = await copyOne(item, options, until);
      if (outcome.kind === "given up") return;
      if (outcome.kind === "failed") {
        failures.push({ item, error: outcome.error });
        onEvent({ kind: "failed", item, error: outcome.error });
        if (!watch.isForAll(outcome.error)) continue;
        stoppedBy ??= outcome.error;
        return stop.abort();
      }
      watch.succeeded();
      copied += 1;
      bytes += item.object.size;
      if (outcome.kind === "within") within += 1;
      onEvent({ kind: "copied", item, within: outcome.kind === "within" });
    }
  };
  const workers = Array.from({ length: jobs }, () =>
    work().catch((error: unknown) => {
      // A defect. The others must have come to their ends before anybody hears of it.
      stop.abort();
      throw error;
    }),
  );
  const ended = await Promise.allSettled(workers);
  for (const worker of ended) if (worker.status === "rejected") throw worker.reason;
  return { copied, bytes, within, failures, ...(stoppedBy !== undefined && { stoppedBy }) };
}

type Outcome =
  | { readonly kind: "streamed" | "within" | "given up" }
  | { readonly kind: "failed"; readonly error: UserError };

async function copyOne(item: CopyItem, options: CopyOptions, signal: AbortSignal): Promise<Outcome> {
  const { source, writer, onEvent, clean = asItIs, wait = waitFor } = options;
  let { object } = item;
  for (let tries = 1; ; tries += 1) {
    let moved = 0;
    const move = (count: number): void => {
      moved += count;
      onEvent({ kind: "moved", bytes: count });
    };
    try {
      if (await writer.copyWithin(source, object, item.key, signal)) {
        move(object.size);
        return { kind: "within" };
      }
      const body = await source.open(object, signal);
      const { size, lastModified } = object;
      const about = { size, lastModified, ...(body.headers && { headers: body.headers }) };
      await writer.put(item.key, counted(body, move), about, signal);
      return { kind: "streamed" };
    } catch (error) {
      if (moved > 0) onEvent({ kind: "moved", bytes: -moved });
      if (signal.aborted) return { kind: "given up" };
      if (!(error instanceof UserError)) throw error;
      if (!error.retryable || tries === TRIES) return { kind: "failed", error: clean(error) };
      const inMs = FIRST_WAIT_MS * 2 ** (tries - 1);
      onEvent({ kind: "again", item, error: clean(error), inMs });
      try {
        await wait(inMs, signal);
        if (error.code === "object-changed") object = await lookAgain(source, object, signal);
      } catch (later) {
        if (signal.aborted) return { kind: "given up" };
        if (!(later instanceof UserError)) throw later;
        return { kind: "failed", error: clean(later) };
      }
    }
  }
}

/** As it is now: what is copied is one content, be it a newer one. */
async function lookAgain(source: Lake, { key }: LakeObject, signal: AbortSignal): Promise<LakeObject> {
  const object = await source.head(key, signal);
  if (object === undefined) throw objectRemoved(source.describe(key));
  return object;
}

/** The same bytes; an end of either stream is one of the other. */
function counted(body: Readable, moved: (bytes: number) => void): Readable {
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      moved(chunk.length);
      done(null, chunk);
    },
  });
  // Errors come out of `through`.
  pipeline(body, through, () => {});
  return through;
}

function asItIs(error: UserError): UserError {
  return error;
}

async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal });
}
