import { addTask } from "./add-task.ts";
import { registerFunction } from "./functions.ts";
import { isPlainObject } from "./plain.ts";
import type { RunContext } from "./task-context.ts";
import type { TaskHandle, TaskOptions } from "./task-options.ts";

export interface RunTaskParams {
  /** The task's work. It runs in a worker of its own, where Node's modules and the network are available. */
  readonly run: (context: RunContext) => unknown;
}

/** A task that runs a function of the DAG file. */
export function runTask(id: string, options: RunTaskParams & TaskOptions): TaskHandle {
  if (!isPlainObject(options)) return addTask({ operator: "runTask", id, options });
  const { run, ...rest } = options;
  const functionIndex = registerFunction(`"run" of task "${id}"`, run, (_params, context) => run(context));
  return addTask({ operator: "runTask", id, options: rest, code: { functionIndex, sqlParams: [] } });
}
