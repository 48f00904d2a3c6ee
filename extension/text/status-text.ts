import { shownLine } from "../../protocol/text/shown-text.ts";
import { withoutIcons } from "./without-icons.ts";

const LONGEST = 80;

/** A name of somebody's data for the status bar. */
export function statusText(text: string, longest = LONGEST): string {
  return withoutIcons(shownLine(text, longest));
}
