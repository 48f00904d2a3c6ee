import type { SourcePosition } from "../../../protocol/problem.ts";
import type { CheckResult } from "../../../protocol/run.ts";
import { oneLine } from "../../core/safe-text.ts";
import { width, wrap } from "./fit.ts";
import { outcomeSymbol } from "./states.ts";
import type { Style } from "./style.ts";

/** The results that make a task fail. */
export function badChecks<T extends CheckResult>(checks: readonly T[]): readonly T[] {
  return checks.filter(({ outcome }) => outcome === "fail" || outcome === "error");
}

/** Those and the warnings. */
export function notableChecks<T extends CheckResult>(checks: readonly T[]): readonly T[] {
  return checks.filter(({ outcome }) => outcome !== "pass" && outcome !== "skipped");
}

/** `✗ every songplay has a user: 8, expected 0`; for a check that has no answer, why. */
export function checkLine(check: CheckResult, style: Style): string {
  return `${outcomeSymbol(check.outcome, style)} ${oneLine(check.name)}: ${whatItSaw(check)}`;
}

export interface CheckPlace {
  /** Where it is defined. */
  readonly position: SourcePosition | undefined;
  readonly width: number;
  readonly style: Style;
}

interface Part {
  readonly text: string;
  readonly paint: (text: string) => string;
}

/** The same with the place of its definition: one line, or where there is no room for it several, indented. */
export function checkLines(check: CheckResult, { position, width: columns, style }: CheckPlace): string[] {
  const { paint } = style;
  const isBad = badChecks([check]).length > 0;
  const room = columns - 2;
  const partsWith = (said: string): readonly Part[] => [
    { text: oneLine(check.name), paint: isBad ? paint.bold : String },
    { text: said, paint: String },
    ...(position === undefined ? [] : [{ text: definedAt(position), paint: paint.cyan }]),
  ];
  const whole = partsWith(whatItSaw(check));
  // What a check that passed had expected is not worth a second line.
  const isLong = whole.reduce((sum, { text }) => sum + width(text) + 2, -2) > room;
  const parts = isLong && check.outcome === "pass" ? partsWith(oneLine(check.observed)) : whole;
  const rows: Part[][] = [];
  for (const part of parts) {
    const row = rows.at(-1);
    const used = row?.reduce((sum, { text }) => sum + width(text) + 2, 0) ?? 0;
    if (row !== undefined && used + width(part.text) <= room) row.push(part);
    else rows.push([part]);
  }
  const lines = rows.flatMap((row) =>
    row.length === 1
      ? row.flatMap(({ text, paint }) => wrap(text, room).map((piece) => paint(piece)))
      : [row.map(({ text, paint }) => paint(text)).join("  ")],
  );
  return lines.map((line, index) => `${index === 0 ? outcomeSymbol(check.outcome, style) : " "} ${line}`);
}

/** `dags/sparkify.dag.ts:42` */
export function definedAt({ file, line }: SourcePosition): string {
  return `${oneLine(file)}:${line}`;
}

function whatItSaw({ name, outcome, observed, expected, message }: CheckResult): string {
  const hasAnswer = outcome !== "error" && outcome !== "skipped";
  if (hasAnswer) return `${oneLine(observed)}, expected ${oneLine(expected)}`;
  return oneLine(message.startsWith(`${name}: `) ? message.slice(name.length + 2) : message);
}
