import type { DagSpec } from "../../protocol/dag.ts";
import type { CheckResult } from "../../protocol/run.ts";
import type { AnyOperator } from "../operators/registry.ts";

/**
 * What a check says that cannot be evaluated because it is about a staging table of a run that has none any more, or
 * never had: nothing is wrong with it, it belongs into a run. Other results stay.
 */
export function withoutStaging(
  result: CheckResult,
  dag: DagSpec,
  operators: ReadonlyMap<string, AnyOperator>,
): CheckResult {
  if (result.outcome !== "error") return result;
  const tables = dag.tasks.flatMap(({ operator, params }) => {
    return operators.get(operator)?.runTables?.(params as never) ?? [];
  });
  const gone = tables.find((table) => isWithout(table, result.message));
  if (gone === undefined) return result;
  const why = `${gone} is a staging table, which a run has only until it has succeeded`;
  return { ...result, outcome: "skipped", message: `${result.name}: skipped, ${why}` };
}

/** Of the message only: a result has nothing else. A column can be called like the table. */
function isWithout(table: string, message: string): boolean {
  if (message.includes(`There is no table ${table}.`)) return true;
  return message.includes(UNDEFINED_TABLE) && message.includes(`"${table}"`);
}

const UNDEFINED_TABLE = "SQLSTATE 42P01";
