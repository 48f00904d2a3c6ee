import type { ZodType } from "zod";
import type { DataInterval, FailingRows } from "../../protocol/run.ts";
import type { UserError } from "../../protocol/user-error.ts";
import type { Column, StatementResult, TableRef } from "../connections/warehouse.ts";
import type { RenderedSql } from "../operators/operator.ts";

/**
 * What a check may ask. Everything runs on the task's warehouse, where run-scoped staging tables are visible, and in
 * transactions that are read-only: what writes is refused.
 */
export interface CheckContext {
  readonly interval: DataInterval;
  /** Runs one statement. */
  query(sql: string, values?: readonly unknown[]): Promise<StatementResult>;
  /** Runs one statement on another connection, by its name; on the task's own without one. */
  queryOn(connection: string | undefined, sql: string): Promise<StatementResult>;
  /** Columns in table order, or undefined when there is no such table. */
  describeTable(table: TableRef): Promise<readonly Column[] | undefined>;
  /** The text of a SQL parameter, read from its file if it names one, rendered. */
  sql(param: string, where: string): Promise<RenderedSql>;
  render(template: string, where: string): string;
  /** What this check measured for earlier intervals (`Finding.value`), the nearest one first. */
  earlierValues(limit: number): readonly number[];
}

/** What a check has seen, before its severity says what that means. */
export interface Finding {
  /** In words a person reads: `3 of 120 rows`. */
  readonly observed: string;
  readonly expected: string;
  /** The number behind `observed`, to be compared over runs: rows, failing rows, seconds of age. */
  readonly value?: number;
  /** How much breaks the rule, in the kind's unit; 0 when the rule holds. Without a unit: 0 or 1. */
  readonly failed: number;
  /** Out of how many: what a percentage is taken of. */
  readonly of?: number;
  /** There was nothing that could break the rule: no row, no table. */
  readonly isEmpty?: boolean;
  /** Why it cannot be judged this time: `no earlier run to compare with`. */
  readonly skipped?: string;
  /** Nothing worse than a warning comes of it, whatever the check's severity: the kind has a milder limit itself. */
  readonly atMost?: "warn";
  /** Why it could not be evaluated, unless its author has what `isEmpty` skipped: there is no table. */
  readonly error?: UserError;
  /** Rows that break the rule, when the check has seen them itself. */
  readonly failing?: FailingRows;
}

/**
 * Aggregates over the rows of one table. Those of several checks are asked for in one pass over the table, also
 * when their conditions differ.
 */
export interface ScanProbe {
  readonly form: "scan";
  /** The table as SQL. */
  readonly table: string;
  /** Only rows that meet it count: a condition, rendered, as its author wrote it. Here and nowhere else. */
  readonly where?: string;
  readonly aggregates: readonly Aggregate[];
  /** Given the aggregates' values, in their order. */
  judge(values: readonly unknown[]): Finding;
  /** A SELECT of the rows that break the rule, without a limit. It carries the condition itself. */
  readonly failingRows?: string;
}

/** `count("a")` is `{ name: "count", of: '"a"' }`; rows are counted with `*`. NULLs of the expression do not count. */
export interface Aggregate {
  readonly name: "count" | "min" | "max" | "sum";
  readonly of: string;
}

/** Statements of the check's own. */
export interface QueryProbe {
  readonly form: "query";
  /** The statement, for people who want to run it. */
  readonly sql: string;
  look(): Promise<Finding>;
  readonly failingRows?: string;
}

export type Probe = ScanProbe | QueryProbe;

/** A kind of data check. Adding one is a new file in this folder and a line in the registry. */
export interface Check<P> {
  readonly kind: string;
  readonly params: ZodType<P>;
  /** Parameters that take SQL or a `.sql` file; inside of others by their path, lists left out: `left.sql`. */
  readonly sqlParams: readonly string[];
  /** Parameters that name warehouses, by their path. */
  readonly connectionParams?: readonly string[];
  /** What its thresholds count: `row`, `key`, `column`. Undefined: the rule holds or not, and cannot be counted. */
  counts(params: P): string | undefined;
  /** The name a check gets when its author gives none: `rowCount songplays`. */
  defaultName(params: P): string;
  /** Tables that it is about, as their author wrote them; empty when only its SQL knows. */
  tables(params: P): readonly string[];
  /** Throws a UserError when it cannot be evaluated: its outcome is then `error`. */
  prepare(params: P, context: CheckContext): Promise<Probe>;
}
