import { z } from "zod";
import type { SqlExpectation } from "../../protocol/checks/sql.ts";
import type { CheckContext } from "./check.ts";
import { numberOf, sameValue, shownValue } from "./value.ts";

const limits = z
  .strictObject({ min: z.number().exactOptional(), max: z.number().exactOptional() })
  .refine(({ min, max }) => min !== undefined || max !== undefined, {
    message: "give at least one of `min` and `max`",
  })
  .refine(({ min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }) => min <= max, {
    message: "`min` is greater than `max`",
    path: ["min"],
  });

/** What the one value of a query must be. */
export const sqlExpectation = z.union([z.string(), z.number(), z.boolean(), z.null(), limits]);

export function renderExpectation(expect: SqlExpectation, context: CheckContext): SqlExpectation {
  return typeof expect === "string" ? context.render(expect, "expect") : expect;
}

/** Whether it is. What is no number is within no limits. */
export function isAsExpected(observed: unknown, expect: SqlExpectation): boolean {
  if (typeof expect !== "object" || expect === null) return sameValue(observed, expect);
  const number = numberOf(observed);
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = expect;
  return number !== undefined && number >= min && number <= max;
}

/** `3`, `at least 1`, `1 to 10`. */
export function expectationText(expect: SqlExpectation): string {
  if (typeof expect !== "object" || expect === null) return shownValue(expect);
  const { min, max } = expect;
  if (min === undefined) return `at most ${max}`;
  return max === undefined ? `at least ${min}` : `${min} to ${max}`;
}
