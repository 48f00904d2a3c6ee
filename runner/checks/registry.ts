import type { AnyCheck } from "./evaluate.ts";
import { rowCount } from "./row-count.ts";
import { sqlCheck } from "./sql-check.ts";

/** Every kind of check that Millrace has, in the order of the reference. */
export const CHECKS: readonly AnyCheck[] = [rowCount, sqlCheck];
