import type { RowCounts } from "../../protocol/run.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { TableRef, Transaction } from "../connections/warehouse.ts";
import { copyFormat } from "./copy-format.ts";
import { type EncodeJob, type EncodeProgress, encodeObjects, rowStream } from "./encode-objects.ts";
import { NeedsText } from "./encode-time.ts";
import { type CopiedRow, findRow, refusedRow } from "./refused-row.ts";
import { rowRefused, tooManyRejects } from "./stage-errors.ts";

const BEFORE_COPY = "millrace_before_copy";

/** A load that failed because of its data: the rejects are to be kept although nothing was loaded. */
export class DataRefused extends Error {
  readonly error: UserError;
  readonly progress: EncodeProgress;
  constructor(error: UserError, progress: EncodeProgress) {
    super(error.message);
    this.error = error;
    this.progress = progress;
  }
}

/** Counts of one COPY, and how it went. */
export interface Copied {
  readonly counts: Pick<RowCounts, "read" | "inserted" | "rejected">;
  readonly progress: EncodeProgress;
}

/**
 * Copies the records of the objects into a table. Throws DataRefused when more records than tolerated were rejected
 * or the server refused a row, other UserErrors for everything else.
 */
export async function copyObjects(
  tx: Transaction,
  table: TableRef,
  job: Omit<EncodeJob, "format">,
): Promise<Copied> {
  const format = copyFormat(job.mapped.columns);
  if (format === "text") return copyAs(tx, table, { ...job, format });
  await tx.query(`SAVEPOINT ${BEFORE_COPY}`);
  try {
    return await copyAs(tx, table, { ...job, format });
  } catch (error) {
    if (!(error instanceof NeedsText)) throw error;
    await tx.query(`ROLLBACK TO SAVEPOINT ${BEFORE_COPY}`);
    return copyAs(tx, table, { ...job, format: "text" });
  }
}

async function copyAs(tx: Transaction, table: TableRef, job: EncodeJob): Promise<Copied> {
  const left = new AbortController();
  const signal = job.signal === undefined ? left.signal : AbortSignal.any([job.signal, left.signal]);
  const { rows, progress } = encodeObjects({ ...job, signal });
  const columns = job.mapped.columns.map((column) => column.name);
  const data = rowStream(rows);
  const stop = () => {
    data.destroy();
    // Rows that wait for the lake do not learn from their stream that nobody wants them any more.
    left.abort();
  };
  try {
    const inserted = await tx.copyIn(table, columns, data, job.format);
    return { counts: { read: progress.read, inserted, rejected: progress.rejects.count }, progress };
  } catch (error) {
    stop();
    if (error instanceof NeedsText) throw error;
    const refused = refusedRow(error);
    if (refused !== undefined) throw (await locate(refused, job, progress)) ?? error;
    const { rejects, read } = progress;
    const isTooMany = rejects.isFatal || rejects.count > job.maxErrors;
    if (isTooMany && !(error instanceof UserError))
      throw new DataRefused(tooManyRejects(rejects, read, job.maxErrors), progress);
    throw error;
  } finally {
    stop();
  }
}

/** Undefined when the record is not to be found: its file may have changed. */
async function locate(
  { row, message }: CopiedRow,
  job: EncodeJob,
  progress: EncodeProgress,
): Promise<DataRefused | undefined> {
  const record = await findRow(job, progress.rowsBefore, row).catch(() => undefined);
  if (record === undefined) return undefined;
  const { file, place, raw } = record;
  const reject = { file, place, column: null, value: null, reason: message, fatal: false };
  progress.rejects.add(reject, raw);
  return new DataRefused(rowRefused({ ...reject, record: "" }), progress);
}
