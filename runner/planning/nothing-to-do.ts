import type { DagSpec } from "../../protocol/dag.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { PlannedRun } from "../core/backfill-plan.ts";
import { intervalLabeler } from "../core/interval-label.ts";

interface About {
  readonly dag: DagSpec;
  readonly verb: "retry" | "clear" | "resume";
  /** The run was chosen as the one that was last at work. */
  readonly isLast?: boolean;
  readonly backfillId?: string;
}

const NEXT = {
  retry: "`millrace clear` runs tasks again whatever became of them, `millrace run` a whole interval.",
  clear: "Wait until they have ended, or cancel them first.",
  resume: "`millrace retry` runs what failed again, `millrace backfills` lists all backfills.",
} as const;

/** The error for a plan that leaves every run out: in which states they are, or what else is the reason. */
export function nothingToDo(runs: readonly PlannedRun[], about: About): UserError {
  const { dag, verb, isLast = false, backfillId } = about;
  const [only] = runs;
  const where =
    runs.length === 1 && only !== undefined && backfillId === undefined
      ? `the ${isLast ? "last " : ""}run of ${dag.id}, of ${intervalLabeler(dag.timezone)(only.interval)}`
      : `the ${runs.length} runs of ${backfillId ?? dag.id}`;
  return new UserError({
    code: `nothing-to-${verb}`,
    message: `There is nothing to ${verb} in ${where}: ${reasons(runs)}.`,
    next: NEXT[verb],
  });
}

/** `succeeded before`; of several runs `28 × succeeded before, 2 × its run is running`. */
function reasons(runs: readonly PlannedRun[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of runs) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const [only] = counts.keys();
  if (runs.length === 1) return only ?? "";
  return [...counts].map(([reason, count]) => `${count} × ${reason}`).join(", ");
}
