import type { RawCheck, RawFrames, RawRef } from "../raw.ts";
import { describeValue } from "./plain.ts";
import { type OpenDag, registry, report } from "./registry.ts";
import type { CheckHandle, GroupHandle, TaskHandle } from "./task-options.ts";

interface Node {
  /** Undefined for a task that was made outside a DAG, which has its problem already. */
  readonly dag: OpenDag | undefined;
  readonly ref: RawRef | undefined;
}

const nodes = new WeakMap<object, Node>();
const checks = new WeakMap<object, RawCheck>();

export function taskHandle(id: string, dag?: OpenDag, index?: number): TaskHandle {
  const handle: TaskHandle = Object.freeze({ id, kind: "task" });
  nodes.set(handle, { dag, ref: index === undefined ? undefined : { kind: "task", index } });
  return handle;
}

export function groupHandle(id: string, dag?: OpenDag, index?: number): GroupHandle {
  const handle: GroupHandle = Object.freeze({ id, kind: "group" });
  nodes.set(handle, { dag, ref: index === undefined ? undefined : { kind: "group", index } });
  return handle;
}

export function checkHandle(check: RawCheck): CheckHandle {
  const handle: CheckHandle = Object.freeze({ kind: "check" });
  checks.set(handle, check);
  return handle;
}

export function checkOf(value: unknown): RawCheck | undefined {
  return typeof value === "object" && value !== null ? checks.get(value) : undefined;
}

/** The tasks and groups that an author named, as one or a list. `place` says where, for messages. */
export function refsOf(value: unknown, place: string, frames: RawFrames, taskId?: string): RawRef[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).flatMap((item: unknown) => {
    if (typeof item === "string") {
      return [
        { kind: "name", name: item, ...(registry.group === undefined ? {} : { group: registry.group }) },
      ];
    }
    const node = typeof item === "object" && item !== null ? nodes.get(item) : undefined;
    if (node === undefined) {
      report(
        frames,
        "bad-upstream",
        `${place} holds ${describeValue(item)}, which is no task or group.`,
        "Give what an operator function or group() returned, or an id as text.",
        taskId,
      );
      return [];
    }
    if (node.dag !== undefined && node.dag !== registry.dag) {
      report(
        frames,
        "foreign-upstream",
        `${place} holds "${(item as TaskHandle).id}" of the DAG "${node.dag.id ?? "?"}".`,
        "A task can only wait for tasks of its own DAG.",
        taskId,
      );
      return [];
    }
    return node.ref === undefined ? [] : [node.ref];
  });
}
