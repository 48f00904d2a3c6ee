import type { Json, JsonObject } from "../../../protocol/json.ts";
import type { DataInterval, RunKind } from "../../../protocol/run.ts";
import { MACROS } from "./macros.ts";
import { dateTime, momentText } from "./moment-text.ts";
import { strftime } from "./strftime.ts";
import { objectValue, type Value } from "./value.ts";

/** The names that a template sees, and their values. */
export type TemplateVariables = ReadonlyMap<string, Value>;

/** What a task instance knows of itself. */
export interface TemplateFacts {
  readonly dagId: string;
  readonly taskId: string;
  readonly runId: string;
  readonly kind: RunKind;
  readonly tryNumber: number;
  readonly interval: DataInterval;
  /** The run's params: defaults with the run's own values over them. */
  readonly params: JsonObject;
}

const NO_XCOM = "XCom is not supported: pass data between tasks through tables.";

/**
 * Airflow's template variables. Datetimes are in UTC, so `ds` is the UTC date on which the data interval starts,
 * also for a DAG in another time zone; this is what Airflow does.
 */
export function templateVariables(facts: TemplateFacts): TemplateVariables {
  const start = dateTime(Date.parse(facts.interval.start));
  const end = dateTime(Date.parse(facts.interval.end));
  const params = fromJson(facts.params);
  const dates = { data_interval_start: start, data_interval_end: end, logical_date: start };
  const ds = strftime(start, "%Y-%m-%d");
  const dsNodash = strftime(start, "%Y%m%d");
  const tsNodash = strftime(start, "%Y%m%dT%H%M%S");
  const dag = objectValue(`<DAG: ${facts.dagId}>`, { dag_id: facts.dagId });
  const dagRun = objectValue(`<DagRun ${facts.dagId}: ${facts.runId}>`, {
    dag_id: facts.dagId,
    run_id: facts.runId,
    run_type: facts.kind,
    conf: params,
    ...dates,
  });
  const taskInstance = objectValue(
    `<TaskInstance: ${facts.dagId}.${facts.taskId} ${facts.runId}>`,
    {
      dag_id: facts.dagId,
      task_id: facts.taskId,
      run_id: facts.runId,
      try_number: BigInt(facts.tryNumber),
    },
    {
      unsupported: new Map([
        ["xcom_pull", NO_XCOM],
        ["xcom_push", NO_XCOM],
      ]),
    },
  );
  return new Map<string, Value>([
    ["ds", ds],
    ["ds_nodash", dsNodash],
    ["ts", momentText(start)],
    ["ts_nodash", tsNodash],
    ["ts_nodash_with_tz", strftime(start, "%Y%m%dT%H%M%S%z")],
    ...Object.entries(dates),
    ["run_id", facts.runId],
    ["params", params],
    ["dag", dag],
    ["dag_run", dagRun],
    ["task", objectValue(`<Task: ${facts.taskId}>`, { task_id: facts.taskId })],
    ["ti", taskInstance],
    ["task_instance", taskInstance],
    ["task_instance_key_str", `${facts.dagId}__${facts.taskId}__${dsNodash}`],
    ["macros", MACROS],
  ]);
}

/** Whole JSON numbers become integers, as in Python. */
function fromJson(json: Json): Value {
  if (typeof json === "number") return Number.isSafeInteger(json) ? BigInt(json) : json;
  if (json === null || typeof json !== "object") return json;
  if (Array.isArray(json)) return json.map(fromJson);
  return new Map(Object.entries(json).map(([key, value]) => [key, fromJson(value)]));
}
