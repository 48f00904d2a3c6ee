import type { DataInterval } from "../../protocol/run.ts";
import type { Transaction } from "../connections/warehouse.ts";
import { readSql } from "./read-sql.ts";

/**
 * Makes loads of overlapping intervals into one table go one after another, and lets all others go side by
 * side. Without it, two loads that replace the same day would each delete before the other has inserted, and
 * the day would be there twice.
 */
export async function lockInterval(tx: Transaction, relation: string, interval: DataInterval): Promise<void> {
  const { shared, exclusive } = intervalLocks(interval);
  const named = (names: readonly string[]) => names.map((name) => `millrace interval ${relation} ${name}`);
  if (shared.length > 0) await tx.query(readSql("locks/shared"), [named(shared)]);
  if (exclusive.length > 0) await tx.query(readSql("locks/exclusive"), [named(exclusive)]);
}

export interface IntervalLocks {
  readonly shared: readonly string[];
  readonly exclusive: readonly string[];
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Locks on a tree: all of time, its months, their days, their hours (UTC). An interval takes the level that
 * covers it with few nodes: those exclusively, the nodes above them shared. So a month waits for an hour of
 * it, but two hours of one day do not wait for each other. Always from the top down and in order of time:
 * no two transactions can wait for each other. Pure.
 */
export function intervalLocks(interval: DataInterval): IntervalLocks {
  const start = Date.parse(interval.start);
  const end = Date.parse(interval.end);
  if (end <= start) return { shared: [], exclusive: [] };
  const length = end - start;
  if (length > 60 * 31 * DAY) return { shared: [], exclusive: ["all"] };
  const months = prefixes(start, end, DAY, 7);
  if (length > 62 * DAY) return { shared: ["all"], exclusive: months };
  const days = prefixes(start, end, DAY, 10);
  if (length > 2 * DAY) return { shared: ["all", ...months], exclusive: days };
  return { shared: ["all", ...months, ...days], exclusive: prefixes(start, end, HOUR, 13) };
}

/** The ISO times from `start` to `end` in steps, cut to a length (a month, a day, an hour), each one once. */
function prefixes(start: number, end: number, step: number, length: number): readonly string[] {
  const found = new Set<string>();
  for (let time = Math.floor(start / step) * step; time < end; time += step) {
    found.add(new Date(time).toISOString().slice(0, length));
  }
  return [...found];
}
