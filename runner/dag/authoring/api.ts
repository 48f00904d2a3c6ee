/** What `import … from "millrace"` gives to a DAG file. */
export type { Duration } from "../../../protocol/duration.ts";
export type { Json, JsonObject } from "../../../protocol/json.ts";
export type { TriggerRule } from "../../../protocol/trigger-rule.ts";
export { chain } from "./chain.ts";
export {
  acceptedValues,
  type CheckFunction,
  type CheckOptions,
  type CheckThresholds,
  columns,
  compare,
  freshness,
  matches,
  notNull,
  range,
  relationship,
  rowCount,
  sql,
  unique,
} from "./checks.ts";
export { type DagDefaults, type DagOptions, dag, type ParamOptions } from "./dag.ts";
export { defineOperator, type OperatorDefinition } from "./define-operator.ts";
export { type GroupOptions, group } from "./group.ts";
export {
  dataQuality,
  loadDimension,
  loadFact,
  type OperatorFunction,
  runSql,
  s3KeySensor,
  stageFromS3,
} from "./operators.ts";
export { type RunTaskParams, runTask } from "./run-task.ts";
export type { QueryOptions, QueryResult, RecordedRows, RunContext } from "./task-context.ts";
export type {
  CheckHandle,
  GroupHandle,
  TaskDefaults,
  TaskHandle,
  TaskOptions,
  Upstream,
} from "./task-options.ts";
