import type { Aggregate, ScanProbe } from "./check.ts";
import { whereClause, withinCondition } from "./condition.ts";

/** One statement for the aggregates of probes of one table, each of several identical ones once. */
export interface ScanStatement {
  readonly sql: string;
  /** A probe's values in the statement's one row. */
  valuesOf(probe: ScanProbe, row: readonly unknown[]): readonly unknown[];
}

export function scanStatement(probes: readonly ScanProbe[]): ScanStatement {
  const [first] = probes;
  // One condition of all stands in WHERE, where an index or a sort key can help.
  const haveOne = probes.every(({ where }) => where === first?.where);
  const columnsOf = ({ aggregates, where }: ScanProbe): readonly string[] =>
    aggregates.map((aggregate) => aggregateSql(aggregate, haveOne ? undefined : where));
  const columns = [...new Set(probes.flatMap(columnsOf))];
  const indexes = new Map(columns.map((column, index) => [column, index]));
  return {
    sql: `SELECT ${columns.join(", ")} FROM ${first?.table}${haveOne ? whereClause(first?.where) : ""}`,
    valuesOf: (probe, row) => columnsOf(probe).map((column) => row[indexes.get(column) ?? -1]),
  };
}

/** Not with FILTER, which Redshift does not have. */
function aggregateSql({ name, of }: Aggregate, where: string | undefined): string {
  if (where === undefined) return `${name}(${of})`;
  return `${name}(CASE WHEN ${withinCondition(where)} THEN ${of === "*" ? "1" : of} END)`;
}
