import { UserError } from "../../protocol/user-error.ts";
import type { Column } from "../connections/warehouse.ts";
import { didYouMeanText } from "../core/did-you-mean.ts";
import { buildFieldTree, type FieldTree, type PathStep } from "./field-tree.ts";
import { type JsonPathsFile, readJsonPaths } from "./json-paths.ts";

/** How fields find their columns. */
export type Mapping =
  | { readonly kind: "auto"; readonly ignoreCase: boolean }
  | { readonly kind: "paths"; readonly source: JsonPathsFile };

/** The columns that are filled, in the order of COPY's fields, and where each one's value is found. */
export interface MappedColumns {
  readonly columns: readonly Column[];
  readonly tree: FieldTree;
}

/** Throws a UserError when columns and fields do not go together. `wanted`: the columns to fill, else all. */
export function mapColumns(
  table: string,
  columns: readonly Column[],
  wanted: readonly string[] | undefined,
  mapping: Mapping,
): MappedColumns {
  const filled = wanted === undefined ? columns : wanted.map((name) => findColumn(table, columns, name));
  const repeated = filled.find((column, index) => filled.indexOf(column) !== index);
  if (repeated !== undefined) throw repeatedColumn(repeated.name);
  return { columns: filled, tree: buildTree(table, filled, mapping) };
}

function buildTree(table: string, columns: readonly Column[], mapping: Mapping): FieldTree {
  if (mapping.kind === "paths") {
    const paths = readJsonPaths(mapping.source);
    if (paths.length !== columns.length)
      throw wrongPathCount(mapping.source, paths.length, table, columns.length);
    return buildFieldTree(paths, false);
  }
  if (mapping.ignoreCase) refuseSameLetters(table, columns);
  const paths: PathStep[][] = columns.map((column) => [column.name]);
  return buildFieldTree(paths, mapping.ignoreCase);
}

/** A column by its exact name, or by its name without regard to case when that is one column only. */
function findColumn(table: string, columns: readonly Column[], name: string): Column {
  const exact = columns.find((column) => column.name === name);
  if (exact !== undefined) return exact;
  const alike = columns.filter((column) => column.name.toLowerCase() === name.toLowerCase());
  if (alike.length === 1 && alike[0] !== undefined) return alike[0];
  throw new UserError({
    code: "unknown-column",
    message: `The table ${table} has no column "${name}".${didYouMeanText(
      name,
      columns.map((column) => column.name),
    )}`,
    next: "Correct `columns`, or the statement that creates the table.",
  });
}

function refuseSameLetters(table: string, columns: readonly Column[]): void {
  const seen = new Map<string, string>();
  for (const { name } of columns) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) {
      throw new UserError({
        code: "ambiguous-columns",
        message: `The columns "${other}" and "${name}" of ${table} differ only in case, so fields cannot find theirs.`,
        next: 'Set `json` to "auto" or to a JSONPaths file.',
      });
    }
    seen.set(name.toLowerCase(), name);
  }
}

function wrongPathCount(source: JsonPathsFile, paths: number, table: string, columns: number): UserError {
  return new UserError({
    code: "bad-jsonpaths",
    message: `The JSONPaths file ${source.file} has ${paths} paths for ${columns} columns of ${table}.`,
    next: "Give one path for each column in table order, or list the columns to fill in `columns`.",
    position: { file: source.file, line: 1, column: 1 },
  });
}

function repeatedColumn(name: string): UserError {
  return new UserError({
    code: "repeated-column",
    message: `The column "${name}" is in \`columns\` twice.`,
    next: "List each column once.",
  });
}
