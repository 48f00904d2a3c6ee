import type { CliCommand, CommandContext } from "../command.ts";
import { findSubject } from "../find-subject.ts";
import { given } from "../given.ts";
import { planSummary } from "../render/plan-summary.ts";
import { type PlanView, planTable, withoutLeftOut } from "../render/plan-table.ts";
import { agreeToDuplicates, tellRepeats } from "../repeats.ts";
import { runOrder } from "../run-order.ts";
import { showPlan } from "../show-plan.ts";
import { withDryRun, withScope, withSubset } from "../subset-options.ts";

export const retry: CliCommand = {
  define: (program) =>
    withDryRun(
      withSubset(
        withScope(
          program
            .command("retry")
            .description("run again what did not succeed: failed, upstream_failed and cancelled tasks")
            .argument("<id>", "a DAG's id (by default its run that was last at work), or a backfill's"),
        ),
      ),
    ),
  async run(context, [id = ""], options) {
    const session = context.session();
    const subject = await findSubject(session, id);
    const order = {
      kind: "retry",
      dagId: subject.dagId,
      ...(subject.kind === "backfill" && { backfillId: id }),
      ...given(options, "date", "from", "to", "task", "except"),
    } as const;
    if (options["dryRun"] === true) return showPlan(context, session, order, options);
    return runOrder(context, session, order, async (plan) => {
      const facts = await tellRepeats(context, session, plan);
      if (!context.json) tellPlan({ plan, facts }, context);
      return agreeToDuplicates(context, facts);
    });
  },
};

/** What will run, before it does: somebody who retries wants to see that it is the right thing. */
function tellPlan(view: PlanView, { print, style, width }: CommandContext): void {
  const table = planTable(withoutLeftOut(view), { style, width, isWhole: false });
  print(`${table}\n\n${planSummary(view, width)}\n\n`);
}
