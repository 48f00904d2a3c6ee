import type { CheckRecord } from "../../protocol/history.ts";
import type { CheckResult } from "../../protocol/run.ts";
import { CHECK_OUTCOMES } from "../../protocol/run.ts";
import type { EvaluatedCheck } from "../check-session.ts";
import type { ChosenCheck } from "../choose-checks.ts";

/** A check in `--json` output, as its author defined it. */
export function checkDocument({ dag, task, check, run, runId }: ChosenCheck): object {
  const { name, kind, tables, tags, severity, position } = check;
  const of = { dag: dag.id, task: task.id, interval: run.interval, runId };
  return { ...of, name, kind, tables, tags, severity, position };
}

/** A result in `--json` output; what it does not have is null. */
export function resultDocument(result: CheckResult): object {
  const { outcome, observed, expected, message, value, failed, of, sql, failing } = result;
  return {
    ...{ outcome, observed, expected, message },
    ...{ value: value ?? null, failed: failed ?? null, of: of ?? null, sql: sql ?? null },
    failing: failing ?? null,
  };
}

/** What `check --json` prints: how many results there are of each outcome, and all of them. */
export function reportDocument(
  chosen: readonly ChosenCheck[],
  evaluated: readonly EvaluatedCheck[],
  broken: readonly string[],
): object {
  const results = new Map(evaluated.map((one) => [one.check, one]));
  const counts = CHECK_OUTCOMES.map((outcome): [string, number] => [
    outcome,
    evaluated.filter(({ result }) => result.outcome === outcome).length,
  ]);
  const checks = chosen.flatMap((one) => {
    const known = results.get(one.check);
    return known === undefined
      ? []
      : [{ ...checkDocument(one), ...resultDocument(known.result), at: known.at }];
  });
  return { counts: Object.fromEntries(counts), checks, broken };
}

/** What `check --history --json` prints of one check. */
export function historyDocument(one: ChosenCheck, records: readonly CheckRecord[]): object {
  const history = records.map(({ interval, runId, tryId, at, ...result }) => ({
    ...{ interval, runId, isAlone: tryId === null, at },
    ...resultDocument(result),
  }));
  const { name, kind, position } = one.check;
  return { dag: one.dag.id, task: one.task.id, name, kind, position, history };
}
