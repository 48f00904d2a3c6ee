import { Option } from "commander";
import type { BackfillPolicy, RunOrder } from "../../../protocol/backfill.ts";
import { BACKFILL_POLICIES, RUN_ORDERS } from "../../../protocol/backfill.ts";
import type { BackfillRequest, IntervalState, WorkPlan } from "../../../protocol/work.ts";
import { NOT_ENDED } from "../../core/backfill-plan.ts";
import { runParams } from "../../core/run-params.ts";
import type { CliCommand, CommandContext, CommandOptions } from "../command.ts";
import { textOption } from "../command.ts";
import { given } from "../given.ts";
import { numberOption } from "../number-option.ts";
import { countOf, formatNumber } from "../render/number.ts";
import { planTable } from "../render/plan-table.ts";
import { agreeToDuplicates, tellRepeats } from "../repeats.ts";
import { runOrder } from "../run-order.ts";
import { showPlan } from "../show-plan.ts";
import { withDryRun, withSubset } from "../subset-options.ts";

export const backfill: CliCommand = {
  define: (program) =>
    withDryRun(
      withSubset(
        program
          .command("backfill")
          .description("run a DAG for every interval that starts in a range of dates")
          .argument("<dag>", "the DAG's id")
          .requiredOption("--from <date>", "first day (or time) of the range")
          .requiredOption("--to <date>", "last day (or time) of the range, included")
          .addOption(
            new Option(
              "--policy <policy>",
              "which intervals: missing (never ended), failed (and the failed ones), all (from the first task)",
            )
              .choices([...BACKFILL_POLICIES])
              .default("missing"),
          )
          .addOption(
            new Option("--order <order>", "oldest interval first, or newest first")
              .choices([...RUN_ORDERS])
              .default("asc"),
          )
          .option("--max-active-runs <n>", "runs at a time, at most the DAG's own limit")
          .option("--stop-on-failure", "after a run has failed, start none that waits"),
      ).option("--param <name=value...>", "a parameter of the runs"),
    ),
  async run(context, [dagId = ""], options) {
    const session = context.session();
    const dag = await session.dag(dagId);
    const given = (options["param"] as readonly string[] | undefined) ?? [];
    const order = orderOf(dagId, options, runParams(dag.params, given));
    const paramsNote = (plan: WorkPlan): string => (given.length > 0 ? oldParamsNote(plan) : "");
    if (options["dryRun"] === true)
      return showPlan(context, session, order, options, (view, table) =>
        `${planTable(view, table)}\n\n${paramsNote(view.plan)}`.trimEnd(),
      );
    return runOrder(context, session, order, async (plan) => {
      if (!context.json) {
        tellLeftOut(plan, context);
        context.print(paramsNote(plan));
      }
      return agreeToDuplicates(context, await tellRepeats(context, session, plan));
    });
  },
};

function orderOf(dagId: string, options: CommandOptions, params: BackfillRequest["params"]): BackfillRequest {
  const maxActiveRuns = numberOption(options, "--max-active-runs", { least: 1 });
  return {
    kind: "backfill",
    dagId,
    from: textOption(options, "from") ?? "",
    to: textOption(options, "to") ?? "",
    ...given(options, "task", "except"),
    policy: textOption(options, "policy") as BackfillPolicy,
    order: textOption(options, "order") as RunOrder,
    ...(maxActiveRuns !== undefined && { maxActiveRuns }),
    stopOnFailure: options["stopOnFailure"] === true,
    params,
  };
}

const WITHOUT_END: ReadonlySet<IntervalState> = new Set(["none", "queued", "running", "paused"]);

/** Says what the plan leaves out, by reason: `28 of 30 runs left out: succeeded before`. */
function tellLeftOut({ runs }: WorkPlan, { print, style }: CommandContext): void {
  const reasons = new Map<string, number>();
  for (const { action, reason } of runs)
    if (action === "skip") reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  for (const [reason, count] of reasons)
    print(style.paint.dim(`${formatNumber(count)} of ${countOf(runs.length, "run")} left out: ${reason}\n`));
  if (runs.some(({ action }) => action !== "skip")) return;
  const hasEnded = runs.some(({ state, reason }) => !WITHOUT_END.has(state) && reason !== NOT_ENDED);
  if (hasEnded)
    print("Nothing to run. --policy failed runs again what failed, --policy all runs every interval anew.\n");
  else if (reasons.has(NOT_ENDED))
    print("Nothing to run yet. `millrace run` runs an interval before its end.\n");
  else print("Nothing to run.\n");
}

/** A run that is resumed goes on as it began. */
function oldParamsNote({ runs }: WorkPlan): string {
  const resumed = runs.filter(({ action }) => action === "resume").length;
  if (resumed === 0) return "";
  const [goes, it] =
    resumed === 1
      ? ["goes on with the parameters it had", "it"]
      : ["go on with the parameters they had", "them"];
  return `${formatNumber(resumed)} of ${countOf(runs.length, "run")} ${goes}; --policy all gives ${it} the new ones\n`;
}
