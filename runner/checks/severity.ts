import type { CheckSeverity, CheckThreshold } from "../../protocol/dag.ts";
import type { CheckOutcome } from "../../protocol/run.ts";
import type { Finding } from "./check.ts";

/** How a check's author wants its findings judged. */
export interface Judgement {
  readonly severity: CheckSeverity;
  readonly onEmpty: "evaluate" | "skip";
}

/** What a finding means: it fails above the threshold `error`, warns above `warn`, and passes otherwise. */
export function outcomeOf(
  finding: Finding,
  { severity, onEmpty }: Judgement,
): Exclude<CheckOutcome, "error"> {
  if (finding.skipped !== undefined || (finding.isEmpty === true && onEmpty === "skip")) return "skipped";
  if (isAbove(finding, severity.error)) return finding.atMost ?? "fail";
  return isAbove(finding, severity.warn) ? "warn" : "pass";
}

/** A percentage of no rows is 0 when none fails; what fails out of nothing is above any percentage. */
function isAbove({ failed, of }: Finding, threshold: CheckThreshold | undefined): boolean {
  if (threshold === undefined) return false;
  if ("count" in threshold) return failed > threshold.count;
  // To a computer, 0.57 times 10,000 is a little less than 5,700.
  return failed * 100 > threshold.percent * (of ?? 0) * (1 + 2 * Number.EPSILON);
}
