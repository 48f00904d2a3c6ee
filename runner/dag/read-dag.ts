import type { DagSpec, GroupSpec, TaskSpec } from "../../protocol/dag.ts";
import { formatPosition, type Problem, type SourcePosition } from "../../protocol/problem.ts";
import type { Bundle } from "./bundle.ts";
import { checkGroupId, checkId } from "./ids.ts";
import type { RawDag } from "./raw.ts";
import { readChecks } from "./read-checks.ts";
import { readDagOptions } from "./read-dag-options.ts";
import { defaultsOf, readTask } from "./read-task.ts";
import type { Reading } from "./reading.ts";
import { resolveGraph } from "./resolve-graph.ts";
import type { Positions } from "./source-positions.ts";
import { tellInto } from "./tell.ts";

export interface ReadDag {
  /** What could be made of it, wrong or not. */
  readonly spec: DagSpec;
  readonly problems: readonly Problem[];
}

/**
 * Makes a DAG spec of what a DAG file said. `finished` is false when an exception ended the file inside this DAG:
 * then only what stands there is checked, not what might still have come.
 */
export function readDag(
  raw: RawDag,
  finished: boolean,
  positions: Positions,
  bundle: Bundle,
  reading: Reading,
): ReadDag {
  const problems: Problem[] = [];
  const position = dagPosition(raw, positions, bundle);
  const named = raw.options["id"];
  const dagId = typeof named === "string" && named !== "" ? named : undefined;
  const tellAt = (place: SourcePosition, taskId?: string) =>
    tellInto(problems, { position: place, dagId, ...(taskId === undefined ? {} : { taskId }) });
  const head = readDagOptions(raw.options, reading.config, tellAt(position));
  const ids = fullIds(raw);
  const places = new Map<string, SourcePosition>();
  const claim = (id: string, kind: "task" | "group", place: SourcePosition): void => {
    const before = places.get(id);
    // An empty id is told as such.
    if (before === undefined || id === "") {
      places.set(id, place);
      return;
    }
    const message = `The id "${id}" is taken already, at ${formatPosition(before)}.`;
    const next = `Give the ${kind} another id.`;
    tellAt(place, kind === "task" ? id : undefined)(`duplicate-${kind}`, message, next);
  };

  const graph = resolveGraph(raw, ids);
  const tasks = raw.tasks.map((task, index): TaskSpec => {
    const id = ids.tasks[index] ?? task.id;
    const place = positions(task.frames);
    const tell = tellAt(place, id);
    checkId("task", task.id, id, tell);
    claim(id, "task", place);
    const group = task.group === undefined ? undefined : ids.groups[task.group];
    return {
      id,
      ...(group === undefined ? {} : { group }),
      upstream: graph.upstream[index] ?? [],
      ...readTask(task, id, head, bundle.hash, reading, tell),
      checks: readChecks(task.checks, id, defaultsOf(head.spec.params), positions, reading, tell),
      position: place,
    };
  });
  const groups = raw.groups.map((group, index): GroupSpec => {
    const id = ids.groups[index] ?? group.id;
    const place = positions(group.frames);
    checkGroupId(group.id, id, tellAt(place));
    claim(id, "group", place);
    const parent = group.parent === undefined ? undefined : ids.groups[group.parent];
    return { id, ...(parent === undefined ? {} : { parent }), position: place };
  });
  if (finished) {
    for (const { code, message, next, frames, taskId } of graph.mistakes) {
      tellAt(positions(frames), taskId)(code, message, next);
    }
    if (tasks.length === 0) {
      tellAt(position)(
        "empty-dag",
        "The DAG has no tasks.",
        "Make tasks in the function that is given to dag(…).",
      );
    }
  }
  return { spec: { ...head.spec, position, tasks, groups }, problems };
}

/**
 * A DAG's place is the innermost one in the DAG file itself: SQL files are looked for beside that file, also when
 * a helper of another folder made the DAG.
 */
function dagPosition(raw: RawDag, positions: Positions, bundle: Bundle): SourcePosition {
  const places = raw.frames.map((frame) => positions([frame]));
  // `positions` gives the file's start for frames that are not the author's.
  const inFile = places.find(
    ({ file, line, column }) => file === bundle.file && (line !== 1 || column !== 1),
  );
  return inFile ?? positions(raw.frames);
}

function fullIds(raw: RawDag): { readonly tasks: readonly string[]; readonly groups: readonly string[] } {
  const groups: string[] = [];
  const inside = (group: number | undefined, id: string): string =>
    group === undefined ? id : `${groups[group] ?? ""}.${id}`;
  for (const { id, parent } of raw.groups) groups.push(inside(parent, id));
  return { groups, tasks: raw.tasks.map(({ id, group }) => inside(group, id)) };
}
