import type { GraphTask } from "../../../protocol/webview/graph.ts";
import { taskFacts } from "../model/node-facts.ts";
import { tasksOf } from "../model/scope.ts";
import { groupsAround, type ShownNode, taskKey } from "../model/shown-graph.ts";
import { focusNode } from "./focus.ts";
import { type Parts, selectedTask } from "./parts.ts";
import { change, draw, showFound, showTools } from "./show-graph.ts";

/** Shows the task's details; null closes them. */
export function select(parts: Parts, taskId: string | null): void {
  const { known, view, canvas, set, post, regions } = parts;
  const before = known.state.selected;
  const key = taskId === null ? null : taskKey(taskId);
  // Opening the details takes room from the graph: it stays as large as it is.
  if (before === null && key !== null) known.fitsAfter = known.state.view === undefined;
  set({ selected: key, view: canvas.view() });
  view.drawn()?.select(key);
  showTools(parts);
  const task = selectedTask(known);
  if (task === undefined) {
    regions.setDetail(false);
    post({ kind: "select", taskId: null });
    if (before !== null) focusNode(parts, before);
    if (known.fitsAfter) canvas.fit();
  } else if (before !== key) {
    beginDetail(parts, task);
    const drawn = view.drawn()?.nodes.get(taskKey(task.id));
    if (drawn !== undefined) canvas.reveal(drawn.element);
  }
}

export function beginDetail({ known, detail, regions, post }: Parts, task: GraphTask): void {
  regions.setDetail(true);
  detail.begin(task, taskFacts(task, known.instances.get(task.id), Date.now()));
  post({ kind: "select", taskId: task.id });
}

/** A click, or Enter. */
export function open(parts: Parts, node: ShownNode): void {
  if (node.kind === "task") select(parts, node.task.id);
  else expand(parts, node);
}

export function expand(parts: Parts, node: Extract<ShownNode, { kind: "group" }>): void {
  const collapsed = parts.known.state.collapsed.filter((id) => id !== node.groupId);
  const first = node.tasks[0]?.id;
  void change(parts, { collapsed }, first === undefined ? undefined : taskKey(first));
}

/** Draws the task if it is not drawn, and selects it. */
export async function reveal(parts: Parts, taskId: string, takesFocus: boolean): Promise<void> {
  const { known, view, canvas, set } = parts;
  const { dag } = known;
  const task = dag?.tasks.find(({ id }) => id === taskId);
  if (dag === null || task === undefined) return;
  const around = groupsAround(task.group, new Map(dag.groups.map(({ id, parent }) => [id, parent])));
  const scope = known.state.scope ?? { kind: "all" };
  const isInScope = tasksOf(dag, scope)?.has(taskId) ?? true;
  const collapsed = known.state.collapsed.filter((id) => !around.includes(id));
  if (!isInScope || collapsed.length < known.state.collapsed.length) {
    set({ collapsed, scope: isInScope ? scope : { kind: "near", seeds: [taskId] }, view: undefined });
    await draw(parts);
  }
  select(parts, taskId);
  showFound(parts);
  const drawn = view.drawn()?.nodes.get(taskKey(taskId));
  if (drawn === undefined) return;
  if (takesFocus) focusNode(parts, taskKey(taskId));
  else canvas.reveal(drawn.element);
}
