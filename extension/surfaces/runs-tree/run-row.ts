import type { RunDetail, RunView, TaskView } from "../../../protocol/rpc/workspace.ts";
import { isFinished, type TaskState } from "../../../protocol/run.ts";
import { counted } from "../../../protocol/text/counted.ts";
import { joined } from "../../text/joined.ts";
import { tookText } from "../../text/run-texts.ts";
import { ago, dayAndTime } from "../../text/time.ts";
import { stateIcon, stateWord } from "../../trees/marks.ts";
import { lines } from "../../trees/parts.ts";
import { taskFacts } from "../../trees/task-facts.ts";
import type { RowChildren, TreeRow } from "../../trees/tree-row.ts";
import type { RunWhat } from "./run-what.ts";

export interface RunRowContext {
  /** Under a backfill its DAG is known. */
  readonly isInBackfill: boolean;
  readonly detail: RunDetail | undefined;
  readonly error: string | undefined;
  readonly now: number;
}

/** A run: `sparkify · running · 3 of 9 tasks`, `sparkify · 12.3 s · 5 min ago`. Under it its task instances. */
export function runRow(run: RunView, { isInBackfill, detail, error, now }: RunRowContext): TreeRow<RunWhat> {
  const isOpen = !isFinished(run.state);
  return {
    key: `run ${run.runId}`,
    label: run.label,
    icon: stateIcon(run.shown),
    spokenState: run.shown === "success" ? "run, success" : "run",
    description: joined([
      !isInBackfill && run.dagId,
      // Of what went well the icon says enough.
      run.shown !== "success" && stateWord(run.shown),
      isOpen ? progressText(run) : tookText(run),
      run.endedAt !== null && ago(run.endedAt, now),
    ]),
    tooltip: lines([
      `${run.dagId} ${run.label}`,
      `${run.kind} run, ${stateWord(run.shown)}${run.reason === null ? "" : `: ${run.reason}`}`,
      progressText(run),
      run.startedAt !== null && `Started ${dayAndTime(run.startedAt)}`,
      run.endedAt !== null && `Ended ${dayAndTime(run.endedAt)}, after ${tookText(run)}`,
      run.backfillId !== null && `Backfill ${run.backfillId}`,
      Object.keys(run.params).length > 0 && `Parameters ${JSON.stringify(run.params)}`,
      `Run ${run.runId}`,
    ]),
    words: [
      "run",
      "named",
      isOpen ? "run-open" : "run-ended",
      // What was cut short is as good as failed: nobody drives it any more.
      ...(run.state === "failed" || run.state === "cancelled" || run.shown === "interrupted"
        ? ["run-failed"]
        : []),
    ],
    subject: { dagId: run.dagId, runId: run.runId, date: run.interval.start, name: run.runId },
    children: instances(run, detail, error, now),
  };
}

function instances(
  run: RunView,
  detail: RunDetail | undefined,
  error: string | undefined,
  now: number,
): RowChildren<RunWhat> {
  if (detail !== undefined) {
    return { kind: "rows", rows: detail.tasks.map((task) => instanceRow(run, task, now)) };
  }
  if (error === undefined) return { kind: "lazy", what: { kind: "instances", runId: run.runId } };
  return { kind: "rows", rows: [errorRow(error)] };
}

/** Of a list that could not be had. */
export function errorRow(error: string): TreeRow<RunWhat> {
  return {
    key: "error",
    label: error,
    icon: { icon: "error", color: "testing.iconFailed" },
    tooltip: [error, "Click to try again."],
    click: { kind: "command", command: "millrace.refresh" },
  };
}

/** One task in one run. A click opens its log; one that never started has none. */
function instanceRow(run: RunView, task: TaskView, now: number): TreeRow<RunWhat> {
  const hasLog = task.startedAt !== null;
  return {
    key: task.taskId,
    label: task.taskId,
    description: taskFacts(task, now),
    icon: stateIcon(task.state),
    spokenState: stateWord(task.state),
    tooltip: lines([
      `${task.taskId}: ${stateWord(task.state)}`,
      task.error?.message,
      task.error?.next,
      task.note ?? undefined,
      task.tryNumber > 0 && `Try ${task.tryNumber}`,
      ...task.loads.map(
        ({ table, read, inserted, updated, deleted }) =>
          `${table}: ${joined([
            `${counted(read, "row")} read`,
            inserted > 0 && `${counted(inserted, "row")} inserted`,
            updated > 0 && `${counted(updated, "row")} updated`,
            deleted > 0 && `${counted(deleted, "row")} deleted`,
          ])}`,
      ),
    ]),
    words: [
      ...(hasLog ? ["instance"] : []),
      ...(isFinished(task.state) && isFinished(run.state) ? ["instance-ended"] : []),
      "named",
    ],
    subject: {
      dagId: run.dagId,
      runId: run.runId,
      taskId: task.taskId,
      date: run.interval.start,
      name: task.taskId,
    },
    ...(hasLog && { click: { kind: "command", command: "millrace.openLogs" } }),
  };
}

/** `3 of 9 tasks · 1 failed` */
function progressText({ taskCounts }: RunView): string {
  const counts = Object.entries(taskCounts) as readonly (readonly [TaskState, number])[];
  const sum = (some: (state: TaskState) => boolean): number =>
    counts.reduce((total, [state, count]) => (some(state) ? total + count : total), 0);
  const failed = taskCounts.failed ?? 0;
  return joined([
    `${sum(isFinished)} of ${counted(
      sum(() => true),
      "task",
    )}`,
    failed > 0 && `${failed} failed`,
  ]);
}
