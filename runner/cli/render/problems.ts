import { formatPosition, type Problem } from "../../../protocol/problem.ts";
import { safeLines, safeText } from "../../core/safe-text.ts";
import { codeFrame } from "./code-frame.ts";
import { wrap } from "./fit.ts";
import { countOf } from "./number.ts";
import type { Style } from "./style.ts";

export interface ProblemOptions {
  readonly style: Style;
  readonly width: number;
  /** The text of a file of the workspace (path as in positions), or undefined when it cannot be read. */
  readonly readSource: (file: string) => string | undefined;
}

/**
 * Problems in the order of their places, each with the line of source it is about and what to do next; then
 * how many there are. One mistake in what many use is told once, with all places. Empty text when there are none. No
 * newline at the end.
 */
export function renderProblems(problems: readonly Problem[], options: ProblemOptions): string {
  if (problems.length === 0) return "";
  const blocks = bySaying([...problems].sort(byPlace)).map((same) => renderProblem(same, options));
  return [...blocks, problemSummary(problems, options.style)].join("\n\n");
}

/** `3 errors, 1 warning in 2 files` */
export function problemSummary(problems: readonly Problem[], style: Style): string {
  const errors = problems.filter((problem) => problem.severity === "error").length;
  const warnings = problems.length - errors;
  const files = new Set(problems.flatMap((problem) => problem.position?.file ?? [])).size;
  const counts = [
    errors > 0 ? style.paint.red(countOf(errors, "error")) : undefined,
    warnings > 0 ? style.paint.yellow(countOf(warnings, "warning")) : undefined,
  ];
  const place = files === 0 ? "" : ` in ${countOf(files, "file")}`;
  return counts.filter((count) => count !== undefined).join(", ") + place;
}

/** Problems in groups of the same words, in the order of their first ones. */
function bySaying(problems: readonly Problem[]): readonly [Problem, ...Problem[]][] {
  const groups = new Map<string, [Problem, ...Problem[]]>();
  for (const problem of problems) {
    const { severity, code, message, next } = problem;
    const saying = JSON.stringify([severity, code, message, next]);
    const group = groups.get(saying);
    if (group === undefined) groups.set(saying, [problem]);
    else group.push(problem);
  }
  return [...groups.values()];
}

function renderProblem(
  [problem, ...others]: readonly [Problem, ...Problem[]],
  { style, width, readSource }: ProblemOptions,
): string {
  const { paint } = style;
  const severity =
    problem.severity === "error" ? paint.bold(paint.red("error")) : paint.bold(paint.yellow("warning"));
  const { position } = problem;
  const place = position === undefined ? "" : `${paint.cyan(safeText(formatPosition(position)))} `;
  const lines = [`${severity} ${place}${safeLines(problem.message, "  ")}`];
  if (position !== undefined) {
    const source = readSource(position.file);
    if (source !== undefined) lines.push(...codeFrame(source, position, width, style));
  }
  // Several in one file are told apart by their DAGs or rows alone, and so not here.
  const places = new Set(others.flatMap((other) => (other.position ? formatPosition(other.position) : [])));
  if (position !== undefined) places.delete(formatPosition(position));
  if (places.size > 0) {
    const also = wrap(safeText(`and at ${[...places].join(", ")}`), width - 2);
    lines.push(...also.map((line) => `  ${paint.cyan(line)}`));
  }
  if (problem.next !== undefined) {
    lines.push(...wrap(safeText(problem.next), width - 2).map((line) => `  ${line}`));
  }
  return lines.join("\n");
}

/** Problems of no file first, then by file, line and column. */
function byPlace(a: Problem, b: Problem): number {
  if (a.position === undefined || b.position === undefined) {
    return Number(a.position !== undefined) - Number(b.position !== undefined);
  }
  if (a.position.file !== b.position.file) return a.position.file < b.position.file ? -1 : 1;
  return a.position.line - b.position.line || a.position.column - b.position.column;
}
