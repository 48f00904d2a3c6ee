import type { DagSpec, GroupSpec, TaskSpec } from "../../../protocol/dag.ts";

export type OutlinePart =
  | { readonly kind: "task"; readonly task: TaskSpec }
  | { readonly kind: "group"; readonly group: GroupSpec; readonly tasks: readonly TaskSpec[] };

/** What stands in each group, by its id, and under no group: in the order of the DAG file, a group at its first task. */
export function dagOutline({
  tasks,
  groups,
}: DagSpec): ReadonlyMap<string | undefined, readonly OutlinePart[]> {
  const groupsById = new Map(groups.map((group) => [group.id, group]));
  const tasksOf = new Map<string, TaskSpec[]>();
  const parts = new Map<string | undefined, OutlinePart[]>();
  const add = (group: string | undefined, part: OutlinePart): void => {
    const known = parts.get(group);
    if (known === undefined) parts.set(group, [part]);
    else known.push(part);
  };
  for (const task of tasks) {
    add(task.group, { kind: "task", task });
    for (let group = groupsById.get(task.group ?? ""); group !== undefined; ) {
      const known = tasksOf.get(group.id);
      if (known === undefined) {
        const inside = [task];
        tasksOf.set(group.id, inside);
        add(group.parent, { kind: "group", group, tasks: inside });
      } else {
        known.push(task);
      }
      group = groupsById.get(group.parent ?? "");
    }
  }
  return parts;
}
