import type { CheckOutcome, RunState, TaskState } from "../../../protocol/run.ts";
import type { Style } from "./style.ts";

type Painter = "red" | "green" | "yellow" | "cyan" | "magenta" | "dim";

interface Mark {
  readonly symbol: string;
  readonly ascii: string;
  readonly painter: Painter;
}

// Every symbol is one column wide and differs from the others without colour.
const STATE_MARKS: Readonly<Record<TaskState | RunState, Mark>> = {
  none: { symbol: "·", ascii: ".", painter: "dim" },
  scheduled: { symbol: "◦", ascii: ":", painter: "dim" },
  queued: { symbol: "○", ascii: "o", painter: "cyan" },
  running: { symbol: "●", ascii: ">", painter: "cyan" },
  up_for_retry: { symbol: "↻", ascii: "r", painter: "yellow" },
  up_for_reschedule: { symbol: "◷", ascii: "w", painter: "magenta" },
  success: { symbol: "✓", ascii: "+", painter: "green" },
  failed: { symbol: "✗", ascii: "X", painter: "red" },
  skipped: { symbol: "»", ascii: "s", painter: "dim" },
  upstream_failed: { symbol: "▲", ascii: "^", painter: "yellow" },
  cancelled: { symbol: "■", ascii: "#", painter: "magenta" },
};

const OUTCOME_MARKS: Readonly<Record<CheckOutcome, Mark>> = {
  pass: { symbol: "✓", ascii: "+", painter: "green" },
  warn: { symbol: "!", ascii: "!", painter: "yellow" },
  fail: { symbol: "✗", ascii: "X", painter: "red" },
  error: { symbol: "?", ascii: "?", painter: "magenta" },
  skipped: { symbol: "»", ascii: "s", painter: "dim" },
};

/** One character for a run's or a task instance's state. */
export function stateSymbol(state: TaskState | RunState, style: Style): string {
  return symbolOf(STATE_MARKS[state], style);
}

/** Symbol and name of a state: `✓ success`. */
export function stateLabel(state: TaskState | RunState, style: Style): string {
  return labelOf(STATE_MARKS[state], state, style);
}

/** Text in the colour of a state. */
export function paintState(state: TaskState | RunState, text: string, style: Style): string {
  return style.paint[STATE_MARKS[state].painter](text);
}

/** One character for a check's outcome. */
export function outcomeSymbol(outcome: CheckOutcome, style: Style): string {
  return symbolOf(OUTCOME_MARKS[outcome], style);
}

/** Paints text in the colour of a check's outcome. */
export function outcomePainter(outcome: CheckOutcome, style: Style): (text: string) => string {
  return style.paint[OUTCOME_MARKS[outcome].painter];
}

/** Symbol and name of a check's outcome: `✗ fail`. */
export function outcomeLabel(outcome: CheckOutcome, style: Style): string {
  return labelOf(OUTCOME_MARKS[outcome], outcome, style);
}

function symbolOf(mark: Mark, style: Style): string {
  return style.paint[mark.painter](style.unicode ? mark.symbol : mark.ascii);
}

function labelOf(mark: Mark, name: string, style: Style): string {
  return style.paint[mark.painter](`${style.unicode ? mark.symbol : mark.ascii} ${name}`);
}
