import type { Duration } from "../duration.ts";

/** The age of a table's newest row. Fails when there is no row. `severity` has no thresholds. */
export interface FreshnessParams {
  readonly table: string;
  /** Its time: a timestamp or a date. Timestamps without time zone are UTC, a date is its start in UTC. */
  readonly column: string;
  /** Older than this, it fails. */
  readonly maxAge: Duration;
  /** Older than this, it warns. */
  readonly warnAge?: Duration;
  /**
   * What the age is relative to: `interval` (default) is the end of the run's data interval, so that runs of past
   * days are judged for their day; `now` is the warehouse's clock. Times after that moment are left out.
   */
  readonly asOf?: "interval" | "now";
  /** SQL condition: only rows that meet it count. */
  readonly where?: string;
}
