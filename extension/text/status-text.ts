import { shownLine } from "./shown-text.ts";

const LONGEST = 80;

/** A name of somebody's data for the status bar, which draws an icon for each `$(name)`. */
export function statusText(text: string, longest = LONGEST): string {
  return shownLine(text, longest).replaceAll("$(", "$ (");
}
