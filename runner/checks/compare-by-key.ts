import { counted, countText } from "../../protocol/text/counted.ts";
import { UserError } from "../../protocol/user-error.ts";
import { didYouMeanText } from "../core/did-you-mean.ts";
import type { Finding } from "./check.ts";
import {
  identityOf,
  type Row,
  type RowSet,
  sameOrClose,
  type Tolerance,
  toleranceText,
} from "./compare-values.ts";
import { jsonValue, valueText } from "./value.ts";

type SideName = "left" | "right";

/** A key whose rows differ: in values of columns, or because one side has no such row. */
interface DifferingRow {
  readonly key: Row;
  readonly values: readonly { readonly column: string; readonly left: unknown; readonly right: unknown }[];
  readonly onlyOn?: SideName;
}

/**
 * How rows of the same key differ, column by column, whatever the order of columns and rows. `key` has names as
 * results have them. Throws a UserError when the sides cannot be compared.
 */
export function compareByKey(
  left: RowSet,
  right: RowSet,
  key: readonly string[],
  tolerance: Tolerance | undefined,
): Finding {
  checkColumns(left, right, key);
  const [leftRows, rightRows] = [rowsByKey("left", left, key), rowsByKey("right", right, key)];
  const others = left.columns.filter((column) => !key.includes(column));
  const differing: DifferingRow[] = [];
  for (const [identity, own] of leftRows) {
    const theirs = rightRows.get(identity);
    const values = theirs === undefined ? [] : differingValues(own, theirs, others, tolerance);
    if (theirs === undefined) differing.push({ key: own.key, values, onlyOn: "left" });
    else if (values.length > 0) differing.push({ key: own.key, values });
  }
  for (const [identity, { key }] of rightRows)
    if (!leftRows.has(identity)) differing.push({ key, values: [], onlyOn: "right" });
  const of = new Set([...leftRows.keys(), ...rightRows.keys()]).size;
  return finding(differing, of, tolerance);
}

interface KeyedRow {
  readonly key: Row;
  valueIn(column: string): unknown;
}

/** Rows by the identity of their key. Throws a UserError when a key is several rows'. */
function rowsByKey(side: SideName, { columns, rows }: RowSet, key: readonly string[]): Map<string, KeyedRow> {
  const indexes = new Map(columns.map((column, index) => [column, index]));
  const byKey = new Map<string, KeyedRow>();
  for (const row of rows) {
    const valueIn = (column: string): unknown => row[indexes.get(column) ?? -1];
    const own = key.map(valueIn);
    const identity = identityOf(own);
    if (byKey.has(identity)) throw keyNotUnique(side, key, own);
    byKey.set(identity, { key: own, valueIn });
  }
  return byKey;
}

function differingValues(
  own: KeyedRow,
  theirs: KeyedRow,
  columns: readonly string[],
  tolerance: Tolerance | undefined,
): DifferingRow["values"] {
  return columns
    .map((column) => ({ column, left: own.valueIn(column), right: theirs.valueIn(column) }))
    .filter(({ left, right }) => !sameOrClose(left, right, tolerance));
}

function finding(differing: readonly DifferingRow[], of: number, tolerance: Tolerance | undefined): Finding {
  const failed = differing.length;
  return {
    observed:
      failed === 0
        ? `${counted(of, "row")}, the same on both sides`
        : `${countText(failed)} of ${counted(of, "row")} different: ${differencesText(differing)}`,
    expected: `the same rows on both sides${tolerance === undefined ? "" : `, numbers${toleranceText(tolerance)}`}`,
    value: failed,
    failed,
    of,
    isEmpty: of === 0,
    failing: {
      columns: ["key", "column", "left", "right"],
      rows: differing.flatMap(failingRows),
      isCut: false,
    },
  };
}

/** `amount in 2, 1 only on the left`. */
function differencesText(differing: readonly DifferingRow[]): string {
  const columns = Map.groupBy(
    differing.flatMap(({ values }) => values),
    ({ column }) => column,
  );
  const only = (["left", "right"] as const).flatMap((side) => {
    const count = differing.filter(({ onlyOn }) => onlyOn === side).length;
    return count === 0 ? [] : [`${countText(count)} only on the ${side}`];
  });
  return [
    ...[...columns].map(([column, values]) => `${column} in ${countText(values.length)}`),
    ...only,
  ].join(", ");
}

function failingRows({ key, values, onlyOn }: DifferingRow) {
  const name = key.length === 1 ? jsonValue(key[0]) : key.map(valueText).join(", ");
  if (onlyOn === undefined)
    return values.map(({ column, left, right }) => [name, column, jsonValue(left), jsonValue(right)]);
  const there = (side: SideName): string => (side === onlyOn ? "there" : "missing");
  return [[name, "(row)", there("left"), there("right")]];
}

function checkColumns(left: RowSet, right: RowSet, key: readonly string[]): void {
  for (const [side, { columns }] of Object.entries({ left, right })) {
    const twice = columns.find((name, index) => columns.indexOf(name) < index);
    if (twice !== undefined) throw columnTwice(side, twice);
    const missing = key.find((name) => !columns.includes(name));
    if (missing !== undefined) throw noKeyColumn(side, missing, columns);
  }
  const others = (own: RowSet, theirs: RowSet) =>
    own.columns.filter((name) => !theirs.columns.includes(name));
  const [onlyLeft, onlyRight] = [others(left, right), others(right, left)];
  if (onlyLeft.length + onlyRight.length > 0) throw otherColumns(onlyLeft, onlyRight);
}

function columnTwice(side: string, name: string): UserError {
  return new UserError({
    code: "compare-columns",
    message: `The ${side} side has two columns "${name}", and with \`key\` columns are matched by name.`,
    next: "Rename one of them with AS.",
  });
}

function noKeyColumn(side: string, name: string, columns: readonly string[]): UserError {
  return new UserError({
    code: "compare-columns",
    message: `The ${side} side has no column "${name}", which \`key\` names.${didYouMeanText(name, columns)}`,
    next: `Its columns are ${columns.join(", ")}.`,
  });
}

function otherColumns(onlyLeft: readonly string[], onlyRight: readonly string[]): UserError {
  const sides = [
    ...(onlyLeft.length === 0 ? [] : [`only the left side has ${onlyLeft.join(", ")}`]),
    ...(onlyRight.length === 0 ? [] : [`only the right side has ${onlyRight.join(", ")}`]),
  ];
  return new UserError({
    code: "compare-columns",
    message: `With \`key\`, columns are matched by name, but ${sides.join(", and ")}.`,
    next: "Select the same columns on both sides, renamed with AS where they are called otherwise.",
  });
}

function keyNotUnique(side: string, key: readonly string[], values: Row): UserError {
  return new UserError({
    code: "compare-key-not-unique",
    message: `The ${side} side has several rows with ${key.map((name, index) => `${name} = ${valueText(values[index])}`).join(", ")}.`,
    next: "Name the columns in `key` that say which row it is, or leave it out to compare whole rows.",
  });
}
