const EMPTY: ReadonlySet<unknown> = new Set([undefined, 0, ""]);

/** Leaves out the named columns that are 0 or empty everywhere, so that a narrow terminal shows the others. */
export function withoutZeros(
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
  counts: readonly string[],
): { readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] } {
  const isKept = columns.map(
    (name, index) => !counts.includes(name) || rows.some((row) => !EMPTY.has(row[index])),
  );
  const keep = <T>(cells: readonly T[]): T[] => cells.filter((_, index) => isKept[index]);
  return { columns: keep(columns), rows: rows.map(keep) };
}
