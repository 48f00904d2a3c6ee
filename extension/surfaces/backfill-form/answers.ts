import { BACKFILL_POLICIES, RUN_ORDERS } from "../../../protocol/backfill.ts";
import { type BackfillAnswers, TASK_SUBSET_KINDS } from "../../../protocol/webview/backfill.ts";
import type { CommandSubject } from "../../subject.ts";

export type DateRange = Pick<BackfillAnswers, "from" | "to">;

/** What a form begins with: what it was opened for, else the last answers for that DAG, else a range near its runs. */
export function firstAnswers(
  range: DateRange,
  remembered: BackfillAnswers | undefined,
  { date, from, to, taskId }: CommandSubject,
): BackfillAnswers {
  return {
    policy: "missing",
    subset: "all",
    selection: "",
    order: "asc",
    maxActiveRuns: "",
    stopOnFailure: false,
    params: {},
    ...range,
    ...remembered,
    ...(date !== undefined && { from: date, to: date }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(taskId !== undefined && { subset: "only", selection: taskId }),
  };
}

/** Answers that were kept as text, or that a reloaded window gives back. Undefined when they are of another version. */
export function readAnswers(value: unknown): BackfillAnswers | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const given = value as Readonly<Record<keyof BackfillAnswers, unknown>>;
  const { from, to, policy, subset, selection, order, maxActiveRuns, stopOnFailure, params } = given;
  const isText = (one: unknown): one is string => typeof one === "string";
  const among = <T extends string>(known: readonly T[], one: unknown): one is T =>
    known.some((item) => item === one);
  if (!isText(from) || !isText(to) || !isText(selection) || !isText(maxActiveRuns)) return undefined;
  if (!among(BACKFILL_POLICIES, policy) || !among(TASK_SUBSET_KINDS, subset)) return undefined;
  if (!among(RUN_ORDERS, order) || typeof stopOnFailure !== "boolean") return undefined;
  if (typeof params !== "object" || params === null) return undefined;
  const texts = Object.entries(params).filter((entry): entry is [string, string] => isText(entry[1]));
  return {
    from,
    to,
    policy,
    subset,
    selection,
    order,
    maxActiveRuns,
    stopOnFailure,
    params: Object.fromEntries(texts),
  };
}

/** As `readAnswers`, of a text. */
export function parseAnswers(text: string | undefined): BackfillAnswers | undefined {
  if (text === undefined) return undefined;
  try {
    return readAnswers(JSON.parse(text));
  } catch {
    return undefined;
  }
}
