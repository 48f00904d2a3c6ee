import type { RunState, TaskState } from "../../../protocol/run.ts";
import { TASK_STATES } from "../../../protocol/run.ts";
import type { IntervalState } from "../../../protocol/work.ts";
import { paintState, stateLabel } from "./states.ts";
import type { Style } from "./style.ts";
import { makeStyle } from "./style.ts";

/** A state as a table's cell: symbol and name without colour, which the table would count as width. */
export function stateCell(state: TaskState | RunState, style: Style): string {
  return stateLabel(state, makeStyle(false, style.unicode));
}

/** The same for what the history has of an interval: nothing where it has no run. */
export function intervalStateCell(state: IntervalState, style: Style): string | undefined {
  if (state === "none") return undefined;
  return state === "paused" || state === "interrupted" ? state : stateCell(state, style);
}

/** For a table's `paintCell`: cells that `stateCell` made get their state's colour, others stay as they are. */
export function paintStateCell(style: Style): (text: string, value: unknown) => string {
  return (text, value) => {
    const name = String(value).split(" ")[1] ?? "";
    const state = TASK_STATES.find((known) => known === name);
    return state === undefined || stateCell(state, style) !== value ? text : paintState(state, text, style);
  };
}
