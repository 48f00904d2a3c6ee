import type { CheckResult } from "../../../protocol/run.ts";
import { oneLine } from "./safe-text.ts";
import { outcomeSymbol } from "./states.ts";
import type { Style } from "./style.ts";

/** The results that make a task fail. */
export function badChecks(checks: readonly CheckResult[]): readonly CheckResult[] {
  return checks.filter(({ outcome }) => outcome === "fail" || outcome === "error");
}

/** `✗ every songplay has a user: 8, expected 0`; for a check that could not be evaluated, why. */
export function checkLine(check: CheckResult, style: Style): string {
  const symbol = outcomeSymbol(check.outcome, style);
  const said =
    check.outcome === "error"
      ? oneLine(check.message)
      : `${oneLine(check.observed)}, expected ${oneLine(check.expected)}`;
  return `${symbol} ${oneLine(check.name)}: ${said}`;
}
