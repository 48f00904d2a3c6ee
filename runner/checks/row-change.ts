import { z } from "zod";
import type { RowChange } from "../../protocol/checks/row-count.ts";
import { counted, countText } from "../../protocol/text/counted.ts";

// How a number of rows may differ from those of earlier intervals.

const PERCENT = /^[+-]?\d+(\.\d+)?%$/;

const percentage = z.string().refine((text) => PERCENT.test(text), {
  error: ({ input }) => `${JSON.stringify(input)} is no change: write rows (-100) or a percentage ("-10%")`,
}) as z.ZodType<`${number}%`>;

const change = z.union([z.int(), percentage]);

export const rowChange = z
  .strictObject({
    min: change.exactOptional(),
    max: change.exactOptional(),
    over: z.int().min(1).max(100).exactOptional(),
  })
  .refine(({ min, max }) => min !== undefined || max !== undefined, {
    message: "give at least one of `min` and `max`",
  })
  .refine(({ min = -Infinity, max = Infinity }) => typeof min !== typeof max || amount(min) <= amount(max), {
    message: "`min` is greater than `max`",
    path: ["min"],
  });

/** What there was before: the median of some earlier intervals' values. */
export interface Before {
  readonly rows: number;
  /** How many values it is the median of. */
  readonly over: number;
}

/** Undefined without an earlier value. */
export function medianOf(values: readonly number[]): Before | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined
    ? undefined
    : { rows: (low + high) / 2, over: values.length };
}

/** The least and the greatest number of rows that the change allows, as whole rows. */
export function rowBounds({ min, max }: RowChange, before: Before): { min?: number; max?: number } {
  return {
    ...(min !== undefined && { min: Math.max(0, Math.ceil(changed(before.rows, min))) }),
    ...(max !== undefined && { max: Math.max(0, Math.floor(changed(before.rows, max))) }),
  };
}

/** `a change of -10% to +50%`. */
export function changeText({ min, max }: RowChange): string {
  if (min === undefined) return `a change of at most ${inUnits(max ?? 0)}`;
  return max === undefined
    ? `a change of at least ${inUnits(min)}`
    : `a change of ${inUnits(min)} to ${inUnits(max)}`;
}

/** What follows the number of rows: `+20% of 100`. */
export function comparedText(rows: number, before: Before): string {
  const earlier =
    before.over === 1
      ? countText(before.rows)
      : `${countText(before.rows)}, the median of ${before.over} intervals`;
  if (rows === before.rows || before.rows === 0) return `${earlier} before`;
  const percent = ((rows - before.rows) * 100) / before.rows;
  return `${signed(`${countText(Number(percent.toFixed(Math.abs(percent) < 10 ? 1 : 0)))}%`)} of ${earlier}`;
}

function changed(rows: number, by: number | string): number {
  // Rounded, so that 1,000 rows and 0.1% are 1,001 rows and no fraction more.
  const value = typeof by === "number" ? rows + by : (rows * (100 + amount(by))) / 100;
  return Number(value.toFixed(6));
}

function amount(by: number | string): number {
  return typeof by === "number" ? by : Number(by.replace("%", ""));
}

function inUnits(by: number | string): string {
  if (typeof by === "string") return signed(by);
  return by === 0 ? "0 rows" : signed(counted(by, "row"));
}

function signed(text: string): string {
  return /^[+-]/.test(text) ? text : `+${text}`;
}
