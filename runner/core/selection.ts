import type { DagSpec } from "../../protocol/dag.ts";
import { nearestNames } from "./did-you-mean.ts";
import { downstreamClosure, graphOf, tasksOfGroup, upstreamClosure } from "./graph.ts";

export type SelectionResult =
  | { readonly ok: true; readonly taskIds: readonly string[] }
  | { readonly ok: false; readonly message: string; readonly next: string };

/** What to write, for the `next` of an error about a selection. */
export const SELECTION_HELP =
  "Name a task or a group; +name adds all that it waits for, name+ all that waits for it; separate several by commas.";

/**
 * The tasks that a selector names, in the order of the DAG file: `name`, `+name` (and its upstream tasks),
 * `name+` (and its downstream tasks), `+name+`, where a name is a task's or a group's id; commas join several.
 */
export function selectTasks(dag: Pick<DagSpec, "tasks" | "groups">, selector: string): SelectionResult {
  const graph = graphOf(dag.tasks);
  const selected = new Set<string>();
  const terms = selector.split(",").map((term) => term.trim());
  for (const term of terms) {
    const match = /^(\+?)([^+]+)(\+?)$/.exec(term);
    if (match === null) return badTerm(term, selector);
    const [, withUpstream, name = "", withDownstream] = match;
    const named = tasksNamed(dag, name.trim());
    if (named === undefined) return unknownName(dag, name.trim());
    const add = (ids: Iterable<string>) => {
      for (const id of ids) selected.add(id);
    };
    add(named);
    if (withUpstream === "+") add(upstreamClosure(graph, named));
    if (withDownstream === "+") add(downstreamClosure(graph, named));
  }
  return { ok: true, taskIds: graph.ids.filter((id) => selected.has(id)) };
}

/** The tasks that one selector names, or all, without those that another one names. At least one is left. */
export function selectSubset(
  dag: Pick<DagSpec, "tasks" | "groups">,
  selector: string | undefined,
  except: string | undefined,
): SelectionResult {
  const all = { ok: true as const, taskIds: dag.tasks.map(({ id }) => id) };
  const chosen = selector === undefined ? all : selectTasks(dag, selector);
  if (!chosen.ok || except === undefined) return chosen;
  const left = selectTasks(dag, except);
  if (!left.ok) return left;
  const out = new Set(left.taskIds);
  const taskIds = chosen.taskIds.filter((id) => !out.has(id));
  if (taskIds.length > 0) return { ok: true, taskIds };
  return {
    ok: false,
    message: `Without "${except}" no task is left.`,
    next: "Leave out fewer tasks, or choose more.",
  };
}

function tasksNamed(dag: Pick<DagSpec, "tasks" | "groups">, name: string): readonly string[] | undefined {
  if (dag.tasks.some((task) => task.id === name)) return [name];
  if (dag.groups.some((group) => group.id === name)) return tasksOfGroup(dag, name);
  return undefined;
}

function badTerm(term: string, selector: string): SelectionResult {
  const message =
    term === "" ? `The selection "${selector}" has an empty part.` : `"${term}" is not a selection.`;
  return { ok: false, message, next: SELECTION_HELP };
}

function unknownName(dag: Pick<DagSpec, "tasks" | "groups">, name: string): SelectionResult {
  const names = [...dag.tasks.map((task) => task.id), ...dag.groups.map((group) => group.id)];
  const nearest = nearestNames(name, names);
  const quoted = nearest.map((near) => `"${near}"`).join(" or ");
  const hint = nearest.length === 0 ? "" : ` Did you mean ${quoted}?`;
  return {
    ok: false,
    message: `There is no task or group "${name}".${hint}`,
    next: nearest.length > 0 ? SELECTION_HELP : `The DAG has ${listed(names)}.`,
  };
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return "no tasks";
  const shown = names.slice(0, 12).join(", ");
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown;
}
