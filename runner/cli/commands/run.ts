import { runParams } from "../../core/run-params.ts";
import type { CliCommand } from "../command.ts";
import { given } from "../given.ts";
import { tellRepeats } from "../repeats.ts";
import { runOrder } from "../run-order.ts";
import { withSubset } from "../subset-options.ts";

export const run: CliCommand = {
  define: (program) =>
    withSubset(
      program
        .command("run")
        .description("run a DAG for one data interval, from its first task on")
        .argument("<dag>", "the DAG's id")
        .option("--date <date>", "the interval of this day or time (default: the latest complete one)")
        .option("--start <time>", "with --end: an interval of your own, this time included")
        .option("--end <time>", "with --start: its end, excluded"),
    ).option("--param <name=value...>", "a parameter of the run"),
  async run(context, [dagId = ""], options) {
    const session = context.session();
    const dag = await session.dag(dagId);
    const params = runParams(dag.params, (options["param"] as readonly string[] | undefined) ?? []);
    const parts = given(options, "date", "start", "end", "task", "except");
    // Whoever names one interval has said what they want: they are told, not asked.
    return runOrder(context, session, { kind: "run", dagId, ...parts, params }, async (plan) => {
      await tellRepeats(context, session, plan);
      return true;
    });
  },
};
