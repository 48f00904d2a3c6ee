import type { ZodType } from "zod";
import type { CheckOutcome } from "../../protocol/run.ts";
import type { StatementResult } from "../connections/warehouse.ts";
import type { RenderedSql } from "../operators/operator.ts";

export interface CheckContext {
  /** Runs one statement in the task's session: run-scoped staging tables are visible. */
  query(sql: string, values?: readonly unknown[]): Promise<StatementResult>;
  /** The text of a SQL parameter, read from its file if it names one, rendered. */
  sql(param: string, where: string): Promise<RenderedSql>;
  render(template: string, where: string): string;
}

export interface CheckEvaluation {
  readonly outcome: Exclude<CheckOutcome, "error">;
  /** In words a person reads: `0 rows`. */
  readonly observed: string;
  readonly expected: string;
  readonly sql: string;
}

/** A kind of data check. Adding one is a new file in this folder and a line in the registry. */
export interface Check<P> {
  readonly kind: string;
  readonly params: ZodType<P>;
  readonly sqlParams: readonly (keyof P & string)[];
  /** The name a check gets when its author gives none: `rowCount songplays`. */
  defaultName(params: P): string;
  /** Throws a UserError when it cannot be evaluated: its outcome is then `error`. */
  evaluate(params: P, context: CheckContext): Promise<CheckEvaluation>;
}
