import type { AcceptedValuesParams } from "../../../protocol/checks/accepted-values.ts";
import type { ColumnsParams } from "../../../protocol/checks/columns.ts";
import type { CompareParams } from "../../../protocol/checks/compare.ts";
import type { FreshnessParams } from "../../../protocol/checks/freshness.ts";
import type { MatchesParams } from "../../../protocol/checks/matches.ts";
import type { NotNullParams } from "../../../protocol/checks/not-null.ts";
import type { RangeParams } from "../../../protocol/checks/range.ts";
import type { RelationshipParams } from "../../../protocol/checks/relationship.ts";
import type { RowCountParams } from "../../../protocol/checks/row-count.ts";
import type { SqlParams } from "../../../protocol/checks/sql.ts";
import type { UniqueParams } from "../../../protocol/checks/unique.ts";
import type { JsonObject } from "../../../protocol/json.ts";
import { checkHandle } from "./handles.ts";
import { describeValue, isPlainObject, plainObject } from "./plain.ts";
import { enterCall, report } from "./registry.ts";
import type { CheckHandle } from "./task-options.ts";

/** Options of every check, whatever its kind. */
export interface CheckOptions {
  /**
   * What the check is called in results. Default: made of its kind, table and columns, and of its `where` when
   * another check of the task is called so already.
   */
  readonly name?: string;
  /**
   * What a broken rule means. `"error"` (the default) fails the task, `"warn"` is only told; an object says from
   * where on, for kinds that count: `{ warn: 0, error: "1%" }`.
   */
  readonly severity?: "error" | "warn" | CheckThresholds;
  /** What happens when no row could break the rule: it is judged as it is (the default), or its outcome is `skipped`. */
  readonly onEmpty?: "evaluate" | "skip";
  /** How many of the rows that break the rule are kept with the result, 0 to 1000. Default 20. */
  readonly keepRows?: number;
  /** Words to select checks by. */
  readonly tags?: readonly string[];
}

/** How much has to be wrong. A level that is left out is never reached. */
export interface CheckThresholds {
  /** Warns when more than so many rows (keys, …) break the rule, or more than a percentage of all. */
  readonly warn?: number | `${number}%`;
  /** Fails when more than so many rows (keys, …) break the rule, or more than a percentage of all. */
  readonly error?: number | `${number}%`;
}

/** The options that are not parameters of the check's kind. */
export const CHECK_OPTION_NAMES = [
  "name",
  "severity",
  "onEmpty",
  "keepRows",
  "tags",
] as const satisfies readonly (keyof CheckOptions)[];

export type CheckFunction<Params> = (params: Params & CheckOptions) => CheckHandle;

function checkFunction<Params>(kind: string): CheckFunction<Params> {
  return (given: unknown) => {
    const frames = enterCall();
    if (!isPlainObject(given)) {
      const message = `The argument of ${kind} is ${describeValue(given)}, not an object with its parameters.`;
      report(frames, "bad-parameter", message, `Write ${kind}({ … }).`);
    }
    const plain = plainObject(isPlainObject(given) ? given : {}, "", (path, what) =>
      report(
        frames,
        "unusable-value",
        `"${path}" of ${kind} is ${what}, which cannot be kept as plain data.`,
        "Use text, numbers, true, false, null, and lists and objects of these.",
      ),
    );
    return checkHandle({ kind, ...split(plain), frames });
  };
}

function split(plain: JsonObject): { readonly options: JsonObject; readonly params: JsonObject } {
  const isOption = (name: string): boolean => (CHECK_OPTION_NAMES as readonly string[]).includes(name);
  const entries = Object.entries(plain);
  return {
    options: Object.fromEntries(entries.filter(([name]) => isOption(name))),
    params: Object.fromEntries(entries.filter(([name]) => !isOption(name))),
  };
}

/** Checks the number of rows of a table. */
export const rowCount = checkFunction<RowCountParams>("rowCount");

/** Checks that columns have no NULL. */
export const notNull = checkFunction<NotNullParams>("notNull");

/** Checks that no key occurs more than once. */
export const unique = checkFunction<UniqueParams>("unique");

/** Checks that a column has only the values of a list, or none of them. */
export const acceptedValues = checkFunction<AcceptedValuesParams>("acceptedValues");

/** Checks that numbers, dates or times are between bounds. */
export const range = checkFunction<RangeParams>("range");

/** Checks that values match a regular expression. */
export const matches = checkFunction<MatchesParams>("matches");

/** Checks that rows have their counterpart in another table. */
export const relationship = checkFunction<RelationshipParams>("relationship");

/** Checks the age of a table's newest row. */
export const freshness = checkFunction<FreshnessParams>("freshness");

/** Checks which columns a table has, and their types. */
export const columns = checkFunction<ColumnsParams>("columns");

/** Checks that two queries give the same, also on different connections. */
export const compare = checkFunction<CompareParams>("compare");

/** Checks what queries give. */
export const sql = checkFunction<SqlParams>("sql");
