import { readFileSync } from "node:fs";
import path from "node:path";
import type { RunRecord, TaskRecord } from "../protocol/history.ts";
import { intervalLabeler } from "../protocol/text/interval-label.ts";
import { UserError } from "../protocol/user-error.ts";
import { taskLogFile } from "./task-log-file.ts";

export interface LogOfTask {
  readonly run: RunRecord;
  readonly task: TaskRecord;
  /** Default: the last one. */
  readonly tryNumber?: number | undefined;
  /** Of the DAG, for the names of intervals. */
  readonly timezone: string;
}

export interface TaskLogText {
  /** Absolute path. */
  readonly file: string;
  readonly tryNumber: number;
  readonly text: string;
}

/** The log of one try. Throws a UserError with the code `no-log` when there is none. */
export function readTaskLog(stateFolder: string, of: LogOfTask): TaskLogText {
  const { run, task, timezone } = of;
  const label = intervalLabeler(timezone)(run.interval);
  if (task.tryNumber === 0) throw notStarted(task, label);
  const { tryNumber = task.tryNumber } = of;
  const file = path.join(stateFolder, taskLogFile(run.dagId, run.runId, task.taskId, tryNumber));
  try {
    return { file, tryNumber, text: readFileSync(file, "utf8") };
  } catch {
    throw noLog(task, tryNumber, label);
  }
}

function noLog({ taskId, tryNumber: tries }: TaskRecord, tryNumber: number, label: string): UserError {
  return new UserError({
    code: "no-log",
    message: `There is no log of try ${tryNumber} of ${taskId} in the run of ${label}.`,
    next: tryNumber > tries ? `It had ${tries} ${tries === 1 ? "try" : "tries"}.` : "Its file is gone.",
  });
}

function notStarted({ taskId, state, note }: TaskRecord, label: string): UserError {
  const why = note === null ? "" : ` (${note})`;
  return new UserError({
    code: "no-log",
    message: `${taskId} has no log in the run of ${label}, because it never started.`,
    next: state === "none" ? "It still waits for its upstream tasks." : `It is ${state}${why}.`,
  });
}
