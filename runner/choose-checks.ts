import type { CheckSpec, DagSpec } from "../protocol/dag.ts";
import type { DataInterval } from "../protocol/run.ts";
import { UserError } from "../protocol/user-error.ts";
import { type CheckChoice, chooseAmong } from "./core/check-selection.ts";
import { selectTasks } from "./core/selection.ts";
import type { LoneCheck } from "./engine/check-alone.ts";
import { runInterval } from "./planning/run-interval.ts";
import type { Project } from "./project.ts";
import { findDag } from "./project.ts";
import { runOfInterval } from "./run-of-interval.ts";
import type { Store } from "./state/store.ts";

/** Which checks, and for which interval. */
export interface CheckRequest extends CheckChoice {
  /** Without it the checks of all DAGs that have no problems. */
  readonly dagId?: string;
  /** A selection of the DAG's tasks. */
  readonly task?: string;
  /** The interval of this day or time. Default: the newest that has run; where none has, the latest complete one. */
  readonly date?: string;
}

/** A check that was chosen, with the interval that it is about. */
export interface ChosenCheck extends LoneCheck {
  /** Null where the interval has no run. */
  readonly runId: string | null;
}

/** The checks that a request means, in the order of the DAG files. Throws a UserError when there is none. */
export function chooseChecks(
  project: Project,
  history: Store,
  request: CheckRequest,
  now: number,
): readonly ChosenCheck[] {
  const { dagId, task, date } = request;
  if (dagId === undefined && task !== undefined) throw noDag();
  const dags = dagId === undefined ? project.dags : [findDag(project, dagId)];
  const all = dags.flatMap((dag) => {
    const wanted = task === undefined ? undefined : new Set(selectedTasks(dag, task));
    const tasks = dag.tasks.filter(({ id }) => wanted?.has(id) ?? true);
    return tasks.flatMap((task) => task.checks.map((check: CheckSpec) => ({ dag, task, check })));
  });
  if (all.length === 0) throw noChecks(request, project);
  const chosen = chooseAmong(all, request);
  if (!chosen.ok) throw new UserError({ code: "unknown-check", message: chosen.message, next: chosen.next });
  return chosen.checks.map((one) => {
    const { isKnown, ...run } = runOfInterval(one.dag, intervalOf(one.dag), history);
    return { ...one, run, runId: isKnown ? run.id : null };
  });

  function intervalOf(dag: DagSpec): DataInterval {
    if (date !== undefined) return runInterval(dag, { date }, now);
    const [newest] = history.runs({ dagId: dag.id, states: ["success", "failed"], limit: 1 });
    return newest?.interval ?? runInterval(dag, {}, now);
  }
}

function selectedTasks(dag: DagSpec, selector: string): readonly string[] {
  const selection = selectTasks(dag, selector);
  if (selection.ok) return selection.taskIds;
  throw new UserError({ code: "unknown-task", message: selection.message, next: selection.next });
}

function noDag(): UserError {
  return new UserError({
    code: "no-dag",
    message: "A selection of tasks is of one DAG, and none is named.",
    next: "For example: millrace check sparkify --task quality_checks",
  });
}

function noChecks({ dagId, task }: CheckRequest, { broken }: Project): UserError {
  const where = dagId ?? "this workspace";
  const isWhole = dagId === undefined && broken.length > 0;
  return new UserError({
    code: "no-checks",
    message:
      task === undefined
        ? `There are no checks in ${where}.`
        : `${task} selects no task of ${where} with checks.`,
    next: isWhole
      ? "DAGs with problems are left out: `millrace validate` shows them."
      : "A task gets them by `checks: [rowCount({ table: … }), …]`.",
  });
}
