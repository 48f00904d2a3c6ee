import type { TaskSpec } from "../../../protocol/dag.ts";
import { formatPosition } from "../../../protocol/problem.ts";
import type { DagView, TaskView } from "../../../protocol/rpc/workspace.ts";
import { counted } from "../../../protocol/text/counted.ts";
import { stateIcon, stateWord } from "../../trees/marks.ts";
import { lines } from "../../trees/parts.ts";
import { taskFacts } from "../../trees/task-facts.ts";
import type { TreeRow } from "../../trees/tree-row.ts";

/** A task with what its DAG's last run made of it. A click goes to its definition. */
export function taskRow(dag: DagView, task: TaskSpec, result: TaskView | undefined, now: number): TreeRow {
  const state = result?.state ?? "none";
  const word = result === undefined && dag.lastRun !== null ? "not in the last run" : stateWord(state);
  return {
    key: task.id,
    label: task.group === undefined ? task.id : task.id.slice(task.group.length + 1),
    description: result === undefined ? "" : taskFacts(result, now),
    icon: stateIcon(state),
    spokenState: `task, ${word}`,
    tooltip: lines([
      `Task ${task.id} (${task.operator})`,
      task.description,
      `${dag.lastRun === null ? "" : `${dag.lastRun.run.label}: `}${word}`,
      result?.error?.message,
      result?.error?.next,
      result?.note ?? undefined,
      task.upstream.length > 0 && `After ${task.upstream.join(", ")}`,
      task.checks.length > 0 && counted(task.checks.length, "check"),
      formatPosition(task.position),
    ]),
    words: [
      "task",
      "source",
      "named",
      ...(task.checks.length > 0 ? ["task-checks"] : []),
      ...(hasSql(dag, task) ? ["task-sql"] : []),
    ],
    subject: {
      dagId: dag.spec.id,
      taskId: task.id,
      name: task.id,
      ...(dag.lastRun !== null && result !== undefined && { runId: dag.lastRun.run.runId }),
    },
    click: { kind: "source", position: task.position },
  };
}

function hasSql(dag: DagView, { id, params }: TaskSpec): boolean {
  return (dag.sqlFiles[id]?.length ?? 0) > 0 || typeof params["sql"] === "string";
}
