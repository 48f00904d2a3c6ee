import { shownLine } from "../../protocol/text/shown-text.ts";

const LONGEST_MESSAGE = 600;

/**
 * A text with names or values of somebody's data for a notification: one line, and nothing in it becomes a link. The
 * editor makes links, even of commands, out of `[text](command:…)` in messages.
 */
export function messageText(text: string, longest = LONGEST_MESSAGE): string {
  return shownLine(text, longest).replaceAll("](", "] (");
}
