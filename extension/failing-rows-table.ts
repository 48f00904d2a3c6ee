import type { Json } from "../protocol/json.ts";
import type { Cell, ResultColumn } from "../protocol/rpc/sql.ts";
import type { FailingRows } from "../protocol/run.ts";

/** Kept rows in the form of the results panel. Their types were not kept: a column of numbers is one that has only those. */
export function failingRowsTable({ columns, rows }: FailingRows): {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
} {
  return {
    columns: columns.map((name, index) => ({
      name,
      type: "",
      isNumeric: isNumeric(rows.map((row) => row[index] ?? null)),
    })),
    rows: rows.map((row) => row.map(cellOf)),
  };
}

function isNumeric(values: readonly Json[]): boolean {
  const known = values.filter((value) => value !== null);
  return known.length > 0 && known.every((value) => typeof value === "number");
}

function cellOf(value: Json): Cell {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}
