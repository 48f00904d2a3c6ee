import type { Json, JsonObject } from "../../protocol/json.ts";
import type { RowCounts } from "../../protocol/run.ts";
import type { QueryOptions, QueryResult } from "./authoring/task-context.ts";
import type { ErrorTag, RawError } from "./raw.ts";

/** The plain part of the context that user code gets. Times are ISO 8601 in UTC. */
export interface CallContext {
  readonly dagId: string;
  readonly taskId: string;
  readonly runId: string;
  readonly tryNumber: number;
  readonly ds: string;
  readonly dataInterval: { readonly start: string; readonly end: string };
  readonly params: Readonly<Record<string, Json>>;
}

/** What user code may ask of the runner while it runs. */
export type WorkerRequest =
  | {
      readonly method: "query";
      readonly sql: string;
      readonly values: readonly unknown[];
      readonly options: QueryOptions;
    }
  | { readonly method: "render"; readonly template: string };

export type ToWorker =
  /** The first message. `dagFile` is absolute: modules are resolved from there. */
  | { readonly kind: "load"; readonly code: string; readonly dagFile: string }
  | {
      readonly kind: "call";
      readonly functionIndex: number;
      readonly params: JsonObject;
      readonly context: CallContext;
    }
  | { readonly kind: "answer"; readonly id: number; readonly value: QueryResult | string }
  | { readonly kind: "refusal"; readonly id: number; readonly message: string; readonly tag: ErrorTag }
  | { readonly kind: "abort" };

export type FromWorker =
  | { readonly kind: "log"; readonly text: string }
  | { readonly kind: "request"; readonly id: number; readonly request: WorkerRequest }
  | { readonly kind: "done"; readonly loads: readonly RowCounts[]; readonly skipped?: string }
  /** Fatal: the process ends, because nothing caught the exception. */
  | { readonly kind: "failed"; readonly error: RawError; readonly isFatal: boolean }
  /** The file could not be evaluated, or has no function of that number any more. */
  | { readonly kind: "unusable"; readonly error?: RawError };
