import type { Cell } from "../../../protocol/rpc/sql.ts";

export interface Sort {
  readonly column: number;
  readonly direction: "ascending" | "descending";
}

/** Ascending, then descending, then as the server gave them. */
export function nextSort(sort: Sort | undefined, column: number): Sort | undefined {
  if (sort?.column !== column) return { column, direction: "ascending" };
  return sort.direction === "ascending" ? { column, direction: "descending" } : undefined;
}

/**
 * The rows' indexes in the order in which they are shown. Numbers as numbers, also those that came as text; texts as
 * people read them; NULLs last in both directions; equal ones stay as they came.
 */
export function sortedOrder(
  rows: readonly (readonly Cell[])[],
  sort: Sort | undefined,
  isNumeric: boolean,
): readonly number[] {
  const order = rows.map((_, index) => index);
  if (sort === undefined) return order;
  const { column, direction } = sort;
  const sign = direction === "ascending" ? 1 : -1;
  const compare = isNumeric ? compareNumbers : TEXT_ORDER.compare;
  const cells = rows.map((row) => {
    const cell = row[column] ?? null;
    return cell === null ? null : String(cell);
  });
  return order.sort((a, b) => {
    const [left = null, right = null] = [cells[a], cells[b]];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * compare(left, right);
  });
}

const TEXT_ORDER = new Intl.Collator("en");

/** As Postgres orders them: NaN is greater than all. Integers too large for a double are told apart. */
function compareNumbers(left: string, right: string): number {
  const [a, b] = [Number(left), Number(right)];
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  if (a !== b) return a - b > 0 ? 1 : -1;
  if (!INTEGER.test(left) || !INTEGER.test(right)) return 0;
  const [exactA, exactB] = [BigInt(left), BigInt(right)];
  if (exactA === exactB) return 0;
  return exactA > exactB ? 1 : -1;
}

const INTEGER = /^-?\d+$/;
