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

/**
 * Throws a UserError when columns and fields do not go together. `wanted`: the columns to fill, else all but those that the
 * server fills, as Redshift's COPY does it for IDENTITY.
 */
export function mapColumns(
  table: string,
  columns: readonly Column[],
  wanted: readonly string[] | undefined,
  mapping: Mapping,
): MappedColumns {
  const filled =
    wanted === undefined
      ? columns.filter(({ generated }) => generated === undefined)
      : wanted.map((name) => findColumn(table, columns, name));
  const computed = filled.find(({ generated }) => generated === "computed");
  if (computed !== undefined) throw computedColumn(table, computed.name);
  if (filled.length === 0) throw nothingToFill(table);
  const repeated = filled.find((column, index) => filled.indexOf(column) !== index);
  if (repeated !== undefined) throw repeatedColumn(repeated.name);
  const left = wanted === undefined ? columns.filter((column) => !filled.includes(column)) : [];
  return { columns: filled, tree: buildTree(table, filled, left, mapping) };
}

function buildTree(
  table: string,
  columns: readonly Column[],
  left: readonly Column[],
  mapping: Mapping,
): FieldTree {
  if (mapping.kind === "paths") {
    const paths = readJsonPaths(mapping.source);
    if (paths.length !== columns.length)
      throw wrongPathCount(mapping.source, paths.length, table, columns, left);
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

function wrongPathCount(
  source: JsonPathsFile,
  paths: number,
  table: string,
  columns: readonly Column[],
  left: readonly Column[],
): UserError {
  const names = left.map(({ name }) => `"${name}"`).join(", ");
  const without = names === "" ? "" : ` (without ${names}, which the server fills)`;
  return new UserError({
    code: "bad-jsonpaths",
    message: `The JSONPaths file ${source.file} has ${paths} paths for ${columns.length} columns of ${table}${without}.`,
    next: "Give one path for each column in table order, or list the columns to fill in `columns`.",
    position: { file: source.file, line: 1, column: 1 },
  });
}

function computedColumn(table: string, name: string): UserError {
  return new UserError({
    code: "computed-column",
    message: `The column "${name}" of ${table} is computed by the server from other columns, so files cannot fill it.`,
    next: "Leave it out of `columns`.",
  });
}

function nothingToFill(table: string): UserError {
  return new UserError({
    code: "nothing-to-fill",
    message: `The table ${table} has no column that files could fill.`,
    next: "Correct the statement that creates the table, or list a column in `columns`.",
  });
}

function repeatedColumn(name: string): UserError {
  return new UserError({
    code: "repeated-column",
    message: `The column "${name}" is in \`columns\` twice.`,
    next: "List each column once.",
  });
}
