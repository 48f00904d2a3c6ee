import { safeText } from "../../core/safe-text.ts";
import { padEnd, wrap } from "./fit.ts";
import type { Style } from "./style.ts";

/** How something that was looked at is: well, to be known, not well, or not looked at. */
export type Health = "ok" | "warning" | "problem" | "skipped";

/** Something that was looked at, and what was found. */
export interface ShownFinding {
  readonly health: Health;
  readonly name: string;
  readonly text: string;
  /** What to do about it. */
  readonly next?: string | undefined;
}

export interface FindingLayout {
  /** Columns of the longest name. */
  readonly names: number;
  readonly indent: string;
  readonly width: number;
  readonly style: Style;
}

/** `✓ sign in    as millrace`: a line, and below it, in line with it, what does not fit and what to do. */
export function findingLines({ health, name, text, next }: ShownFinding, layout: FindingLayout): string[] {
  const { names, indent, width, style } = layout;
  const symbol = healthSymbol(health, style);
  const margin = `${indent}  ${" ".repeat(names)}  `;
  const room = Math.max(20, width - margin.length);
  const paint = health === "skipped" ? style.paint.dim : String;
  const [first = "", ...others] = text
    .trimEnd()
    .split("\n")
    .flatMap((line) => wrap(safeText(line), room));
  const below = [...others.map((line) => paint(line)), ...(next ? wrap(safeText(next), room) : [])];
  return [
    `${indent}${symbol} ${padEnd(name, names)}  ${paint(first)}`.trimEnd(),
    ...below.map((line) => `${margin}${line}`),
  ];
}

export function healthSymbol(health: Health, { paint, unicode }: Style): string {
  switch (health) {
    case "ok":
      return paint.green(unicode ? "✓" : "+");
    case "warning":
      return paint.yellow("!");
    case "problem":
      return paint.red(unicode ? "✗" : "X");
    case "skipped":
      return paint.dim(unicode ? "»" : "-");
  }
}
