import { Option } from "commander";
import type { BackfillPolicy, PlannedRun } from "../../core/backfill-plan.ts";
import { BACKFILL_POLICIES } from "../../core/backfill-plan.ts";
import { runParams } from "../../core/run-params.ts";
import { planBackfill } from "../../plan.ts";
import type { CliCommand, CommandContext } from "../command.ts";
import { textOption } from "../command.ts";
import { numberOption } from "../number-option.ts";
import { countOf, formatNumber } from "../render/number.ts";
import { runPlan } from "../run-plan.ts";

export const backfill: CliCommand = {
  define: (program) =>
    program
      .command("backfill")
      .description("run a DAG for every interval that starts in a range of dates")
      .argument("<dag>", "the DAG's id")
      .requiredOption("--from <date>", "first day (or time) of the range")
      .requiredOption("--to <date>", "last day (or time) of the range, included")
      .option("--max-active-runs <n>", "runs at a time, at most the DAG's own limit")
      .addOption(
        new Option(
          "--policy <policy>",
          "which intervals: missing (never ended), failed (and the failed ones), all (from the first task)",
        )
          .choices([...BACKFILL_POLICIES])
          .default("missing"),
      )
      .option(
        "--task <selection>",
        "only these tasks: name, +name, name+, +name+, a group; several by commas",
      )
      .option("--param <name=value...>", "a parameter of the runs"),
  async run(context, [dagId = ""], options) {
    const session = context.session();
    const dag = await session.dag(dagId);
    const params = runParams(dag.params, (options["param"] as readonly string[] | undefined) ?? []);
    const from = textOption(options, "from") ?? "";
    const to = textOption(options, "to") ?? "";
    const task = textOption(options, "task");
    const policy = textOption(options, "policy") as BackfillPolicy;
    const args = { from, to, policy, ...(task && { task }) };
    const maxActiveRuns = numberOption(options, "--max-active-runs", { least: 1 });
    return runPlan(context, session, {
      dag,
      kind: "backfill",
      plan: (store) => planBackfill(dag, args, store, context.now()),
      onPlan: (plan) => {
        if (context.json) return;
        tellSkipped(plan, context);
        if (options["param"] !== undefined) tellOldParams(plan, context);
      },
      params,
      range: { from, to },
      ...(maxActiveRuns === undefined ? {} : { maxActiveRuns }),
    });
  },
};

/** Says what the plan leaves out, by reason: `28 of 30 runs left out: succeeded before`. */
function tellSkipped(plan: readonly PlannedRun[], { print, style }: CommandContext): void {
  const reasons = new Map<string, number>();
  for (const { action, reason } of plan)
    if (action === "skip") reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  for (const [reason, count] of reasons)
    print(style.paint.dim(`${formatNumber(count)} of ${countOf(plan.length, "run")} left out: ${reason}\n`));
  if (plan.every(({ action }) => action === "skip"))
    print("Nothing to run. --policy failed runs again what failed, --policy all runs every interval anew.\n");
}

/** A run that is resumed goes on as it began. */
function tellOldParams(plan: readonly PlannedRun[], { print }: CommandContext): void {
  const resumed = plan.filter(({ action }) => action === "resume").length;
  if (resumed === 0) return;
  const [goes, it] =
    resumed === 1
      ? ["goes on with the parameters it had", "it"]
      : ["go on with the parameters they had", "them"];
  print(
    `${formatNumber(resumed)} of ${countOf(plan.length, "run")} ${goes}; --policy all gives ${it} the new ones\n`,
  );
}
