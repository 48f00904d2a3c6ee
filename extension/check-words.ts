import type { CheckView } from "../protocol/rpc/workspace.ts";
import { shownLine } from "../protocol/text/shown-text.ts";
import { assertNever } from "../protocol/user-error.ts";

/** What a check saw, against what it should have seen; why it has no answer. One line. */
export function checkFinding({ name, outcome, observed, expected, message }: CheckView): string {
  switch (outcome) {
    case "pass":
      return shownLine(observed);
    case "warn":
    case "fail":
      return `observed ${shownLine(observed)}, expected ${shownLine(expected)}`;
    case "skipped":
    case "error":
      return shownLine(message.startsWith(`${name}: `) ? message.slice(name.length + 2) : message, 500);
    default:
      return assertNever(outcome);
  }
}
