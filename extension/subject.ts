import type { JsonObject } from "../protocol/json.ts";

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
  /** The name of a secret that the editor keeps. */
  readonly secret?: string;
  /** A day or time as users write it: the interval. */
  readonly date?: string;
  /** A range of days or times: of a run not included at its end, of a backfill included. */
  readonly from?: string;
  readonly to?: string;
  /** Of a run. With them, also empty, nobody is asked for any. */
  readonly params?: JsonObject;
  /** What Clear does. */
  readonly clear?: ClearWay;
  readonly target?: string;
  /** Of a DAG that is made; `none` for one that is started by hand. */
  readonly schedule?: string;
  /** A SQL file: relative to its folder, or the text of a URI. */
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
  /** Which try's log, counted from 1; without it the last one, or the one that the user picks. */
  readonly tryNumber?: number;
  /** The text that a row of a tree gives to be copied. */
  readonly name?: string;
  /** The id of a row of a tree. */
  readonly row?: string;
}

/** Run the task again or only forget what became of it; alone, or with what is downstream. */
export const CLEAR_WAYS = ["run-downstream", "run", "forget-downstream", "forget"] as const;
export type ClearWay = (typeof CLEAR_WAYS)[number];

/** A command's argument, wherever it came from. Anything that is no object is nothing, and so are members of other types. */
export function subjectOf(argument: unknown): CommandSubject {
  if (!isObject(argument)) return {};
  const subject = "subject" in argument ? argument["subject"] : argument;
  if (!isObject(subject)) return {};
  return Object.fromEntries(
    Object.entries(subject).filter(([key, value]) => Object.hasOwn(FITS, key) && FITS[key]?.(value)),
  );
}

const isText = (value: unknown): boolean => typeof value === "string";
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0;

const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  folder: isText,
  dagId: isText,
  taskId: isText,
  runId: isText,
  backfillId: isText,
  check: isText,
  table: isText,
  connection: isText,
  schema: isText,
  secret: isText,
  date: isText,
  from: isText,
  to: isText,
  params: isObject,
  clear: (value) => CLEAR_WAYS.some((way) => way === value),
  target: isText,
  schedule: isText,
  file: isText,
  line: isCount,
  tryNumber: isCount,
  name: isText,
  row: isText,
} satisfies Readonly<Record<keyof CommandSubject, (value: unknown) => boolean>>;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
