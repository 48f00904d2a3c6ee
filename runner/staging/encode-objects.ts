import { Readable } from "node:stream";
import type { Lake, LakeObject } from "../connections/lake.ts";
import { bufferCollector } from "./collect-buffers.ts";
import type { EncodeOptions } from "./column-encoder.ts";
import type { CopyFormat } from "./copy-format.ts";
import { CopyWriter, PIECES_KEPT } from "./copy-writer.ts";
import { DamagedGzip } from "./gunzip.ts";
import type { MappedColumns } from "./map-columns.ts";
import { readObjects } from "./read-objects.ts";
import { createRecordParser } from "./record-parser.ts";
import { createRecordReader, type RecordReader, type RecordSink } from "./record-reader.ts";
import { createRejects, MAX_KEPT, type Rejects } from "./rejects.ts";
import { createRowEncoder } from "./row-encoder.ts";

export interface EncodeJob {
  readonly lake: Lake;
  readonly objects: readonly LakeObject[];
  readonly mapped: MappedColumns;
  readonly options: EncodeOptions;
  readonly format: CopyFormat;
  /** Rejects that are tolerated. */
  readonly maxErrors: number;
  readonly signal?: AbortSignal;
}

/** What has been read so far; complete when the rows have come to their end. */
export interface EncodeProgress {
  readonly read: number;
  /** Rows given out. */
  readonly encoded: number;
  /** Content bytes, after unzipping. */
  readonly bytes: number;
  readonly rejects: Rejects;
  /** For each object, how many rows had been given out before it. */
  readonly rowsBefore: readonly number[];
  unseenColumns(): readonly string[];
}

export interface EncodedRows {
  /**
   * Rows in the job's format, in pieces; a piece is only valid until PIECES_KEPT more were taken. Ends with
   * TooManyRejects when more records than tolerated were rejected: after having read the rest, so that all rejects are
   * known (or MAX_KEPT of them). Ends with NeedsText when binary cannot hold a value.
   */
  readonly rows: AsyncGenerator<Buffer>;
  readonly progress: EncodeProgress;
}

export class TooManyRejects extends Error {}

/** A piece has so many bytes or a row more. */
const FLUSH_BYTES = 128 * 1024;
/** Of pieces that wait for the server; two more are on their way into the stream and out of it. */
const PIECES_AHEAD = PIECES_KEPT - 2;

/** The rows as a stream for COPY, which has left a piece behind when it reads the next one. */
export function rowStream(rows: AsyncGenerator<Buffer>): Readable {
  return Readable.from(rows, { objectMode: true, highWaterMark: PIECES_AHEAD });
}

/** Reads JSON objects of a lake as rows for COPY. Nothing is read before the first row is asked for. */
export function encodeObjects(job: EncodeJob): EncodedRows {
  const parser = createRecordParser(job.mapped.tree);
  const encoder = createRowEncoder(parser, job.mapped, job.options, job.format);
  const out = new CopyWriter(job.format);
  const rejects = createRejects();
  const collectAfter = bufferCollector();
  const rowsBefore: number[] = [];
  let read = 0;
  let encoded = 0;
  let bytes = 0;

  const tooMany = () => rejects.isFatal || rejects.count > job.maxErrors;

  function sinkFor(file: string): RecordSink {
    const none = { column: null, value: null };
    return {
      record(source, start, end, line, ordinal) {
        read++;
        const problem = encoder.encode(source, start, end, out);
        if (problem === undefined) encoded++;
        else
          rejects.add(
            { ...problem, file, place: { line, ordinal }, fatal: false },
            source.subarray(start, end),
          );
        return out.position >= FLUSH_BYTES ? true : undefined;
      },
      reject(raw, place, reason) {
        read++;
        rejects.add({ ...none, reason, file, place, fatal: false }, raw);
      },
      broken(raw, place, reason) {
        read++;
        rejects.add({ ...none, reason, file, place, fatal: true }, raw);
      },
    };
  }

  function takeRows(): Buffer | undefined {
    if (!tooMany()) return out.take();
    // Nothing will be loaded any more; what follows is only read for its rejects.
    out.position = 0;
    return undefined;
  }

  /** A chunk can bring many records: those that waited for the end of one that was large. */
  function* rowsSoFar(reader: RecordReader): Generator<Buffer> {
    while (reader.isPaused) {
      const taken = takeRows();
      if (taken !== undefined) yield taken;
      if (isEnough(reader)) return;
      reader.resume();
    }
  }

  async function* rows(): AsyncGenerator<Buffer> {
    out.begin();
    for await (const { object, chunks } of readObjects(job.lake, job.objects, job.signal)) {
      rowsBefore.push(encoded);
      const sink = sinkFor(object.key);
      const reader = createRecordReader(parser, sink);
      try {
        for await (const chunk of chunks) {
          bytes += chunk.length;
          reader.push(chunk);
          collectAfter(chunk.length);
          if (reader.isPaused) yield* rowsSoFar(reader);
          if (isEnough(reader)) break;
        }
        if (!isEnough(reader)) reader.finish();
        yield* rowsSoFar(reader);
      } catch (error) {
        if (!(error instanceof DamagedGzip)) throw error;
        sink.broken(Buffer.alloc(0), { line: reader.line, ordinal: reader.ordinal + 1 }, error.message);
      }
      if (tooMany() && rejects.count >= MAX_KEPT) break;
    }
    out.end();
    const taken = takeRows();
    if (taken === undefined) throw new TooManyRejects();
    if (taken.length > 0) yield taken;
  }

  function isEnough(reader: RecordReader): boolean {
    return reader.isBroken || (tooMany() && rejects.count >= MAX_KEPT);
  }

  return {
    rows: rows(),
    progress: {
      get read() {
        return read;
      },
      get encoded() {
        return encoded;
      },
      get bytes() {
        return bytes;
      },
      rejects,
      rowsBefore,
      unseenColumns: () => encoder.unseenColumns(),
    },
  };
}
