import type { RowCountParams } from "../../../protocol/checks/row-count.ts";
import type { SqlCheckParams } from "../../../protocol/checks/sql-check.ts";
import { checkHandle } from "./handles.ts";
import { describeValue, isPlainObject, plainObject } from "./plain.ts";
import { enterCall, report } from "./registry.ts";
import type { CheckHandle } from "./task-options.ts";

export interface CheckOptions {
  /** What the check is called in results. Default: made of its kind and table. */
  readonly name?: string;
}

export type CheckFunction<Params> = (params: Params & CheckOptions) => CheckHandle;

function checkFunction<Params>(kind: string): CheckFunction<Params> {
  return (given: unknown) => {
    const frames = enterCall();
    if (!isPlainObject(given)) {
      const message = `The argument of ${kind} is ${describeValue(given)}, not an object with its parameters.`;
      report(frames, "bad-parameter", message, `Write ${kind}({ … }).`);
    }
    const { name, ...params } = plainObject(isPlainObject(given) ? given : {}, "", (path, what) =>
      report(
        frames,
        "unusable-value",
        `"${path}" of ${kind} is ${what}, which cannot be kept as plain data.`,
        "Use text, numbers, true, false, null, and lists and objects of these.",
      ),
    );
    return checkHandle({ kind, ...(name === undefined ? {} : { name }), params, frames });
  };
}

/** Checks the number of rows of a table. */
export const rowCount = checkFunction<RowCountParams>("rowCount");

/** Checks the one value that a query gives. */
export const sqlCheck = checkFunction<SqlCheckParams>("sqlCheck");
