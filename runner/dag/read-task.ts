import type { TaskCode, TaskSpec } from "../../protocol/dag.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import { TASK_OPTION_NAMES } from "./authoring/task-options.ts";
import { checkConnection } from "./check-connection.ts";
import { checkTexts } from "./check-texts.ts";
import type { RawTask } from "./raw.ts";
import type { DagHead } from "./read-dag-options.ts";
import { readTaskOptions, type TaskOptionValues } from "./read-task-options.ts";
import type { Reading } from "./reading.ts";
import type { OperatorShape } from "./registries.ts";
import { schemaMistakes } from "./schema-mistakes.ts";
import type { Tell } from "./tell.ts";

/** Reads a task's options and its operator's parameters, telling all that is wrong. */
export function readTask(
  raw: RawTask,
  taskId: string,
  head: DagHead,
  bundle: string,
  reading: Reading,
  tell: Tell,
): TaskOptionValues & Pick<TaskSpec, "operator" | "params" | "code"> {
  const options = readTaskOptions(raw.options, head.defaults, taskId, reading.config, tell);
  const operator = reading.registries.operators.find(({ name }) => name === raw.operator);
  const code = raw.code === undefined ? {} : { code: taskCode(raw.code, bundle, reading) };
  const of = ` of task "${taskId}"`;
  const runParams = defaultsOf(head.spec.params);
  if (operator === undefined) {
    if (raw.code === undefined) tell("unknown-operator", `There is no operator "${raw.operator}".`);
    const sqlParams = raw.code?.sqlParams ?? [];
    checkTexts({ params: raw.params, of, sqlParams, fileParams: [], runParams }, reading, tell);
    return { ...options, operator: raw.operator, params: raw.params, ...code };
  }
  if (raw.code !== undefined && raw.operator !== "runTask") {
    tell(
      "duplicate-operator",
      `The operator of task "${taskId}" is called "${raw.operator}", as one of Millrace's own.`,
      "Give it another name in defineOperator.",
    );
    return { ...options, operator: raw.operator, params: raw.params, ...code };
  }
  const params = withDefaultConnections(operator, raw.params, head.defaults);
  const otherNames = ["after", "checks", ...TASK_OPTION_NAMES];
  const subject = { of, noun: "parameter", owner: operator.name, otherNames };
  for (const mistake of schemaMistakes(operator.params, params, subject)) {
    tell(mistake.code, mistake.message, mistake.next);
  }
  checkConnections(operator, params, raw.params, of, head, reading, tell);
  const { sqlParams, fileParams = [] } = operator;
  checkTexts({ params, of, sqlParams, fileParams, runParams }, reading, tell);
  return { ...options, operator: raw.operator, params, ...code };
}

/** The run parameters as a run has them that overrides none. */
export function defaultsOf(params: DagHead["spec"]["params"]): JsonObject {
  return Object.fromEntries(Object.entries(params).map(([name, param]) => [name, param.default]));
}

function taskCode(code: NonNullable<RawTask["code"]>, bundle: string, reading: Reading): TaskCode {
  const { functionIndex, sqlParams } = code;
  return { file: reading.dagFile, functionIndex, bundle, ...(sqlParams.length === 0 ? {} : { sqlParams }) };
}

const KINDS = ["warehouse", "lake"] as const;

function withDefaultConnections(
  operator: OperatorShape,
  params: JsonObject,
  defaults: DagHead["defaults"],
): JsonObject {
  const entries = KINDS.flatMap((kind): [string, Json][] => {
    const name = operator.connectionParams[kind];
    const value = defaults[kind];
    return name === undefined || value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(entries), ...params };
}

function checkConnections(
  operator: OperatorShape,
  params: JsonObject,
  own: JsonObject,
  of: string,
  head: DagHead,
  reading: Reading,
  tell: Tell,
): void {
  for (const kind of KINDS) {
    const param = operator.connectionParams[kind];
    // A wrong default of the DAG is told once, at the DAG.
    if (param === undefined || (own[param] === undefined && head.defaults[kind] !== undefined)) continue;
    const name = params[param] ?? kind;
    if (typeof name === "string") checkConnection(name, kind, `"${param}"${of}`, reading.config, tell);
  }
}
