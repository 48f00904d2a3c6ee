import type { DataQualityParams } from "../../../protocol/operators/data-quality.ts";
import type { LoadDimensionParams } from "../../../protocol/operators/load-dimension.ts";
import type { LoadFactParams } from "../../../protocol/operators/load-fact.ts";
import type { RunSqlParams } from "../../../protocol/operators/run-sql.ts";
import type { S3KeySensorParams } from "../../../protocol/operators/s3-key-sensor.ts";
import type { StageFromS3Params } from "../../../protocol/operators/stage-from-s3.ts";
import { addTask } from "./add-task.ts";
import type { TaskHandle, TaskOptions } from "./task-options.ts";

/** Makes a task of one kind in the DAG whose `build` function runs. `id` is unique within its group. */
export type OperatorFunction<Params> = (id: string, options: Params & TaskOptions) => TaskHandle;

export function operatorFunction<Params>(operator: string): OperatorFunction<Params> {
  return (id, options) => addTask({ operator, id, options });
}

/** Waits until keys exist in a lake. A waiting sensor holds no slot. */
export const s3KeySensor = operatorFunction<S3KeySensorParams>("s3KeySensor");

/** Copies JSON files of a lake into a staging table. */
export const stageFromS3 = operatorFunction<StageFromS3Params>("stageFromS3");

/** Fills a fact table from a SELECT, in one transaction with its ledger row. */
export const loadFact = operatorFunction<LoadFactParams>("loadFact");

/** Fills a dimension table from a SELECT, in one transaction with its ledger row. */
export const loadDimension = operatorFunction<LoadDimensionParams>("loadDimension");

/** Evaluates its checks. A failed one fails the task. */
export const dataQuality = operatorFunction<DataQualityParams>("dataQuality");

/** Runs statements, in one transaction with their ledger row. */
export const runSql = operatorFunction<RunSqlParams>("runSql");
