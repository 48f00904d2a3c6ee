import { UserError } from "../../protocol/user-error.ts";
import type { Column, Transaction } from "../connections/warehouse.ts";
import { didYouMeanText } from "../core/did-you-mean.ts";
import { locateSqlErrors } from "./locate-sql-error.ts";
import { positionInSql } from "./position-in-sql.ts";
import type { SelectStatement } from "./select-statement.ts";
import { selectNothing } from "./statements.ts";
import type { Target } from "./target.ts";

/** The table's columns that the SELECT gives, in the SELECT's order. Throws a UserError when they do not fit. */
export async function matchColumns(
  tx: Transaction,
  target: Target,
  select: SelectStatement,
): Promise<readonly Column[]> {
  const { source, offset, text } = select;
  const { columns } = await locateSqlErrors({ source, offset, line: 2 }, () => tx.query(selectNothing(text)));
  const misfit = findMisfit(target, columns);
  if (misfit !== undefined) throw columnsDoNotFit(misfit, select);
  return columns.map((name) => columnNamed(target.columns, name)).filter((column) => column !== undefined);
}

/** The column of that exact name. */
export function columnNamed(columns: readonly Column[], name: string): Column | undefined {
  return columns.find((column) => column.name === name);
}

interface Misfit {
  readonly code: string;
  readonly message: string;
  readonly next: string;
}

/** The first thing that keeps columns of these names from being inserted into the table, if there is one. */
export function findMisfit(
  target: Pick<Target, "written" | "columns">,
  selected: readonly string[],
): Misfit | undefined {
  const names = target.columns.map((column) => column.name);
  for (const [index, name] of selected.entries()) {
    if (name === "?column?") {
      return {
        code: "column-without-name",
        message: `Column ${index + 1} of the SELECT has no name, so it matches no column of ${target.written}.`,
        next: "Name it with AS.",
      };
    }
    if (!names.includes(name)) {
      return {
        code: "unknown-column",
        message: `The SELECT gives a column "${name}" that ${target.written} does not have.${didYouMeanText(name, names)}`,
        next: `Rename it with AS; the columns of ${target.written} are ${names.join(", ")}.`,
      };
    }
    if (selected.indexOf(name) < index) {
      return {
        code: "column-twice",
        message: `The SELECT gives the column "${name}" twice.`,
        next: "Leave one of them, or rename one with AS.",
      };
    }
  }
  const missing = target.columns.filter((column) => isNeeded(column) && !selected.includes(column.name));
  if (missing.length === 0) return undefined;
  const list = missing.map((column) => `"${column.name}"`).join(", ");
  return {
    code: "missing-column",
    message: `The SELECT does not give ${list}, which ${target.written} needs: NOT NULL and without a default.`,
    next: "Add it to the SELECT under that name, or give the table's column a default.",
  };
}

function isNeeded(column: Column): boolean {
  return !column.nullable && !column.hasDefault;
}

function columnsDoNotFit(misfit: Misfit, select: SelectStatement): UserError {
  const position = positionInSql(select.source, select.offset);
  return new UserError({ ...misfit, ...(position && { position }) });
}
