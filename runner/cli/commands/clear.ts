import type { ClearRequest } from "../../../protocol/work.ts";
import type { Session } from "../../session.ts";
import type { CliCommand, CommandContext } from "../command.ts";
import { textOption } from "../command.ts";
import { canAsk, confirm, needsYes } from "../confirm.ts";
import { findSubject } from "../find-subject.ts";
import { given } from "../given.ts";
import { clearTable, type TaskStates } from "../render/clear-table.ts";
import { countOf } from "../render/number.ts";
import type { PlanView } from "../render/plan-table.ts";
import { tellRepeats } from "../repeats.ts";
import { runOrder } from "../run-order.ts";
import { showPlan } from "../show-plan.ts";
import { SELECTION, withDryRun, withScope } from "../subset-options.ts";

export const clear: CliCommand = {
  define: (program) =>
    withDryRun(
      withScope(
        program
          .command("clear")
          .description("run tasks again whatever became of them")
          .argument("<id>", "a DAG's id (by default its run that was last at work), or a backfill's")
          .requiredOption("--task <selection>", `the tasks: ${SELECTION}`)
          .option("--downstream", "and everything that waits for them"),
      ).option("--no-run", "only forget what became of them: a retry or a backfill runs them later"),
    ),
  async run(context, [id = ""], options) {
    const session = context.session();
    const subject = await findSubject(session, id);
    const order: ClearRequest = {
      kind: "clear",
      dagId: subject.dagId,
      ...(subject.kind === "backfill" && { backfillId: id }),
      ...given(options, "date", "from", "to"),
      task: textOption(options, "task") ?? "",
      downstream: options["downstream"] === true,
      isOnlyReset: options["run"] === false,
    };
    const states = taskStates(session);
    if (options["dryRun"] === true)
      return showPlan(context, session, order, options, (view, table) => clearTable(view, states, table));
    return runOrder(context, session, order, async (plan) => {
      const facts = await tellRepeats(context, session, plan);
      return agreed(context, { plan, facts }, states);
    });
  },
};

/** Shows what will be, and asks. Throws a UserError where nobody can be asked. */
async function agreed(context: CommandContext, view: PlanView, states: TaskStates): Promise<boolean> {
  const { plan } = view;
  const runs = plan.runs.filter(({ action }) => action !== "skip");
  const tasks = countOf(
    runs.reduce((sum, { taskIds }) => sum + taskIds.length, 0),
    "task",
  );
  const isOnlyReset = plan.order.kind === "clear" && plan.order.isOnlyReset;
  const those = `${tasks} of ${countOf(runs.length, "run")}`;
  const what = isOnlyReset ? `forget what became of ${those}` : `run ${those} again`;
  if (!context.json) {
    const { style, width } = context;
    context.print(
      `${clearTable(view, states, { style, width, isWhole: false })}\n${isOnlyReset ? "" : "\n"}`,
    );
  }
  if (context.yes) return true;
  if (!canAsk(context)) throw needsYes(`This would ${what}.`);
  return confirm(context, `${what[0]?.toUpperCase()}${what.slice(1)}`);
}

function taskStates(session: Session): TaskStates {
  return (runId) =>
    new Map(
      session
        .history()
        .tasks(runId)
        .map(({ taskId, state }) => [taskId, state]),
    );
}
