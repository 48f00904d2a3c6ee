import type { GroupSpec } from "../../../protocol/dag.ts";
import type { DagView, WorkspaceView } from "../../../protocol/rpc/workspace.ts";
import type { TaskState } from "../../../protocol/run.ts";
import { counted } from "../../../protocol/text/counted.ts";
import { stateIcon, stateWord } from "../../trees/marks.ts";
import type { TreeRow } from "../../trees/tree-row.ts";
import { brokenRows } from "./broken-rows.ts";
import { dagOutline } from "./dag-outline.ts";
import { dagRow } from "./dag-row.ts";
import { groupState } from "./group-state.ts";
import { taskRow } from "./task-row.ts";

/** The DAGs of a folder with what their last runs came to, and what could not be read of it. */
export function pipelineRows(view: WorkspaceView, now: number): readonly TreeRow[] {
  return [
    ...brokenRows(view),
    ...view.dags.map((dag) => {
      const open = view.openRuns.filter(({ dagId }) => dagId === dag.spec.id);
      return dagRow(dag, open, childRows(dag, now), now);
    }),
  ];
}

/** Groups and tasks as they stand in the DAG file, one inside the other. */
function childRows(dag: DagView, now: number): readonly TreeRow[] {
  const outline = dagOutline(dag.spec);
  const results = new Map(dag.lastRun?.tasks.map((task) => [task.taskId, task]));
  const rowsIn = (group: string | undefined): readonly TreeRow[] =>
    (outline.get(group) ?? []).map((part) => {
      if (part.kind === "task") return taskRow(dag, part.task, results.get(part.task.id), now);
      const states = part.tasks.flatMap(({ id }) => results.get(id)?.state ?? []);
      return groupRow(dag, part.group, states, part.tasks.length, rowsIn(part.group.id));
    });
  return rowsIn(undefined);
}

function groupRow(
  dag: DagView,
  group: GroupSpec,
  states: readonly TaskState[],
  size: number,
  rows: readonly TreeRow[],
): TreeRow {
  const state = groupState(states);
  return {
    key: `group ${group.id}`,
    label: group.parent === undefined ? group.id : group.id.slice(group.parent.length + 1),
    description: counted(size, "task"),
    icon: { ...stateIcon(state), icon: "symbol-namespace" },
    spokenState: `group, ${stateWord(state)}`,
    tooltip: [`Group ${group.id}`, `${counted(size, "task")}, ${stateWord(state)}`],
    words: ["named"],
    subject: { dagId: dag.spec.id, name: group.id },
    children: { kind: "rows", isOpen: true, rows },
  };
}
