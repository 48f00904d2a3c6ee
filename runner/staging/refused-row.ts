import type { UserError } from "../../protocol/user-error.ts";
import { sqlStateOf } from "../loads/locate-sql-error.ts";
import { CopyWriter } from "./copy-writer.ts";
import type { EncodeJob } from "./encode-objects.ts";
import { readObjects } from "./read-objects.ts";
import { createRecordParser } from "./record-parser.ts";
import { createRecordReader, type RecordPlace } from "./record-reader.ts";
import { createRowEncoder } from "./row-encoder.ts";

/** The record of a refused row: which file, where in it, and its bytes. */
export interface RefusedRecord {
  readonly file: string;
  readonly place: RecordPlace;
  readonly raw: Buffer;
}

/** Classes of SQLSTATE that no record is to blame for: a full disk, a deadlock, a server that stops. */
const NOT_THE_RECORD = /^(08|40|53|55|57|58|XX)/;

/** What warehouses say in a UserError's `cause` about a row of a COPY that the server refused. */
export interface CopiedRow {
  /** From 1. */
  readonly row: number;
  /** The server's words, without saying which row it was. */
  readonly message: string;
}

/** The row of a COPY that the server refuses by its error; undefined for other errors. */
export function refusedRow(error: unknown): CopiedRow | undefined {
  const sqlState = sqlStateOf(error);
  if (sqlState === undefined || NOT_THE_RECORD.test(sqlState)) return undefined;
  return ((error as UserError).cause as { readonly copied?: CopiedRow }).copied;
}

/**
 * Finds the record of a row by reading its file again. `rowsBefore` says for each object how many rows came before
 * it. Undefined when the file no longer has such a record.
 */
export async function findRow(
  job: EncodeJob,
  rowsBefore: readonly number[],
  rowNumber: number,
): Promise<RefusedRecord | undefined> {
  const index = rowsBefore.findLastIndex((before) => before < rowNumber);
  const object = job.objects[index];
  if (object === undefined) return undefined;
  let rows = rowsBefore[index] as number;
  let found: RefusedRecord | undefined;
  const parser = createRecordParser(job.mapped.tree);
  const encoder = createRowEncoder(parser, job.mapped, job.options, job.format);
  const out = new CopyWriter(job.format);
  const reader = createRecordReader(parser, {
    record(bytes, start, end, line, ordinal) {
      if (found !== undefined || encoder.encode(bytes, start, end, out) !== undefined) return;
      out.position = 0;
      rows++;
      const raw = () => Buffer.from(bytes.subarray(start, Math.min(end, start + 4000)));
      if (rows === rowNumber) found = { file: object.key, place: { line, ordinal }, raw: raw() };
    },
    reject: () => {},
    broken: () => {},
  });
  for await (const { chunks } of readObjects(job.lake, [object], job.signal)) {
    for await (const chunk of chunks) {
      reader.push(chunk);
      if (found !== undefined) return found;
    }
  }
  reader.finish();
  return found;
}
