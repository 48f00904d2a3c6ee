import type { BackfillState } from "../../protocol/backfill.ts";
import type { CheckOutcome, TaskState } from "../../protocol/run.ts";
import type { IntervalState } from "../../protocol/work.ts";
import { STATE_MARKS } from "../state-marks.ts";
import type { RowIcon } from "./tree-row.ts";

type AnyState = TaskState | IntervalState | BackfillState;

const OUTCOME_ICONS: Readonly<Record<CheckOutcome, RowIcon>> = {
  pass: { icon: "pass", color: "testing.iconPassed" },
  warn: { icon: "warning", color: "list.warningForeground" },
  fail: { icon: "error", color: "testing.iconFailed" },
  error: { icon: "question", color: "testing.iconErrored" },
  skipped: { icon: "debug-step-over", color: "testing.iconSkipped" },
};

const OUTCOME_WORDS: Readonly<Record<CheckOutcome, string>> = {
  pass: "passed",
  warn: "warning",
  fail: "failed",
  error: "could not be evaluated",
  skipped: "skipped",
};

export function stateIcon(state: AnyState): RowIcon {
  return STATE_MARKS[state];
}

/** A state as people say it: `up for retry`. */
export function stateWord(state: AnyState): string {
  return state === "none" ? "not run yet" : state.replaceAll("_", " ");
}

/** Without an outcome: of a check that has not been evaluated yet. */
export function outcomeIcon(outcome: CheckOutcome | undefined): RowIcon {
  return outcome === undefined ? STATE_MARKS.none : OUTCOME_ICONS[outcome];
}

export function outcomeWord(outcome: CheckOutcome | undefined): string {
  return outcome === undefined ? "not evaluated yet" : OUTCOME_WORDS[outcome];
}
