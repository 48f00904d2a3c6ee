import type { StatementResult } from "../connections/warehouse.ts";
import { exactNumber, valueText } from "./value.ts";

/** What a side of a comparison gave. */
export type RowSet = Pick<StatementResult, "columns" | "rows">;
export type Row = RowSet["rows"][number];

/** How far apart two numbers may be. */
export type Tolerance = { readonly amount: number } | { readonly percentOfRight: number };

/** Whether two values are the same: NULL is only NULL, numbers are compared as numbers, all else by its text. */
export function sameOrClose(left: unknown, right: unknown, tolerance: Tolerance | undefined): boolean {
  const [own, theirs] = [comparedText(left), comparedText(right)];
  if (own === theirs) return true;
  if (tolerance === undefined || own === null || theirs === null) return false;
  if (!SERVERS_NUMBER.test(own) || !SERVERS_NUMBER.test(theirs)) return false;
  const [a, b] = [Number(own), Number(theirs)];
  const limit = "amount" in tolerance ? tolerance.amount : (Math.abs(b) * tolerance.percentOfRight) / 100;
  // To a computer, 1.1 - 1 is a little more than 0.1.
  return Math.abs(a - b) <= limit + 4 * Number.EPSILON * Math.max(Math.abs(a), Math.abs(b));
}

/** A text that rows have in common whose values are the same. */
export function identityOf(row: Row): string {
  return JSON.stringify(row.map(comparedText));
}

/** ` ± 1%`; empty without a tolerance. */
export function toleranceText(tolerance: Tolerance | undefined): string {
  if (tolerance === undefined) return "";
  return ` ± ${"amount" in tolerance ? tolerance.amount : `${tolerance.percentOfRight}%`}`;
}

/** As servers print numbers: a text such as `007` is none. */
const SERVERS_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i;

function comparedText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = valueText(value);
  return (SERVERS_NUMBER.test(text) ? exactNumber(text) : undefined) ?? text;
}
