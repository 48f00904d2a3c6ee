import type { PlanFacts } from "../../protocol/plan-facts.ts";
import type { WorkPlan } from "../../protocol/work.ts";
import type { Session } from "../session.ts";
import type { CommandContext } from "./command.ts";
import { canAsk, confirm, needsYes } from "./confirm.ts";
import { countOf } from "./render/number.ts";
import { repeatNotes, stagingNotes } from "./render/plan-notes.ts";

/**
 * Tells what may go wrong with a plan: loads that the warehouse has already, as far as Millrace can tell what a second
 * time does, and staging tables that are gone.
 */
export async function tellRepeats(
  context: CommandContext,
  session: Session,
  plan: WorkPlan,
): Promise<PlanFacts> {
  const facts = await session.facts(plan, { withSources: false, signal: context.interrupted });
  const runs = facts.runs.map((run) => ({
    ...run,
    repeats: run.repeats.filter(({ effect }) => effect !== "unknown"),
  }));
  const view = { plan, facts: { ...facts, runs } };
  const { width, style } = context;
  const notes = [...repeatNotes(view, width, style), ...stagingNotes(view, width, style)];
  if (!context.json && notes.length > 0) context.print(`${notes.join("\n")}\n`);
  return facts;
}

/** Asks before rows are loaded twice. False when nobody agrees; throws a UserError when nobody can be asked. */
export async function agreeToDuplicates(context: CommandContext, facts: PlanFacts): Promise<boolean> {
  const loads = facts.runs.flatMap(({ repeats }) => repeats.filter(({ effect }) => effect === "duplicates"));
  if (loads.length === 0 || context.yes) return true;
  const what = `${countOf(loads.length, "load")} would duplicate rows`;
  if (!canAsk(context)) throw needsYes(`${what}.`);
  return confirm(context, `${what}. Go on`);
}
