import { messageText } from "./message-text.ts";
import { withoutIcons } from "./without-icons.ts";

/** A text with names of somebody's data for the prompt of an input, which draws icons and makes links as messages do. */
export function promptText(text: string): string {
  return withoutIcons(messageText(text));
}
