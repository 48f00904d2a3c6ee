import type { Cell, ResultColumn } from "../../../protocol/rpc/sql.ts";

/** More of a value is never seen in a cell; the cell viewer has all of it. */
const LONGEST = 300;

const BREAKS: Readonly<Record<string, string>> = { "\n": "↵", "\r": "", "\t": "⇥" };

/** One line of a value. What breaks lines is shown as a sign. */
export function cellText(cell: Cell): string {
  if (cell === null) return "NULL";
  const text = String(cell);
  const start = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return start.replace(/[\n\r\t]/g, (sign) => BREAKS[sign] ?? sign);
}

/** How the cell viewer shows a value: JSON is laid out, if it is JSON. */
export function fullText(cell: Cell, column: Pick<ResultColumn, "type"> | undefined): string {
  if (cell === null) return "NULL";
  const text = String(cell);
  const mayBeJson = /^jsonb?$|^super$/.test(column?.type ?? "") || /^\s*[[{]/.test(text);
  if (!mayBeJson || text.length > MOST_JSON) return text;
  try {
    const value: unknown = JSON.parse(text);
    return isExact(text) ? JSON.stringify(value, null, 2) : text;
  } catch {
    return text;
  }
}

const MOST_JSON = 2_000_000;

/** Laying out must not change a number that JavaScript cannot hold. */
function isExact(text: string): boolean {
  return !/\d{16}/.test(text);
}
