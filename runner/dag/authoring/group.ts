import { groupHandle, refsOf } from "./handles.ts";
import { describeValue, isPlainObject } from "./plain.ts";
import { enterCall, fullId, registry, report } from "./registry.ts";
import { rejectPromise } from "./reject-promise.ts";
import type { GroupHandle, Upstream } from "./task-options.ts";

export interface GroupOptions {
  /** Tasks or groups that must end before the group's first tasks start. */
  readonly after?: Upstream | readonly Upstream[];
}

/** Groups the tasks that `build` makes; their ids get the group's id as prefix: `staging.events`. */
export function group(id: string, build: () => void): GroupHandle;
export function group(id: string, options: GroupOptions, build: () => void): GroupHandle;
export function group(id: unknown, second: unknown, third?: unknown): GroupHandle {
  const frames = enterCall();
  const name = String(id);
  const dag = registry.dag;
  if (dag === undefined) {
    const message = `group(${JSON.stringify(name)}) stands outside of a DAG.`;
    const next = "Call it inside the function that is the second argument of dag(…).";
    report(frames, "task-outside-dag", message, next);
    return groupHandle(name);
  }
  if (typeof id !== "string") {
    const message = `The first argument of group is ${describeValue(id)}, not the id of the group.`;
    report(frames, "invalid-id", message, 'Write group("some_id", () => { … }).');
  }
  const [options, build] = typeof second === "function" ? [{}, second] : [second, third];
  const { after, ...others } = isPlainObject(options) ? options : {};
  for (const other of Object.keys(others)) {
    const message = `"${other}" is no option of group(…).`;
    report(frames, "bad-parameter", message, 'The only option of a group is "after".');
  }
  const index = dag.groups.length;
  const outer = registry.group;
  dag.groups.push({ id: name, ...(outer === undefined ? {} : { parent: outer }), frames });
  const full = fullId(dag, name, outer);
  for (const from of refsOf(after, `"after" of group "${full}"`, frames)) {
    dag.edges.push({ from, to: { kind: "group", index }, frames });
  }
  if (typeof build !== "function") {
    const message = `The last argument of group("${full}") is ${describeValue(build)}, not a function.`;
    report(frames, "bad-parameter", message, `Write group("${name}", () => { … }).`);
    return groupHandle(full, dag, index);
  }
  registry.group = index;
  try {
    rejectPromise((build as () => unknown)(), `group("${full}")`, frames);
  } finally {
    registry.group = outer;
  }
  return groupHandle(full, dag, index);
}
