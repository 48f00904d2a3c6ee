import type { RowCounts } from "../../protocol/run.ts";
import type { Lake, LakeObject } from "../connections/lake.ts";
import type { SessionOptions, Transaction } from "../connections/warehouse.ts";
import type { RenderedSql } from "../operators/operator.ts";
import type { EncodeOptions } from "./column-encoder.ts";
import type { EncodeProgress } from "./encode-objects.ts";
import type { Mapping } from "./map-columns.ts";

/** What is to be staged, rendered and listed. */
export interface StagingJob {
  readonly lake: Lake;
  readonly objects: readonly LakeObject[];
  /** The table as the author wrote it. */
  readonly written: string;
  readonly create?: RenderedSql;
  /** Columns to fill; default all. */
  readonly columns?: readonly string[];
  readonly mapping: Mapping;
  readonly options: EncodeOptions;
  readonly maxErrors: number;
}

/** The transaction of a load: the session that it needs, and what it does in it. */
export interface StagingPlan {
  readonly session: SessionOptions;
  work(tx: Transaction): Promise<Staged>;
}

export interface Staged {
  readonly counts: RowCounts;
  readonly progress?: EncodeProgress;
  /** Set when there was nothing to do, and why. */
  readonly unchanged?: string;
}
