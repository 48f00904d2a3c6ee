import type { DagSpec } from "../../protocol/dag.ts";
import { intervalLabeler } from "../../protocol/text/interval-label.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { IntervalState, PlannedRun } from "../../protocol/work.ts";
import { SUCCEEDED } from "../core/backfill-plan.ts";

interface About {
  readonly dag: DagSpec;
  readonly verb: "run" | "retry" | "clear" | "resume";
  /** The run was chosen as the one that was last at work. */
  readonly isLast?: boolean;
  readonly backfillId?: string;
}

/** Of runs that have ended. */
const NEXT = {
  run: "`millrace retry` runs what failed again.",
  retry: "`millrace clear` runs tasks again whatever became of them, `millrace run` a whole interval.",
  clear: "`millrace backfill` runs tasks that took no part in a run yet.",
  resume: "`millrace retry` runs again what did not succeed, `millrace backfills` lists all backfills.",
} as const;

const AT_WORK: ReadonlySet<IntervalState> = new Set(["queued", "running", "paused"]);

function nextOf(runs: readonly PlannedRun[], verb: About["verb"]): string {
  if (runs.some(({ state }) => state === "paused"))
    return "`millrace resume` goes on with a paused backfill, `millrace cancel` ends it.";
  return runs.some(({ state }) => AT_WORK.has(state))
    ? "Wait until its end, or stop it with `millrace cancel`."
    : NEXT[verb];
}

/** The error for a plan that leaves every run out: it says in which states they are, or what else the reason is. */
export function nothingToDo(runs: readonly PlannedRun[], about: About): UserError {
  const { dag, verb, isLast = false, backfillId } = about;
  const [only] = runs;
  const label = intervalLabeler(dag.timezone);
  const what =
    runs.length === 1 && only !== undefined && backfillId === undefined
      ? `: the ${isLast ? "last " : ""}run of ${dag.id} (${label(only.interval)}) ${stateText(only)}`
      : ` in the ${runs.length === 1 ? "run" : `${runs.length} runs`} of ${backfillId ?? dag.id}: ${counts(runs)}`;
  return new UserError({
    code: `nothing-to-${verb}`,
    message: `There is nothing to ${verb}${what}.`,
    next: nextOf(runs, verb),
  });
}

function stateText({ state, reason }: PlannedRun): string {
  if (state === "success" && reason === SUCCEEDED) return "succeeded";
  if (state === "paused") return `is ${reason}`;
  return AT_WORK.has(state) ? `is ${state}` : `is ${state}: ${reason}`;
}

/** `28 success, 2 running`. */
function counts(runs: readonly PlannedRun[]): string {
  const found = new Map<string, number>();
  for (const { state, reason } of runs) {
    const isSimple = reason === SUCCEEDED || AT_WORK.has(state);
    const text = isSimple ? state : `${state} (${reason})`;
    found.set(text, (found.get(text) ?? 0) + 1);
  }
  return [...found].map(([text, count]) => `${count} ${text}`).join(", ");
}
