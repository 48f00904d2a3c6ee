import type { JsonObject } from "../../../protocol/json.ts";
import type { RawCheck, RawFrames, RawTask } from "../raw.ts";
import { checkOf, refsOf, taskHandle } from "./handles.ts";
import { describeValue, isPlainObject, plainObject } from "./plain.ts";
import { enterCall, fullId, registry, report } from "./registry.ts";
import { TASK_OPTION_NAMES, type TaskHandle } from "./task-options.ts";

export interface TaskCall {
  /** What the author called: `stageFromS3`. */
  readonly operator: string;
  readonly id: unknown;
  readonly options: unknown;
  readonly code?: RawTask["code"];
}

/** What every operator function does: notes the task, its place, its upstream and its checks. */
export function addTask(call: TaskCall): TaskHandle {
  const frames = enterCall();
  const id = String(call.id);
  const dag = registry.dag;
  if (dag === undefined) {
    report(
      frames,
      "task-outside-dag",
      `${call.operator}(${JSON.stringify(id)}) stands outside of a DAG.`,
      "Call it inside the function that is the second argument of dag(…).",
      id,
    );
    return taskHandle(id);
  }
  const full = fullId(dag, id, registry.group);
  if (typeof call.id !== "string") {
    report(
      frames,
      "invalid-id",
      `The first argument of ${call.operator} is ${describeValue(call.id)}, not the id of the task.`,
      `Write ${call.operator}("some_id", { … }).`,
    );
  }
  if (!isPlainObject(call.options)) {
    report(
      frames,
      "bad-parameter",
      `The second argument of ${call.operator} is ${describeValue(call.options)}, not an object with its parameters.`,
      `Write ${call.operator}("${id}", { … }).`,
      full,
    );
  }
  const { after, checks, ...rest } = isPlainObject(call.options) ? call.options : {};
  const index = dag.tasks.length;
  const upstream = refsOf(after, `"after" of task "${full}"`, frames, full);
  for (const from of upstream) dag.edges.push({ from, to: { kind: "task", index }, frames });
  dag.tasks.push({
    id,
    operator: call.operator,
    ...(registry.group === undefined ? {} : { group: registry.group }),
    frames,
    ...split(rest, full, frames),
    checks: checksOf(checks, full, frames),
    ...(call.code === undefined ? {} : { code: call.code }),
  });
  return taskHandle(full, dag, index);
}

function split(
  given: Record<string, unknown>,
  taskId: string,
  frames: RawFrames,
): { readonly options: JsonObject; readonly params: JsonObject } {
  const plain = plainObject(given, "", (path, what) =>
    report(
      frames,
      "unusable-value",
      `"${path}" of task "${taskId}" is ${what}, which cannot be kept as plain data.`,
      "Use text, numbers, true, false, null, and lists and objects of these.",
      taskId,
    ),
  );
  const isOption = (name: string): boolean => (TASK_OPTION_NAMES as readonly string[]).includes(name);
  const entries = Object.entries(plain);
  return {
    options: Object.fromEntries(entries.filter(([name]) => isOption(name))),
    params: Object.fromEntries(entries.filter(([name]) => !isOption(name))),
  };
}

function checksOf(given: unknown, taskId: string, frames: RawFrames): RawCheck[] {
  if (given === undefined) return [];
  const next = "Write a list of checks: checks: [notNull({ … }), unique({ … })].";
  if (!Array.isArray(given)) {
    const message = `"checks" of task "${taskId}" is ${describeValue(given)}, not a list of checks.`;
    report(frames, "bad-check", message, next, taskId);
    return [];
  }
  return given.flatMap((item: unknown, index) => {
    const check = checkOf(item);
    if (check !== undefined) return [check];
    const message = `"checks[${index}]" of task "${taskId}" is ${describeValue(item)}, not a check.`;
    report(frames, "bad-check", message, next, taskId);
    return [];
  });
}
