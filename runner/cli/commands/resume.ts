import type { CliCommand } from "../command.ts";
import { findSubject } from "../find-subject.ts";
import { resumeSchedule } from "../pause-schedule.ts";
import { agreeToDuplicates, tellRepeats } from "../repeats.ts";
import { runOrder } from "../run-order.ts";
import { showPlan } from "../show-plan.ts";
import { withDryRun } from "../subset-options.ts";

export const resume: CliCommand = {
  define: (program) =>
    withDryRun(
      program
        .command("resume")
        .alias("unpause")
        .description("go on with what is left of a backfill, or with a DAG's schedule")
        .argument("<id>", "a DAG's id, or a backfill's"),
    ),
  async run(context, [id = ""], options) {
    const session = context.session();
    const subject = await findSubject(session, id);
    if (subject.kind === "dag")
      return resumeSchedule(context, session, subject.dag, options["dryRun"] === true);
    const order = { kind: "resume", backfillId: id } as const;
    if (options["dryRun"] === true) return showPlan(context, session, order, options);
    return runOrder(context, session, order, async (plan) =>
      agreeToDuplicates(context, await tellRepeats(context, session, plan)),
    );
  },
};
