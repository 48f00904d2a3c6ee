import type { RunDetail } from "../protocol/rpc/workspace.ts";
import { counted } from "../protocol/text/counted.ts";
import { shownLine } from "../protocol/text/shown-text.ts";
import type { WorkTally } from "./work-tally.ts";

const LONGEST_REASON = 300;

/** What a message says about work that failed: of one run the first task that did and why, else how many runs. */
export function failureText(
  title: string,
  tally: WorkTally | undefined,
  only: RunDetail | undefined,
): string {
  if (only !== undefined) {
    const failed = only.tasks.filter(({ state }) => state === "failed");
    const [first] = failed;
    if (first === undefined) return `${title} failed. ${only.run.reason ?? ""}`.trimEnd();
    const others = failed.length > 1 ? ` (and ${counted(failed.length - 1, "other task")})` : "";
    const reason = first.error === null ? "" : `: ${shownLine(first.error.message, LONGEST_REASON)}`;
    return `${title} failed in ${first.taskId}${others}${reason}`;
  }
  if (tally === undefined) return `${title} failed.`;
  return `${title}: ${tally.counts.failed ?? 0} of ${counted(tally.runs, "run")} failed.`;
}
