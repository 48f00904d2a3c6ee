/** One line of a report, and what to do about it. */
export interface ReportLine {
  readonly mark: "ok" | "warning" | "problem" | "skipped";
  readonly name: string;
  readonly text: string;
  readonly next?: string;
}

const MARKS: Readonly<Record<ReportLine["mark"], string>> = {
  ok: "✓",
  warning: "!",
  problem: "✗",
  skipped: "»",
};

/** `✓ sign in      as millrace`, the names as one column; what to do next stands below its line. */
export function reportLines(lines: readonly ReportLine[]): readonly string[] {
  const width = Math.max(0, ...lines.map(({ name }) => name.length));
  return lines.flatMap(({ mark, name, text, next }) => [
    `${MARKS[mark]} ${name.padEnd(width)}  ${text}`.trimEnd(),
    ...(next === undefined ? [] : [`  ${" ".repeat(width)}  → ${next}`]),
  ]);
}
