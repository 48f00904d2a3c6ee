import { describeValue } from "./plain.ts";
import { enterCall, registry, report } from "./registry.ts";
import type { UserFunction } from "./task-context.ts";

/** Gives code of the file its number, by which a task worker finds it again. `what` is for messages. */
export function registerFunction(what: string, given: unknown, call: UserFunction): number {
  if (typeof given !== "function") {
    report(
      enterCall(),
      "bad-parameter",
      given === undefined ? `${what} is missing.` : `${what} is ${describeValue(given)}, not a function.`,
      "Write run: async (…) => { … }.",
    );
  }
  return registry.functions.push(call) - 1;
}
