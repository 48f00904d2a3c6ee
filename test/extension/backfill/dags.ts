import type { DagSpec, TaskSpec } from "../../../protocol/dag.ts";
import type { BackfillAnswers } from "../../../protocol/webview/backfill.ts";
import { dagSpec, taskSpec } from "../../helpers/dag-specs.ts";

const POSITION = { file: "sparkify.dag.ts", line: 1, column: 1 };

export function task(id: string): TaskSpec {
  return taskSpec(id, { operator: "runSql", position: POSITION });
}

export function spec(more: Partial<DagSpec> = {}): DagSpec {
  return dagSpec("sparkify", [task("stage"), task("load")], {
    position: POSITION,
    maxActiveRuns: 8,
    ...more,
  });
}

export const ANSWERS: BackfillAnswers = {
  from: "2018-11-01",
  to: "2018-11-30",
  policy: "missing",
  subset: "all",
  selection: "",
  order: "asc",
  maxActiveRuns: "",
  stopOnFailure: false,
  params: {},
};
