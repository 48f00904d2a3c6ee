/**
 * What a command is about. Keybindings and other extensions give it as the command's only argument; rows of trees carry
 * it as `subject`. Whatever is missing is asked for.
 */
export interface CommandSubject {
  /** The text of a workspace folder's URI; without it the only one, or the one that the user picks. */
  readonly folder?: string;
  readonly dagId?: string;
  readonly taskId?: string;
  readonly runId?: string;
  readonly backfillId?: string;
  /** A check's name, within `dagId` and `taskId`. */
  readonly check?: string;
  readonly table?: string;
  readonly connection?: string;
  readonly schema?: string;
  /** A day or time as users write it: the interval. */
  readonly date?: string;
  /** The text that a row of a tree gives to be copied. */
  readonly name?: string;
  /** The id of a row of a tree. */
  readonly row?: string;
}

/** A command's argument, wherever it came from. Anything that is no object is nothing. */
export function subjectOf(argument: unknown): CommandSubject {
  if (typeof argument !== "object" || argument === null) return {};
  const subject = "subject" in argument ? argument.subject : argument;
  if (typeof subject !== "object" || subject === null) return {};
  return Object.fromEntries(
    Object.entries(subject).filter(([key, value]) => SUBJECT_KEYS.has(key) && typeof value === "string"),
  );
}

const SUBJECT_KEYS: ReadonlySet<string> = new Set([
  "folder",
  "dagId",
  "taskId",
  "runId",
  "backfillId",
  "check",
  "table",
  "connection",
  "schema",
  "date",
  "name",
  "row",
]);
