import type { SourcePosition } from "../../../protocol/problem.ts";
import { UserError } from "../../../protocol/user-error.ts";
import { newBudget } from "./budget.ts";
import { execute, joined, type Piece } from "./execute.ts";
import { FUNCTIONS } from "./functions.ts";
import { parseTemplate } from "./parse-template.ts";
import { innerScope } from "./scope.ts";
import { TemplateError } from "./template-error.ts";
import type { TemplateVariables } from "./variables.ts";

/** Where a template is written, for errors. */
export interface TemplatePlace {
  /** The file whose whole text the template is, relative to the workspace. Omitted for a parameter's own text. */
  readonly file?: string | undefined;
  /** The parameter: `sql`, `from`, … */
  readonly what: string;
}

/**
 * Renders a Jinja template as Airflow would, with Python's way of printing values, and strictly: an unknown name
 * is an error. The text's final newline stays. Throws a UserError `template-error` with the place in the template.
 */
export function renderTemplate(source: string, variables: TemplateVariables, place: TemplatePlace): string {
  return joined(renderPieces(source, variables, place));
}

/** The same in parts that know where in the template they come from, to find the places of the server's errors. */
export function renderPieces(
  source: string,
  variables: TemplateVariables,
  place: TemplatePlace,
): readonly Piece[] {
  if (!hasTemplate(source)) return [{ text: source, offset: 0, isVerbatim: true }];
  try {
    const globals = { names: new Map([...FUNCTIONS, ...variables]), around: undefined };
    return execute(parseTemplate(source), innerScope(globals), newBudget());
  } catch (error) {
    if (error instanceof TemplateError) throw templateError(error, source, place);
    throw error;
  }
}

/** False for texts that render to themselves. */
export function hasTemplate(source: string): boolean {
  return /\{[{%#]/.test(source);
}

export function templateError(error: TemplateError, source: string, place: TemplatePlace): UserError {
  const { line, column } = lineAndColumn(source, error.offset ?? 0);
  const position: SourcePosition | undefined =
    place.file === undefined ? undefined : { file: place.file, line, column };
  const inText = source.includes("\n") ? `line ${line}, column ${column}` : `column ${column}`;
  return new UserError({
    code: "template-error",
    message:
      position === undefined
        ? `${place.what}, ${inText}: ${error.message}`
        : `${place.what}: ${error.message}`,
    ...(error.next === undefined ? {} : { next: error.next }),
    ...(position === undefined ? {} : { position }),
  });
}

/** Both count from 1; columns in UTF-16 units, as editors count them. */
function lineAndColumn(source: string, offset: number): { readonly line: number; readonly column: number } {
  const before = source.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
