const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z) /;
/** As far as a stamp of the log is wide: lines that go on are indented so in the file. */
const INDENT = /^ {16,}/;

/** A line of a log for a narrow pane: its time of day instead of the whole stamp, a short indent where it goes on. */
export function logLine(line: string): string {
  const at = STAMP.exec(line)?.[1];
  if (at === undefined) return line.replace(INDENT, "    ");
  return `${timeOfDay(new Date(at))} ${line.slice(at.length + 1)}`;
}

/** Local, as the times of tries beside it. */
function timeOfDay(date: Date): string {
  return date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}
