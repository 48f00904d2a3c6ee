import type { CheckSpec } from "../protocol/dag.ts";
import type { RunEvent } from "../protocol/event.ts";
import type { CheckResult, DataInterval } from "../protocol/run.ts";
import { UserError } from "../protocol/user-error.ts";
import type { ChosenCheck } from "./choose-checks.ts";
import type { EvaluateAlone } from "./engine/check-alone.ts";
import type { Store } from "./state/store.ts";

export interface EvaluatedCheck {
  readonly dagId: string;
  readonly taskId: string;
  readonly check: CheckSpec;
  readonly interval: DataInterval;
  /** Null where the interval has no run. */
  readonly runId: string | null;
  readonly result: CheckResult;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What evaluating needs of a session. */
export interface CheckServices {
  readonly evaluateAlone: EvaluateAlone;
  readonly history: Store;
  readonly now: () => number;
}

/**
 * Evaluates checks without the work of their tasks, and keeps the results in the history. No run is touched, so it
 * needs no lock: another process may run tasks meanwhile, and a check sees each of its loads as a whole or not yet.
 */
export async function evaluateChosen(
  chosen: readonly ChosenCheck[],
  { evaluateAlone, history, now }: CheckServices,
  signal: AbortSignal,
): Promise<readonly EvaluatedCheck[]> {
  const evaluated = new Map<ChosenCheck, EvaluatedCheck>();
  try {
    await evaluateAlone(chosen, signal, (results) => {
      const at = now();
      const known = [...results].map(([one, result]) => {
        const { dag, task, check, run, runId } = one;
        const done = { dagId: dag.id, taskId: task.id, check, interval: run.interval, runId, result, at };
        evaluated.set(one, done);
        return done;
      });
      history.append(eventsOf(known));
    });
  } catch (error) {
    if (signal.aborted) throw cancelled(evaluated.size);
    throw error;
  }
  return chosen.flatMap((one) => evaluated.get(one) ?? []);
}

/** An event for each task. */
function eventsOf(evaluated: readonly EvaluatedCheck[]): readonly RunEvent[] {
  const byTask = Map.groupBy(evaluated, ({ dagId, taskId }) => JSON.stringify([dagId, taskId]));
  return [...byTask.values()].flatMap((ofTask): readonly RunEvent[] => {
    const [first] = ofTask;
    if (first === undefined) return [];
    const { dagId, taskId, interval, runId, at } = first;
    const checks = ofTask.map(({ result }) => result);
    const of = { at, dagId, taskId, interval, ...(runId !== null && { runId }) };
    return [{ type: "checks.evaluated", ...of, checks }];
  });
}

function cancelled(known: number): UserError {
  return new UserError({
    code: "cancelled",
    message: "The checks were cancelled.",
    next: known === 0 ? "None was evaluated." : `${known} were evaluated before that: --history shows them.`,
  });
}
