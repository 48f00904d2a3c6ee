import type { DagSpec } from "../protocol/dag.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import type { DataInterval, RunKind } from "../protocol/run.ts";
import { makeRunId } from "./engine/run-id.ts";
import type { Store } from "./state/store.ts";

export interface RunOfInterval {
  readonly id: string;
  readonly kind: RunKind;
  readonly interval: DataInterval;
  readonly params: JsonObject;
  /** It is in the history. */
  readonly isKnown: boolean;
}

/** The run of an interval, as templates and the search path see it: the history's, or the one that `run` would make. */
export function runOfInterval(dag: DagSpec, interval: DataInterval, history: Store): RunOfInterval {
  const known = history.runAt(dag.id, interval.start);
  if (known !== undefined) {
    const { runId, kind, interval, params } = known;
    return { id: runId, kind, interval, params, isKnown: true };
  }
  const defaults = Object.entries(dag.params).map(([name, spec]): [string, Json] => [name, spec.default]);
  const params = Object.fromEntries(defaults);
  return { id: makeRunId(dag.id, "manual", interval), kind: "manual", interval, params, isKnown: false };
}
