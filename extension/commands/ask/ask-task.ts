import type { TaskSpec } from "../../../protocol/dag.ts";
import type { DagView } from "../../../protocol/rpc/workspace.ts";
import { UserError } from "../../../protocol/user-error.ts";
import type { Services } from "../../services.ts";
import { stateIcon } from "../../state-icon.ts";
import type { CommandSubject } from "../../subject.ts";
import { taskText } from "../../text/run-texts.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import { cursorSubject } from "./cursor-subject.ts";
import { type Choice, pickOne } from "./pick.ts";

/** The task that a command is about: the given one, or the one picked among those of the DAG. */
export async function askTask(
  { memory }: Services,
  model: WorkspaceModel,
  dag: DagView,
  { taskId }: CommandSubject,
  title: string,
  wanted: (task: TaskSpec) => boolean = () => true,
): Promise<TaskSpec | undefined> {
  if (taskId !== undefined) return dag.spec.tasks.find(({ id }) => id === taskId) ?? unknownTask(dag, taskId);
  const states = new Map(dag.lastRun?.tasks.map((task) => [task.taskId, task]));
  const choices = dag.spec.tasks.filter(wanted).map((task): Choice<TaskSpec> => {
    const last = states.get(task.id);
    return {
      label: task.id,
      description: [task.operator, ...(last === undefined ? [] : [taskText(last)])].join(" · "),
      iconPath: stateIcon(last?.state ?? "none"),
      key: task.id,
      value: task,
    };
  });
  const offered = cursorSubject(model);
  const question = {
    title,
    placeholder: `Which task of ${dag.spec.id}?`,
    topic: `task ${model.folder.uri.toString()} ${dag.spec.id}`,
    offered: offered.dagId === dag.spec.id ? offered.taskId : undefined,
  };
  return pickOne(choices, question, memory);
}

function unknownTask({ spec }: DagView, taskId: string): never {
  throw new UserError({
    code: "unknown-task",
    message: `${spec.id} has no task "${taskId}".`,
    next: `Its tasks: ${spec.tasks.map(({ id }) => id).join(", ")}.`,
  });
}
