import { runParams } from "../../core/run-params.ts";
import { planRun } from "../../plan.ts";
import type { Store } from "../../state/store.ts";
import type { CliCommand } from "../command.ts";
import { textOption } from "../command.ts";
import { runPlan } from "../run-plan.ts";

export const run: CliCommand = {
  define: (program) =>
    program
      .command("run")
      .description("run a DAG for one data interval, from its first task on")
      .argument("<dag>", "the DAG's id")
      .option("--date <date>", "the interval of this day or time (default: the latest complete one)")
      .option("--start <time>", "with --end: an interval of your own, this time included")
      .option("--end <time>", "with --start: its end, excluded")
      .option(
        "--task <selection>",
        "only these tasks: name, +name, name+, +name+, a group; several by commas",
      )
      .option("--param <name=value...>", "a parameter of the run"),
  async run(context, [dagId = ""], options) {
    const session = context.session();
    const dag = await session.dag(dagId);
    const params = runParams(dag.params, (options["param"] as readonly string[] | undefined) ?? []);
    const args = {
      ...given("date", textOption(options, "date")),
      ...given("start", textOption(options, "start")),
      ...given("end", textOption(options, "end")),
      ...given("task", textOption(options, "task")),
    };
    const plan = (store: Store) => planRun(dag, args, store, context.now());
    return runPlan(context, session, { dag, kind: "manual", plan, params });
  },
};

function given<K extends string>(name: K, value: string | undefined): { [key in K]?: string } {
  return (value === undefined ? {} : { [name]: value }) as { [key in K]?: string };
}
