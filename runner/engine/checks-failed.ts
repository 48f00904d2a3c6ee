import type { TaskError } from "../../protocol/event.ts";
import type { CheckResult } from "../../protocol/run.ts";
import { listedNames } from "../core/listed-names.ts";

/** So many checks are named at most. */
const MOST_NAMES = 5;

/**
 * The failure of a task by its checks; undefined when none of them failed. Warnings and skipped checks fail nothing.
 * `isOnlyChecked`: running the task again will not do its work again.
 */
export function checksFailed(checks: readonly CheckResult[], isOnlyChecked: boolean): TaskError | undefined {
  const bad = checks.filter(({ outcome }) => outcome === "fail" || outcome === "error");
  if (bad.length === 0) return undefined;
  const names = bad.map(({ name, outcome }) =>
    outcome === "error" ? `${name} (could not be evaluated)` : name,
  );
  const count = `${bad.length} of ${checks.length} ${checks.length === 1 ? "check" : "checks"}`;
  return {
    code: "checks-failed",
    message: `${count} failed: ${listedNames(names, MOST_NAMES)}.`,
    next: isOnlyChecked
      ? "Mend the data or the checks; a retry then evaluates the checks only, because loading again could duplicate rows."
      : "Mend the data, the SQL or the checks, then run the task again.",
    // Airflow's check operators retry too: late data may have arrived by then.
    retryable: true,
  };
}

/** A result in one line of the task's log. */
export function describeCheck({ name, outcome, observed, expected, message }: CheckResult): string {
  switch (outcome) {
    case "error":
      return `error: ${name}: ${message}`;
    case "skipped":
      return `skipped: ${message}`;
    default:
      return `${outcome}: ${name}: observed ${observed}, expected ${expected}`;
  }
}
