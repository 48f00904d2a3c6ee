import { CHECK_OUTCOMES, type CheckOutcome } from "../../../protocol/run.ts";
import { counted, countText } from "../../../protocol/text/counted.ts";

const WORDS: Readonly<Record<CheckOutcome, string>> = {
  pass: "passed",
  warn: "warned",
  fail: "failed",
  error: "could not be evaluated",
  skipped: "skipped",
};

/** `12 checks: 10 passed, 2 failed`; bad as soon as one did not hold. */
export function outcomeSummary(outcomes: readonly CheckOutcome[]): {
  readonly text: string;
  readonly isBad: boolean;
} {
  const parts = CHECK_OUTCOMES.flatMap((outcome) => {
    const count = outcomes.filter((one) => one === outcome).length;
    return count === 0 ? [] : `${countText(count)} ${WORDS[outcome]}`;
  });
  return {
    text: `${counted(outcomes.length, "check")}: ${parts.join(", ")}`,
    isBad: outcomes.some((outcome) => outcome !== "pass" && outcome !== "skipped"),
  };
}
