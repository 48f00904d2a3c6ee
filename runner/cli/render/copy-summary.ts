import { formatDuration } from "../../../protocol/text/duration.ts";
import { formatBytes } from "../../../protocol/text/format-bytes.ts";
import type { UserError } from "../../../protocol/user-error.ts";
import { oneLine, safeText } from "../../core/safe-text.ts";
import type { Copied } from "../../lakes/copy.ts";
import type { PreparedCopy } from "../../lakes/prepare-copy.ts";
import { wrap } from "./fit.ts";
import { countOf, formatNumber } from "./number.ts";
import { stateSymbol } from "./states.ts";
import type { Style } from "./style.ts";

type CopyFindings = Pick<PreparedCopy, "there" | "markers" | "leftOut" | "impossible">;

/** What came of a copy, and what was found before it began. */
export interface CopyOutcome extends CopyFindings {
  readonly toCopy: number;
  readonly result: Copied;
  readonly wasInterrupted: boolean;
  /** Milliseconds. */
  readonly took: number;
}

const MOST_FAILURES = 10;

/** What came of a copy: what failed and what to do about it, then how much was copied. */
export function copySummary(outcome: CopyOutcome, columns: number, style: Style): string[] {
  const { result, impossible, wasInterrupted, toCopy } = outcome;
  const errors = [...impossible, ...result.failures].map(({ error }) => error);
  const isStopped = wasInterrupted || result.stoppedBy !== undefined;
  const left = toCopy - result.copied - result.failures.length;
  const lines = failureLines(errors, columns, style);
  lines.push(...wrap(totalLine(outcome, errors.length, style), columns));
  if (isStopped && left > 0) {
    const why = wasInterrupted ? "Stopped" : "Stopped, because the others would fail too";
    lines.push(
      ...wrap(`${why}: ${countOf(left, "object")} left. The same command goes on from here.`, columns),
    );
  }
  return lines;
}

function totalLine(outcome: CopyOutcome, failed: number, style: Style): string {
  const { result, took, there } = outcome;
  const { copied, bytes, within } = result;
  const rate =
    took < 1000 || within === copied ? "" : `, ${formatBytes(Math.round((bytes * 1000) / took))}/s`;
  const notes = [
    ...(within > 0 ? [`${within === copied ? "all" : formatNumber(within)} within the server`] : []),
    ...(failed > 0 ? [style.paint.red(`${countOf(failed, "object")} failed`)] : []),
    ...leftNotes(outcome),
  ];
  const rest = notes.length === 0 ? "" : `; ${notes.join("; ")}`;
  if (copied === 0 && failed === 0 && outcome.toCopy === 0 && there > 0)
    return `${style.paint.green("ok")} Nothing to copy${rest}.`;
  const mark =
    failed > 0
      ? `${stateSymbol("failed", style)} `
      : outcome.wasInterrupted
        ? ""
        : `${style.paint.green("ok")} `;
  return `${mark}Copied ${countOf(copied, "object")} (${formatBytes(bytes)}) in ${formatDuration(took)}${rate}${rest}.`;
}

/** `6,840 were there already`, `2 folder markers left out` */
export function leftNotes({ there, markers, leftOut }: Omit<CopyFindings, "impossible">): string[] {
  return [
    ...(there > 0 ? [`${formatNumber(there)} ${there === 1 ? "was" : "were"} there already`] : []),
    ...(leftOut > 0 ? [`${formatNumber(leftOut)} left out by the patterns`] : []),
    ...(markers > 0 ? [`${countOf(markers, "folder marker")} left out`] : []),
  ];
}

/** Each message once; what to do about it after the last one that says so. */
function failureLines(errors: readonly UserError[], columns: number, style: Style): string[] {
  const shown = errors.slice(0, MOST_FAILURES);
  const lines: string[] = [];
  shown.forEach(({ message, next }, index) => {
    const [first = "", ...others] = wrap(oneLine(message), columns - 2);
    lines.push(`${stateSymbol("failed", style)} ${first}`, ...others.map((line) => `  ${line}`));
    if (next !== undefined && shown[index + 1]?.next !== next)
      lines.push(...wrap(safeText(next), columns - 2).map((line) => `  ${style.paint.dim(line)}`));
  });
  const more = errors.length - shown.length;
  if (more > 0) lines.push(`  and ${countOf(more, "more failure")}: --json shows them all`);
  return lines;
}
