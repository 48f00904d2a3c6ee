import type { JsonObject } from "../../../protocol/json.ts";
import type { RawEdge, RawFrames, RawGroup, RawProblem, RawTask } from "../raw.ts";
import { callFrames } from "./frames.ts";
import type { UserFunction } from "./task-context.ts";

/** A DAG while its `build` function runs. */
export interface OpenDag {
  readonly id: string | undefined;
  readonly frames: RawFrames;
  options: JsonObject;
  readonly tasks: RawTask[];
  readonly groups: RawGroup[];
  readonly edges: RawEdge[];
}

/** What the evaluation of one DAG file has registered so far. There is one for each evaluation. */
export interface FileRegistry {
  readonly dags: OpenDag[];
  readonly problems: RawProblem[];
  readonly functions: UserFunction[];
  readonly output: string[];
  /** The DAG and the group (its index) whose `build` function is running. */
  dag: OpenDag | undefined;
  group: number | undefined;
  /** The call that came last, to tell where a file that never ends was. */
  lastCall: RawFrames;
}

export const registry: FileRegistry = {
  dags: [],
  problems: [],
  functions: [],
  output: [],
  dag: undefined,
  group: undefined,
  lastCall: [],
};

/** The place of the author's call; to be taken first by every function of the authoring API. */
export function enterCall(): RawFrames {
  registry.lastCall = callFrames();
  return registry.lastCall;
}

/** Notes a mistake and goes on, so that all mistakes of a file are told at once. */
export function report(
  frames: RawFrames,
  code: string,
  message: string,
  next: string,
  taskId?: string,
  severity: "error" | "warning" = "error",
): void {
  registry.problems.push({
    severity,
    code,
    message,
    next,
    frames,
    ...(registry.dag?.id === undefined ? {} : { dagId: registry.dag.id }),
    ...(taskId === undefined ? {} : { taskId }),
  });
}

/** Id of a task or group with the ids of its groups before it. */
export function fullId(dag: OpenDag, id: string, group: number | undefined): string {
  const parent = group === undefined ? undefined : dag.groups[group];
  return parent === undefined ? id : `${fullId(dag, parent.id, parent.parent)}.${id}`;
}
