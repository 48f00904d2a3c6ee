// Loaded into a measured process with `--import`: at its end it writes the most memory that the process ever had
// resident, in kilobytes as the operating system counts it, into the file that the environment names. Not TypeScript:
// what Node needs to read that would be measured too, about 20 MB.
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const file = process.env["MILLRACE_BENCH_PEAK"];
  if (file !== undefined) writeFileSync(file, String(process.resourceUsage().maxRSS));
});
