import type { ProgressModel, TaskFailure } from "./progress-model.ts";

/** Failures in groups of the same task and the same words: one mistake often fails every run. */
export function failuresByCause(model: ProgressModel): (readonly TaskFailure[])[] {
  const groups = new Map<string, TaskFailure[]>();
  for (const failure of model.failures.values()) {
    const { taskId, error, checks } = failure;
    const cause = JSON.stringify([taskId, error, checks]);
    groups.set(cause, [...(groups.get(cause) ?? []), failure]);
  }
  return [...groups.values()];
}
