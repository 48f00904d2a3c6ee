import { z } from "zod";
import { parseDuration } from "../core/duration.ts";

const NO_DURATION = "it must be a length of time such as 5s";

/** Timers and Postgres count milliseconds in 32 bits. */
const LONGEST = "24d";

/** A length of time above zero, as text. */
// The pattern is for editors, whose schema cannot compute.
export const duration = z
  .string()
  .regex(/^(?=.*[1-9])(\d+(\.\d+)?(w|d|h|ms|m|s))+$/, { error: NO_DURATION, abort: true })
  .refine((text) => (parseDuration(text) ?? 0) > 0, { error: NO_DURATION, abort: true })
  .refine((text) => (parseDuration(text) ?? 0) <= (parseDuration(LONGEST) ?? 0), {
    error: `it must be at most ${LONGEST}`,
  });
