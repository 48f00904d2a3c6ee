import { acceptedValues } from "./accepted-values.ts";
import { columns } from "./columns.ts";
import { compare } from "./compare.ts";
import type { AnyCheck } from "./evaluate.ts";
import { freshness } from "./freshness.ts";
import { matches } from "./matches.ts";
import { notNull } from "./not-null.ts";
import { range } from "./range.ts";
import { relationship } from "./relationship.ts";
import { rowCount } from "./row-count.ts";
import { sql } from "./sql.ts";
import { unique } from "./unique.ts";

/** Every kind of check that Millrace has, in the order of the reference. */
export const CHECKS: readonly AnyCheck[] = [
  rowCount,
  notNull,
  unique,
  acceptedValues,
  range,
  matches,
  relationship,
  freshness,
  columns,
  compare,
  sql,
];
