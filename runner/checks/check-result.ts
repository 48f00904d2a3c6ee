import type { CheckSpec } from "../../protocol/dag.ts";
import { formatPosition } from "../../protocol/problem.ts";
import type { CheckOutcome, CheckResult, FailingRows } from "../../protocol/run.ts";
import { assertNever, type UserError } from "../../protocol/user-error.ts";
import type { Finding } from "./check.ts";

/** Failing rows, or why they could not be fetched. */
export interface FailingRowsFound {
  readonly failing?: FailingRows;
  readonly failure?: UserError;
}

/** The result of a check that has seen something. */
export function foundResult(
  { name, kind }: CheckSpec,
  outcome: Exclude<CheckOutcome, "error">,
  finding: Finding,
  sql: string,
  { failing, failure }: FailingRowsFound,
): CheckResult {
  const { observed, expected, value, failed, of } = finding;
  const more = failure === undefined ? "" : `; its failing rows could not be fetched: ${failure.message}`;
  return {
    name,
    kind,
    outcome,
    observed,
    expected,
    message: `${name}: ${foundText(outcome, finding)}${more}`,
    sql,
    ...(value !== undefined && { value }),
    ...(outcome !== "skipped" && { failed }),
    ...(of !== undefined && { of }),
    ...(failing !== undefined && { failing }),
  };
}

/** The result of a check that could not be evaluated. It has no other place for the error than its message. */
export function errorResult({ name, kind }: CheckSpec, { message, next, position }: UserError): CheckResult {
  const place = position === undefined ? "" : `${formatPosition(position)}: `;
  const text = `${place}${message}${next === undefined ? "" : ` ${next}`}`;
  return { name, kind, outcome: "error", observed: "", expected: "", message: text };
}

function foundText(outcome: Exclude<CheckOutcome, "error">, finding: Finding): string {
  const { observed, expected, failed, skipped } = finding;
  switch (outcome) {
    case "pass":
      return failed === 0 ? observed : `${observed}, which its severity allows`;
    case "warn":
    case "fail":
      return `observed ${observed}, expected ${expected}`;
    case "skipped":
      return `skipped, ${skipped ?? `nothing to check (${observed})`}`;
    default:
      return assertNever(outcome);
  }
}
