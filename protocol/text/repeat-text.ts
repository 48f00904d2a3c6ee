import type { RepeatedLoad } from "../plan-facts.ts";
import { assertNever } from "../user-error.ts";

/** What doing a committed load again would do, as a sentence without its end. `when` it was committed, in words. */
export function repeatText({ taskId, table, effect }: RepeatedLoad, when: string): string {
  const loaded = table === null ? `${taskId} was done ${when}` : `${taskId}: ${table} was loaded ${when}`;
  switch (effect) {
    case "refused":
      return `${loaded}; another append would be refused`;
    case "duplicates":
      return `${loaded}; its rows would be duplicated`;
    case "unknown":
      return `${loaded}; Millrace cannot tell what doing it again does`;
    default:
      return assertNever(effect);
  }
}
