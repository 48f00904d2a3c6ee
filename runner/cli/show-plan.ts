import type { WorkOrder } from "../../protocol/work.ts";
import type { Session } from "../session.ts";
import type { CommandContext, CommandOptions, ExitCode } from "./command.ts";
import { EXIT } from "./command.ts";
import { planDocument } from "./plan-document.ts";
import { jsonDocument } from "./render/json.ts";
import { planNotes } from "./render/plan-notes.ts";
import { planSummary } from "./render/plan-summary.ts";
import type { PlanTableOptions, PlanView } from "./render/plan-table.ts";
import { planTable } from "./render/plan-table.ts";
import { targetLine } from "./render/target-line.ts";

/** The dry run of an order: its plan, and what can be known of it. Nothing is run or written. */
export async function showPlan(
  context: CommandContext,
  session: Session,
  order: WorkOrder,
  options: CommandOptions,
  drawTable: (view: PlanView, options: PlanTableOptions) => string = planTable,
): Promise<ExitCode> {
  const { print, style, width, interrupted } = context;
  try {
    const plan = await session.plan(order);
    const facts = await session.facts(plan, { withSources: true, signal: interrupted });
    if (context.json) {
      print(jsonDocument(planDocument(plan, facts)));
      return EXIT.ok;
    }
    const view = { plan, facts };
    const notes = planNotes(view, width, style);
    print(
      `${targetLine(session.target, style)}${drawTable(view, { width, style, isWhole: options["all"] === true })}\n\n`,
    );
    if (notes.length > 0) print(`${notes.join("\n")}\n\n`);
    print(`${planSummary(view, width)}\n${style.paint.dim("A dry run: nothing was done.")}\n`);
    return EXIT.ok;
  } catch (error) {
    if (interrupted.aborted) return EXIT.cancelled;
    throw error;
  }
}
