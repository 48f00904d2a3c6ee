import { formatPosition } from "../../../protocol/problem.ts";
import type { UserError } from "../../../protocol/user-error.ts";
import { safeLines, safeText } from "../../core/safe-text.ts";
import { wrap } from "./fit.ts";
import type { Style } from "./style.ts";

/** An error as a user sees it: what went wrong, where, and what to do next. No newline at the end. */
export function renderUserError(
  error: Pick<UserError, "message" | "position" | "next">,
  width: number,
  style: Style,
): string {
  const { paint } = style;
  const lines = [`${paint.bold(paint.red("error"))} ${safeLines(error.message, "  ")}`];
  if (error.position !== undefined) {
    lines.push(`  at ${paint.cyan(safeText(formatPosition(error.position)))}`);
  }
  if (error.next !== undefined) {
    lines.push(...wrap(safeText(error.next), width - 2).map((line) => `  ${line}`));
  }
  return lines.join("\n");
}
