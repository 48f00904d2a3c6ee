import type { DagSpec } from "../../../protocol/dag.ts";
import type { RunEvent } from "../../../protocol/event.ts";
import type { DataInterval, TaskState } from "../../../protocol/run.ts";
import type { Style } from "./style.ts";

/** Shows the runs of one DAG as they go on. Events of other DAGs' runs are ignored. */
export interface ProgressView {
  onEvent(event: RunEvent): void;
  /** Call once, after the last event: prints the summary and gives the terminal back. */
  finish(): void;
}

/** A run that existed before the first event: what an event like `run.reopened` does not tell. */
export interface KnownRun {
  readonly interval: DataInterval;
  readonly tasks: Readonly<Record<string, TaskState>>;
}

export interface ProgressOptions {
  readonly dag: DagSpec;
  readonly style: Style;
  /** Looks up a run that was not created in the events seen, such as one that is opened again. */
  readonly knownRun?: (runId: string) => KnownRun | undefined;
}
