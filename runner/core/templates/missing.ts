import { didYouMeanText } from "../did-you-mean.ts";
import { attributeNames } from "./attributes.ts";
import type { Expression } from "./syntax.ts";
import { describeType, isObject, type Missing, type Value } from "./value.ts";

/** Names of Airflow, or of earlier versions of it, that are not here: what to write instead. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ["var", "Airflow's Variables are not supported: declare a param of the DAG and use params."],
  ["conn", "Connections are not available in templates: operators take their names as parameters."],
  ["conf", "Airflow's configuration is not available: declare a param of the DAG and use params."],
  ["execution_date", "Use logical_date."],
  ["next_execution_date", "Use data_interval_end."],
  ["prev_execution_date", "Use data_interval_start.subtract(days=1)."],
  ["next_ds", "Use data_interval_end | ds."],
  ["next_ds_nodash", "Use data_interval_end | ds_nodash."],
  ["prev_ds", "Use macros.ds_add(ds, -1)."],
  ["prev_ds_nodash", "Use macros.ds_add(ds, -1) | replace('-', '')."],
  ["yesterday_ds", "Use macros.ds_add(ds, -1)."],
  ["yesterday_ds_nodash", "Use macros.ds_add(ds, -1) | replace('-', '')."],
  ["tomorrow_ds", "Use macros.ds_add(ds, 1)."],
  ["tomorrow_ds_nodash", "Use macros.ds_add(ds, 1) | replace('-', '')."],
]);

export function missingName(name: string, offset: number, known: readonly string[]): Missing {
  const instead = INSTEAD.get(name);
  return {
    type: "missing",
    offset,
    message: `There is no name "${name}".${instead === undefined ? didYouMeanText(name, known) : ""}`,
    next: instead ?? `Names that exist: ${[...known].sort().join(", ")}.`,
  };
}

export function missingAttribute(owner: Value, of: Expression, name: string, offset: number): Missing {
  const names = attributeNames(owner);
  const instead = isObject(owner) ? owner.unsupported?.get(name) : undefined;
  const what = nameOf(of) ?? describeType(owner);
  const listed = names.length > 0 ? `It has ${[...names].sort().join(", ")}.` : undefined;
  const next = instead ?? listed;
  return {
    type: "missing",
    offset,
    message: `${what} has no "${name}".${instead === undefined ? didYouMeanText(name, names) : ""}`,
    ...(next === undefined ? {} : { next }),
  };
}

/** The expression as written, if it is a plain name with attributes. */
export function nameOf(expression: Expression): string | undefined {
  if (expression.kind === "name") return expression.name;
  if (expression.kind !== "attribute") return undefined;
  const owner = nameOf(expression.of);
  return owner === undefined ? undefined : `${owner}.${expression.name}`;
}
