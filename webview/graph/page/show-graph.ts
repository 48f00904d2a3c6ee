import { shownName } from "../../../protocol/text/shown-text.ts";
import type { GraphDag } from "../../../protocol/webview/graph.ts";
import { fill } from "../../shared/dom.ts";
import type { PageState } from "../model/page-state.ts";
import { tasksOf, withNeighbours } from "../model/scope.ts";
import { partialNotice } from "../notice.ts";
import { focusNode } from "./focus.ts";
import { type Parts, selectedTask } from "./parts.ts";

/** Draws what the state asks for. Lays out only when the shape is another one. */
export async function draw(parts: Parts): Promise<void> {
  const { known, view, canvas, regions } = parts;
  const { dag } = known;
  const { scope, collapsed, direction } = known.state;
  if (dag === null || scope === undefined) return;
  showTools(parts);
  try {
    if (!(await view.show({ dag, direction, collapsed, tasks: tasksOf(dag, scope) }))) return;
  } catch (error) {
    regions.setBusy("");
    regions.say(`The graph could not be laid out: ${error instanceof Error ? error.message : error}`, true);
    return;
  }
  const drawn = view.drawn();
  canvas.element.setAttribute("aria-label", `DAG ${shownName(dag.id)}, ${dag.tasks.length} tasks`);
  drawn?.select(known.state.selected);
  showFound(parts);
  if (known.state.view === undefined) canvas.fit();
  else canvas.look(known.state.view);
  const isThere = known.focused !== null && drawn?.nodes.has(known.focused);
  known.focused = (isThere ? known.focused : drawn?.graph.nodes[0]?.key) ?? null;
  if (known.focused !== null) drawn?.nodes.get(known.focused)?.element.setAttribute("tabindex", "0");
}

/** The user wants to see something else: it is seen whole. `focus`: the node that has the focus then. */
export async function change(parts: Parts, changed: Partial<PageState>, focus?: string): Promise<void> {
  parts.set({ ...changed, view: undefined });
  await draw(parts);
  if (focus !== undefined) focusNode(parts, focus);
}

/** The buttons, and the note above a graph that is not whole. */
export function showTools(parts: Parts): void {
  const { known, toolbar } = parts;
  const { dag } = known;
  const { collapsed, direction } = known.state;
  if (dag === null) return;
  toolbar.show({ direction, hasGroups: dag.groups.length > 0, isCollapsed: collapsed.length > 0 });
  showNotice(parts, dag);
}

function showNotice(parts: Parts, dag: GraphDag): void {
  const { known, regions } = parts;
  const scope = known.state.scope ?? { kind: "all" };
  const tasks = tasksOf(dag, scope);
  const isPartial = tasks !== null && tasks.size < dag.tasks.length;
  const selected = selectedTask(known);
  const grown = selected === undefined ? scope : withNeighbours(scope, selected.id);
  const partial = isPartial ? { shown: tasks.size, all: dag.tasks.length, canGrow: grown !== scope } : null;
  fill(
    regions.notice,
    partialNotice(partial, {
      onAll: () => void change(parts, { scope: { kind: "all" } }),
      onNeighbours: () => void change(parts, { scope: grown }, known.state.selected ?? undefined),
    }),
  );
}

/** Lists what was found, and dims the rest. */
export function showFound({ known, search, view }: Parts): void {
  const { found, foundAt, isSearching } = known;
  search.show(found, foundAt);
  const drawn = view.drawn();
  const keys = found.flatMap(({ id }) => drawn?.graph.nodeOf.get(id)?.key ?? []);
  drawn?.highlight(isSearching ? new Set(keys) : null);
}
