import stringWidth from "string-width";
import type { DagSpec, TaskSpec } from "../../protocol/dag.ts";
import { graphOf, levels, tasksOfGroup } from "./graph.ts";
import { visibleText } from "./visible-text.ts";

/**
 * The DAG for a plain terminal: one line per task, level by level, each with its operator and what it waits for.
 *
 *     sparkify · @daily · 9 tasks
 *
 *     ● events_ready      s3KeySensor
 *     ● staging.songs     stageFromS3
 *     │
 *     ● staging.events    stageFromS3  ← events_ready
 *     │
 *     ● load_songplays    loadFact     ← staging.*
 */
export function dagToText(dag: DagSpec): string {
  const tasks = new Map(dag.tasks.map((task) => [task.id, task]));
  const groups = groupMembers(dag);
  const idWidth = widest(dag.tasks.map((task) => task.id));
  const operatorWidth = widest(dag.tasks.map((task) => task.operator));
  const line = (task: TaskSpec): string => {
    const waits = waitsFor(task, groups);
    const columns = `● ${pad(task.id, idWidth)}  ${pad(task.operator, operatorWidth)}`;
    return (waits === "" ? columns : `${columns}  ← ${waits}`).trimEnd();
  };
  const drawn = levels(graphOf(dag.tasks)).map((ids) =>
    ids
      .map((id) => tasks.get(id))
      .filter((task) => task !== undefined)
      .map(line)
      .join("\n"),
  );
  return `${heading(dag)}\n\n${drawn.join("\n│\n")}\n`;
}

function heading(dag: DagSpec): string {
  const count = dag.tasks.length === 1 ? "1 task" : `${dag.tasks.length} tasks`;
  return [
    visibleText(dag.id),
    dag.schedule === null ? "started by hand" : visibleText(dag.schedule),
    count,
  ].join(" · ");
}

function groupMembers(dag: DagSpec): ReadonlyMap<string, readonly string[]> {
  return new Map(dag.groups.map((group) => [group.id, tasksOfGroup(dag, group.id)]));
}

/** Upstream names; a group all of whose tasks are waited for is named once, the widest such group first. */
function waitsFor(task: TaskSpec, groups: ReadonlyMap<string, readonly string[]>): string {
  const open = new Set(task.upstream);
  const names = new Map<string, string>();
  const bySize = [...groups].sort(([, a], [, b]) => b.length - a.length);
  for (const [group, members] of bySize) {
    if (members.length < 2 || !members.every((id) => open.has(id))) continue;
    for (const id of members) {
      open.delete(id);
      names.set(id, `${group}.*`);
    }
  }
  return [...new Set(task.upstream.map((id) => visibleText(names.get(id) ?? id)))].join(", ");
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, stringWidth(visibleText(text))), 0);
}

function pad(text: string, width: number): string {
  const shown = visibleText(text);
  return shown + " ".repeat(Math.max(0, width - stringWidth(shown)));
}
