import type { Readable } from "node:stream";
import { UserError } from "../../protocol/user-error.ts";
import type { Lake, LakeObject } from "../connections/lake.ts";
import { gunzip, isGzip } from "./gunzip.ts";

/** An object's content, unzipped if it was gzipped. */
export interface ObjectContent {
  readonly object: LakeObject;
  readonly index: number;
  /** Ends with a DamagedGzip when the compressed data cannot be read to its end. */
  readonly chunks: Iterable<Buffer> | AsyncIterable<Buffer>;
}

/** Objects up to this size are read whole, several at a time; larger ones are streamed, one at a time. */
const SMALL_BYTES = 256 * 1024;
const READ_AHEAD = 32;

/** The contents of the objects, in their order. Small objects are fetched ahead. Throws the lake's UserErrors. */
export async function* readObjects(
  lake: Lake,
  objects: readonly LakeObject[],
  signal?: AbortSignal,
): AsyncGenerator<ObjectContent> {
  const ahead = new Map<number, Promise<Buffer>>();
  let next = 0;
  for (const [index, object] of objects.entries()) {
    for (; next < objects.length && next < index + READ_AHEAD; next++) {
      const upcoming = objects[next] as LakeObject;
      if (upcoming.size > SMALL_BYTES) continue;
      const content = fetchWhole(lake, upcoming, signal);
      // Who awaits it gets the error; without this line an early end of the loop would leave it unhandled.
      content.catch(() => {});
      ahead.set(next, content);
    }
    signal?.throwIfAborted();
    const fetched = ahead.get(index);
    ahead.delete(index);
    if (fetched === undefined) {
      const stream = await open(lake, object, signal);
      try {
        yield { object, index, chunks: gunzipIfNeeded(rawChunks(lake, object, stream)) };
      } finally {
        stream.destroy();
      }
    } else {
      const bytes = await fetched;
      yield { object, index, chunks: isGzip(bytes) ? gunzip([bytes]) : [bytes] };
    }
  }
}

async function fetchWhole(lake: Lake, object: LakeObject, signal: AbortSignal | undefined): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of rawChunks(lake, object, await open(lake, object, signal))) parts.push(chunk);
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

async function open(lake: Lake, object: LakeObject, signal: AbortSignal | undefined): Promise<Readable> {
  try {
    return await lake.open(object, signal);
  } catch (error) {
    throw asReadError(lake, object, error, signal);
  }
}

async function* rawChunks(lake: Lake, object: LakeObject, stream: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    throw asReadError(lake, object, error, undefined);
  }
}

async function* gunzipIfNeeded(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 2) {
    const { value, done } = await iterator.next();
    if (done === true) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  const all = withHead(head, { [Symbol.asyncIterator]: () => iterator });
  yield* isGzip(head) ? gunzip(all) : all;
}

async function* withHead(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}

function asReadError(
  lake: Lake,
  object: LakeObject,
  error: unknown,
  signal: AbortSignal | undefined,
): unknown {
  if (error instanceof UserError || signal?.aborted === true) return error;
  if (error instanceof Error && error.name === "AbortError") return error;
  return new UserError({
    code: "lake-read-failed",
    message: `Reading ${lake.describe(object.key)} stopped: ${error instanceof Error ? error.message : String(error)}.`,
    next: "Try again; if it stays, read the object with another tool.",
    retryable: true,
    cause: error,
  });
}
