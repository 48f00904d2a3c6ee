import { addTask } from "./add-task.ts";
import { registerFunction } from "./functions.ts";
import type { OperatorFunction } from "./operators.ts";
import { describeValue } from "./plain.ts";
import { enterCall, report } from "./registry.ts";
import type { RunContext } from "./task-context.ts";

export interface OperatorDefinition<Params extends object> {
  /** What the operator is called in views and logs. */
  readonly name: string;
  /** The task's work. Texts among the parameters come with their templates rendered. */
  readonly run: (params: Params, context: RunContext) => unknown;
  /** Parameters that take SQL: a `.sql` file beside the DAG file or the statement. They arrive as rendered text. */
  readonly sqlParams?: readonly (keyof Params & string)[];
}

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,249}$/;

/** Makes an operator of your own: a function that makes tasks of it, with its parameters checked as you type. */
export function defineOperator<Params extends object = Record<never, never>>(
  definition: OperatorDefinition<Params>,
): OperatorFunction<Params> {
  const frames = enterCall();
  const name: unknown = definition?.name;
  if (typeof name !== "string" || !NAME.test(name)) {
    const message = `"name" of defineOperator is ${describeValue(name)}, not the name of an operator.`;
    report(frames, "invalid-id", message, "Write letters, digits, -, _ and ., starting with a letter.");
  } else if (names.has(name)) {
    const message = `This file defines the operator "${name}" twice.`;
    report(frames, "duplicate-operator", message, "Give each operator a name of its own.");
  }
  const operator = String(name);
  names.add(operator);
  const run = definition?.run;
  const functionIndex = registerFunction(`"run" of operator "${operator}"`, run, (params, context) =>
    run(params, context),
  );
  const sqlParams = [...(definition?.sqlParams ?? [])].map(String);
  return (id, options) => addTask({ operator, id, options, code: { functionIndex, sqlParams } });
}

const names = new Set<string>();
