import { addAbortSignal, Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { pause } from "./retries.ts";
import { bodyStopped } from "./s3-errors.ts";

/** What a GET gives. */
export interface Part {
  readonly body: Readable;
  /** Which of the object's bytes is its first one: another than the one that was asked for, where ranges are ignored. */
  readonly start: number;
}

export interface BodySource {
  /** As a person names it. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** A body that gives nothing for so long while it is read is taken up again. */
  readonly stallMilliseconds: number;
  /** The content from `offset` on, of that very content. Throws UserErrors. */
  get(offset: number, signal: AbortSignal | undefined): Promise<Part>;
}

/** Attempts in a row that bring no byte. */
const TRIES = 5;
const FIRST_PAUSE_MS = 200;
const BUFFERED_BYTES = 256 * 1024;

/**
 * All bytes of an object, each once: a body that breaks off, stalls or is too short is taken up where it ended.
 * `first` is a part from the beginning that is there already.
 */
export async function* objectBytes(
  source: BodySource,
  signal: AbortSignal | undefined,
  first?: Part,
): AsyncGenerator<Buffer> {
  const { path, size, stallMilliseconds } = source;
  let part = first;
  let offset = 0;
  let tries = 0;
  for (;;) {
    part ??= await source.get(offset, signal);
    let interruption: Interrupted | undefined;
    try {
      let skip = offset - part.start;
      for await (const chunk of watched(part.body, stallMilliseconds)) {
        const bytes = chunk.subarray(skip);
        skip = Math.max(0, skip - chunk.length);
        if (bytes.length === 0) continue;
        if (offset + bytes.length > size)
          throw bodyStopped(path, size, size, "the server sends more", undefined);
        offset += bytes.length;
        tries = 0;
        yield bytes;
      }
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      interruption = error;
    } finally {
      part.body.destroy();
    }
    signal?.throwIfAborted();
    if (offset === size) return;
    tries++;
    const reason = interruption?.message ?? "the server ended it";
    if (tries > TRIES) throw bodyStopped(path, offset, size, reason, interruption?.cause);
    if (tries > 1) await pauseOf(tries, signal);
    part = undefined;
  }
}

/** The same as a stream. Aborting or destroying it closes the connection that it reads from. */
export function objectStream(source: BodySource, signal: AbortSignal | undefined, first: Part): Readable {
  const left = new AbortController();
  const either = signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]);
  const chunks = objectBytes(source, either, first);
  const stream = new Readable({
    highWaterMark: BUFFERED_BYTES,
    read() {
      chunks.next().then(
        ({ value, done }) => this.push(done === true ? null : value),
        (error) => this.destroy(error),
      );
    },
    destroy(error, done) {
      left.abort();
      // A generator that has not begun would not close it.
      first.body.destroy();
      chunks.return(undefined).then(
        () => done(error),
        () => done(error),
      );
    },
  });
  return signal === undefined ? stream : addAbortSignal(signal, stream);
}

/** A body broke off: not the reader's fault, and not the end of the object. */
class Interrupted extends Error {}

/** Only the time in which the reader waits counts. */
async function* watched(body: Readable, stallMilliseconds: number): AsyncGenerator<Buffer> {
  const chunks = body[Symbol.asyncIterator]();
  for (;;) {
    const stalled = () => body.destroy(new Error(`no byte came for ${stallMilliseconds / 1000} s`));
    const timer = setTimeout(stalled, stallMilliseconds);
    let next: IteratorResult<Buffer>;
    try {
      next = await chunks.next();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const reason =
        message === "aborted" || code === "ERR_STREAM_PREMATURE_CLOSE" ? "the connection broke" : message;
      throw new Interrupted(reason, { cause: error });
    } finally {
      clearTimeout(timer);
    }
    if (next.done === true) return;
    yield next.value;
  }
}

async function pauseOf(tries: number, signal: AbortSignal | undefined): Promise<void> {
  await wait(pause(FIRST_PAUSE_MS, tries - 1), undefined, { ...(signal && { signal }) }).catch((error) => {
    signal?.throwIfAborted();
    throw error;
  });
}
