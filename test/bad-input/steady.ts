/** What a command printed, without the times and durations that differ from run to run. */
export function steady(output: string): string {
  return output.replace(/^\d\d:\d\d:\d\d/gm, "12:00:00").replace(/\b\d+(\.\d+)? m?s\b/g, "1 ms");
}
