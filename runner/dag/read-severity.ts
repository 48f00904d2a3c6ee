import type { CheckSeverity, CheckThreshold } from "../../protocol/dag.ts";
import type { Json } from "../../protocol/json.ts";
import { didYouMeanText } from "../core/did-you-mean.ts";
import { describeValue, isPlainObject } from "./authoring/plain.ts";
import type { Tell } from "./tell.ts";

/** Which check's severity is read. */
export interface SeveritySubject {
  /** ` of notNull in task "load"`. */
  readonly of: string;
  readonly kind: string;
  /** What the kind counts (`row`), or undefined when thresholds have nothing to count. */
  readonly counts: string | undefined;
}

const LEVELS = ["warn", "error"] as const;

/** Reads `severity` as authors write it, telling what is wrong; undefined when something is. */
export function readSeverity(
  given: Json | undefined,
  subject: SeveritySubject,
  tell: Tell,
): CheckSeverity | undefined {
  if (given === undefined || given === "error") return { error: { count: 0 } };
  if (given === "warn") return { warn: { count: 0 } };
  if (isPlainObject(given)) return readThresholds(given, subject, tell);
  const hint = typeof given === "string" ? didYouMeanText(given, LEVELS) : "";
  tell(
    "bad-parameter",
    `"severity"${subject.of} is ${describeValue(given)}, not "error", "warn" or an object of thresholds.${hint}`,
    ...(subject.counts === undefined ? [] : [`Thresholds are written like this: ${EXAMPLE}.`]),
  );
  return undefined;
}

const EXAMPLE = '{ warn: 0, error: "1%" }';

function readThresholds(
  given: Readonly<Record<string, unknown>>,
  subject: SeveritySubject,
  tell: Tell,
): CheckSeverity | undefined {
  const { of, kind, counts } = subject;
  if (counts === undefined) {
    tell(
      "bad-parameter",
      `"severity"${of} has thresholds, but this ${kind} check has nothing to count: its rule holds or not.`,
      'Write severity: "warn" or severity: "error".',
    );
    return undefined;
  }
  const unknown = Object.keys(given).filter((key) => !(LEVELS as readonly string[]).includes(key));
  for (const key of unknown) {
    const hint = didYouMeanText(key, LEVELS);
    tell("unknown-parameter", `"severity.${key}"${of} is no level.${hint}`, "The levels are warn and error.");
  }
  const levels = LEVELS.filter((level) => given[level] !== undefined);
  if (levels.length === 0 && unknown.length === 0) {
    tell("bad-parameter", `"severity"${of} has no threshold.`, `Write for example ${EXAMPLE}.`);
  }
  const read = levels.map((level) => [level, readThreshold(given[level], level, subject, tell)] as const);
  if (levels.length === 0 || unknown.length > 0 || read.some(([, value]) => value === undefined)) {
    return undefined;
  }
  const severity = Object.fromEntries(read) as CheckSeverity;
  return isInOrder(severity, of, tell) ? severity : undefined;
}

function readThreshold(
  given: unknown,
  level: string,
  { of, counts }: SeveritySubject,
  tell: Tell,
): CheckThreshold | undefined {
  if (typeof given === "number" && Number.isInteger(given) && given >= 0) return { count: given };
  const percent = typeof given === "string" ? /^(\d+(?:\.\d+)?)%$/.exec(given)?.[1] : undefined;
  if (percent !== undefined && Number(percent) <= 100) return { percent: Number(percent) };
  tell(
    "bad-parameter",
    `"severity.${level}"${of} is ${describeValue(given)}, not a number of ${counts}s or a percentage up to 100%.`,
    'Write for example 5 or "0.5%".',
  );
  return undefined;
}

/** Thresholds of different units can be in any order: it depends on the number of rows. */
function isInOrder({ warn, error }: CheckSeverity, of: string, tell: Tell): boolean {
  if (warn === undefined || error === undefined) return true;
  if ("count" in warn !== "count" in error || amount(warn) < amount(error)) return true;
  tell(
    "bad-parameter",
    `"severity"${of} warns above ${text(warn)} and fails above ${text(error)}, so it never only warns.`,
    "Let `warn` be less than `error`, or leave one of them out.",
  );
  return false;
}

function amount(threshold: CheckThreshold): number {
  return "count" in threshold ? threshold.count : threshold.percent;
}

function text(threshold: CheckThreshold): string {
  return "count" in threshold ? String(threshold.count) : `${threshold.percent}%`;
}
