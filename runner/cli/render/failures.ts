import { checkLine } from "./check-line.ts";
import type { ProgressModel, TaskFailure } from "./progress-model.ts";
import { PLAIN_STYLE } from "./style.ts";

/** Failures in groups of the same task and the same words: one mistake often fails every run. */
export function failuresByCause(failed: ProgressModel["failures"]): (readonly TaskFailure[])[] {
  const groups = new Map<string, TaskFailure[]>();
  for (const failure of failed.values()) {
    const { taskId, error, checks, skipped } = failure;
    const seen = checks.map((check) => checkLine(check, PLAIN_STYLE));
    const cause = JSON.stringify([taskId, error, seen, skipped]);
    groups.set(cause, [...(groups.get(cause) ?? []), failure]);
  }
  return [...groups.values()];
}
