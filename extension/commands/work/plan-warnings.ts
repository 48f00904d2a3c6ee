import type { PlanView } from "../../../protocol/rpc/work.ts";
import { counted } from "../../../protocol/text/counted.ts";

export interface PlanWarning {
  readonly message: string;
  readonly detail: string;
}

/** What somebody should know before the plan is executed; undefined when nothing needs to be asked. */
export function planWarning({ plan, facts, labels }: PlanView): PlanWarning | undefined {
  const repeats = facts.runs.flatMap(({ repeats }, index) =>
    repeats
      .filter(({ effect }) => effect === "duplicates")
      .map(
        ({ taskId, table }) => `${labels[index] ?? ""}: ${taskId}${table === null ? "" : ` into ${table}`}`,
      ),
  );
  const gone = facts.runs.flatMap(({ goneStaging }, index) =>
    goneStaging.map(({ table, taskId }) => `${labels[index] ?? ""}: ${table}, which ${taskId} fills`),
  );
  if (repeats.length > 0)
    return {
      message: `${counted(repeats.length, "load")} would append rows that are there already.`,
      detail: lines(repeats),
    };
  if (gone.length > 0)
    return {
      message: `Staging tables are gone that ${plan.taskIds.length === 1 ? "the task reads" : "tasks read"}.`,
      detail: `${lines(gone)}\nRun it with its upstream tasks to fill them again.`,
    };
  return undefined;
}

/** Why nothing would happen: the reasons of the runs that are left out, each once; undefined when something would. */
export function nothingToDo({ plan }: PlanView): string | undefined {
  if (plan.runs.some(({ action }) => action !== "skip")) return undefined;
  const reasons = [...new Set(plan.runs.map(({ reason }) => reason))];
  return reasons.length === 0 ? "No interval is in that range." : `Nothing to run: ${reasons.join("; ")}.`;
}

/** Lines that a message box shows before it says how many more there are. */
const SHOWN = 5;

function lines(all: readonly string[]): string {
  const more = all.length - SHOWN;
  return [...all.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])].join("\n");
}
