import { dataQuality } from "./data-quality.ts";
import { loadDimension } from "./load-dimension.ts";
import { loadFact } from "./load-fact.ts";
import type { Operator } from "./operator.ts";
import { runSql } from "./run-sql.ts";
import { runTask } from "./run-task.ts";
import { s3KeySensor } from "./s3-key-sensor.ts";
import { stageFromS3 } from "./stage-from-s3.ts";

/** An operator of any parameters; its own schema stands between them and their type. */
export interface AnyOperator
  extends Omit<Operator<never>, "params" | "sqlParams" | "fileParams" | "connectionParams"> {
  readonly params: Operator<unknown>["params"];
  readonly sqlParams: readonly string[];
  readonly fileParams?: readonly string[];
  readonly connectionParams: { readonly warehouse?: string; readonly lake?: string };
}

/** Every operator that Millrace has, in the order of the reference. */
export const OPERATORS: readonly AnyOperator[] = [
  s3KeySensor,
  stageFromS3,
  loadFact,
  loadDimension,
  dataQuality,
  runSql,
  runTask,
];
