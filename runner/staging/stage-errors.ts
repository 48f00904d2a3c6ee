import { UserError } from "../../protocol/user-error.ts";
import type { KeyPattern } from "./key-pattern.ts";
import { formatPlace, type Reject, type Rejects } from "./rejects.ts";

/** Of a value or a record in a message. The rejects' table has more of it. */
const SHOWN_CHARACTERS = 80;

/** More records were rejected than the task tolerates, or a file could not be read to its end. */
export function tooManyRejects(rejects: Rejects, read: number, maxErrors: number): UserError {
  const first = rejects.first as Reject;
  const count = rejects.count;
  const rejected = `${count} of ${read} records ${count === 1 ? "was" : "were"} rejected`;
  const consequence = rejects.isFatal
    ? `The rest of that file could not be read (${rejected})`
    : `${rejected}, and maxErrors is ${maxErrors}`;
  return new UserError({
    code: rejects.isFatal ? "unreadable-file" : "too-many-rejects",
    message: `${describeReject(first)}. ${consequence}; nothing was loaded.`,
    next: rejects.isFatal
      ? "Correct the file; the reject is in the table millrace.rejects."
      : `Correct ${count === 1 ? "the record, which is" : "the records, which are"} in the table millrace.rejects, or let \`maxErrors\` tolerate ${count === 1 ? "it" : "them"}.`,
  });
}

/** `data/a.json line 3: year: "abc" is not an integer`; without a column what stands there comes last. */
export function describeReject(reject: Reject): string {
  const { column, value, reason, record, fatal } = reject;
  const where = `${reject.file} ${formatPlace(reject.place)}`;
  if (column !== null) return `${where}: ${column}: ${value === null ? "" : `${shortened(value)} `}${reason}`;
  return fatal || record === "" ? `${where}: ${reason}` : `${where}: ${reason}: ${shortened(record)}`;
}

function shortened(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS).toWellFormed()}…` : text;
}

/** The server itself refused a row of the COPY. The reject's reason is the server's words. */
export function rowRefused(reject: Reject): UserError {
  return new UserError({
    code: "row-refused",
    message: `${reject.file} ${formatPlace(reject.place)}: the server refused the record: ${reject.reason}`,
    next: "Correct the record or the table's constraint; nothing was loaded.",
  });
}

export function noObjects(unmatched: readonly KeyPattern[], lake: string): UserError {
  const names = unmatched.map((pattern) => `"${pattern.text}"`).join(", ");
  return new UserError({
    code: "no-objects",
    message: `No object of the lake "${lake}" matches ${names}.`,
    next: 'Correct `from`, wait for the files with s3KeySensor, or set onEmpty to "skip" or "load".',
  });
}

export function schemaInRunScope(table: string): UserError {
  return new UserError({
    code: "schema-in-run-scope",
    message: `The staging table ${table} names a schema, but it is made in the schema of its run.`,
    next: 'Leave the schema out, or set scope to "shared".',
  });
}

export function notCreatedInRun(table: string): UserError {
  return new UserError({
    code: "table-not-created",
    message: `The SQL of \`create\` ran, but it made no table ${table} in the schema of the run.`,
    next: "Let it create the table under the name that the task's `table` has, without a schema.",
  });
}

export function notOnRedshift(warehouse: string): UserError {
  return new UserError({
    code: "unsupported-warehouse",
    message: `stageFromS3 cannot load the warehouse "${warehouse}", which is a Redshift.`,
    next: "Use an embedded or postgres connection for this task.",
  });
}
