const COPY_STATEMENT = /^COPY (?:"(?:[^"]|"")*"\.)?"((?:[^"]|"")*)" \(/;

/** Where in a COPY the server found an error. */
export interface CopiedRow {
  /** From 1. */
  readonly row: number;
  /** The context around it that comes first: of a trigger's function, of a domain's check. */
  readonly inner: string | undefined;
}

/**
 * The row that an error's context (`where`) names; undefined when it names none, or `sql` is no COPY of Millrace's. The
 * line is looked for by the table's name and from the beginning, because what follows may quote data.
 */
export function copiedRow(sql: string, where: string | undefined): CopiedRow | undefined {
  const table = COPY_STATEMENT.exec(sql)?.[1]?.replaceAll('""', '"');
  if (table === undefined || where === undefined) return undefined;
  const [before = "", ...mentions] = `\n${where}`.split(`\nCOPY ${table}`);
  // Servers speak many languages: `, line 7`.
  const row = mentions
    .map((rest) => /^[,、][^\d\n]*(\d+)/.exec(rest)?.[1])
    .find((line) => line !== undefined);
  if (row === undefined) return undefined;
  return { row: Number(row), inner: before.split("\n")[1] };
}
