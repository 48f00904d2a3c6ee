/**
 * The text on one line, with every character that would steer a terminal or turn the reading direction shown as
 * `�`. For names from DAG files that are printed or drawn.
 */
export function visibleText(text: string): string {
  return text
    .replace(/\r\n|[\r\n\t]/g, " ")
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "\u{fffd}");
}
