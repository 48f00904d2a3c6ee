import type { TaskState } from "../../../protocol/run.ts";
import { shownName } from "../../../protocol/text/shown-text.ts";
import type { GraphInstance, GraphTask } from "../../../protocol/webview/graph.ts";
import { durationText, spokenDuration } from "./duration-text.ts";
import type { ShownNode } from "./shown-graph.ts";

/** What a node says beside its name, and what a screen reader says of it. */
export interface NodeFacts {
  readonly state: TaskState;
  /** The time it took, or takes, and its rows: `1.2 s · 388 rows`. */
  readonly figures: string;
  /** Null where there are none. */
  readonly checks: CheckMarks | null;
  readonly label: string;
}

/** Counts that are not zero. */
export interface CheckMarks {
  readonly passed: number;
  readonly warned: number;
  readonly failed: number;
}

const COUNT = new Intl.NumberFormat("en-US");

export function countText(count: number, one: string, many = `${one}s`): string {
  return `${COUNT.format(count)} ${count === 1 ? one : many}`;
}

/** `now` is for what still runs. */
export function taskFacts(task: GraphTask, instance: GraphInstance | undefined, now: number): NodeFacts {
  const state = instance?.state ?? "none";
  const took = instance === undefined ? null : timeTaken(instance, now);
  const rows = instance?.rows ?? null;
  const checks = instance === undefined ? null : marksOf(instance.checks);
  const retries =
    instance !== undefined && instance.retries > 0 ? countText(instance.retries, "retry", "retries") : null;
  const figures = [
    took === null ? null : durationText(took),
    rows === null ? null : countText(rows, "row"),
    retries,
  ];
  const spoken = [
    shownName(task.id),
    shownName(task.operator),
    stateName(state),
    took === null ? null : spokenDuration(took),
    rows === null ? null : countText(rows, "row"),
    retries,
    ...(checks === null ? [] : spokenChecks(checks)),
  ];
  return { state, figures: joined(figures, " · "), checks, label: joined(spoken, ", ") };
}

/** A collapsed group: its tasks by state, and the state that matters most among them. */
export function groupFacts(
  groupId: string,
  tasks: readonly GraphTask[],
  instanceOf: (taskId: string) => GraphInstance | undefined,
): NodeFacts & { readonly counts: readonly (readonly [TaskState, number])[] } {
  const instances = tasks.map(({ id }) => instanceOf(id));
  const counts = new Map<TaskState, number>();
  for (const instance of instances) {
    const state = instance?.state ?? "none";
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  const byWeight = BY_WEIGHT.flatMap((state) => {
    const count = counts.get(state);
    return count === undefined ? [] : [[state, count] as const];
  });
  const state = byWeight[0]?.[0] ?? "none";
  const checks = marksOf(
    instances.reduce((sum, instance) => addCounts(sum, instance?.checks), {
      passed: 0,
      warned: 0,
      failed: 0,
    }),
  );
  const figures = countText(tasks.length, "task");
  const spoken = [
    `${shownName(groupId)}, collapsed group`,
    figures,
    ...byWeight.map(([name, count]) => `${count} ${stateName(name)}`),
    ...(checks === null ? [] : spokenChecks(checks)),
  ];
  return { state, figures, checks, label: joined(spoken, ", "), counts: byWeight };
}

/** The name that stands on a node: inside its group's frame a task goes by its own. */
export function nodeName(node: ShownNode, frame: string | undefined): string {
  const id = node.kind === "task" ? node.task.id : node.groupId;
  return frame !== undefined && id.startsWith(`${frame}.`) ? id.slice(frame.length + 1) : id;
}

/** A state as people say it: `up for retry`. */
export function stateName(state: string): string {
  return state === "none" ? "not run" : state.replaceAll("_", " ");
}

/** A group shows the first of these that one of its tasks is in. */
const BY_WEIGHT: readonly TaskState[] = [
  "failed",
  "running",
  "up_for_retry",
  "up_for_reschedule",
  "queued",
  "scheduled",
  "upstream_failed",
  "cancelled",
  "none",
  "skipped",
  "success",
];

function timeTaken(instance: GraphInstance, now: number): number | null {
  if (instance.startedAt === null) return null;
  if (instance.endedAt !== null) return instance.endedAt - instance.startedAt;
  return instance.state === "running" ? now - instance.startedAt : null;
}

function marksOf(counts: CheckMarks): CheckMarks | null {
  const { passed, warned, failed } = counts;
  return passed + warned + failed === 0 ? null : { passed, warned, failed };
}

function addCounts(sum: CheckMarks, more: CheckMarks | undefined): CheckMarks {
  if (more === undefined) return sum;
  return {
    passed: sum.passed + more.passed,
    warned: sum.warned + more.warned,
    failed: sum.failed + more.failed,
  };
}

function spokenChecks({ passed, warned, failed }: CheckMarks): readonly (string | null)[] {
  return [
    passed === 0 ? null : `${countText(passed, "check")} passed`,
    warned === 0 ? null : `${countText(warned, "check")} warned`,
    failed === 0 ? null : `${countText(failed, "check")} failed`,
  ];
}

function joined(parts: readonly (string | null)[], separator: string): string {
  return parts.filter((part) => part !== null && part !== "").join(separator);
}
