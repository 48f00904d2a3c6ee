import type { LoadRecord, TaskRecord } from "../protocol/history.ts";

/** What a task's last try loaded. A run that was run again has the loads of its earlier tries too. */
export function lastLoads(task: TaskRecord, loads: readonly LoadRecord[]): readonly LoadRecord[] {
  const { taskId, startedAt } = task;
  if (startedAt === null) return [];
  return loads.filter((load) => load.taskId === taskId && load.at >= startedAt);
}
