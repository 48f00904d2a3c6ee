import type { DagSpec } from "../../protocol/dag.ts";
import type { RunRecord } from "../../protocol/history.ts";
import type { WorkOrder, WorkPlan } from "../../protocol/work.ts";
import type { Executed, Session } from "../session.ts";
import { allowWrites } from "./allow-writes.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import { EXIT } from "./command.ts";
import { nextSteps } from "./next-steps.ts";
import { jsonDocument } from "./render/json.ts";
import { plainProgress } from "./render/plain-progress.ts";
import { liveProgress } from "./render/progress.ts";
import type { KnownRun, ProgressView } from "./render/progress-view.ts";
import { targetLine } from "./render/target-line.ts";
import { runDocument } from "./run-document.ts";

/** Says what is to be said of a plan before anything of it runs, and asks what must be asked. False: it is declined. */
export type BeforePlan = (plan: WorkPlan) => Promise<boolean>;

/** Carries out an order with progress on the terminal, or one JSON document of what became of its runs. */
export async function runOrder(
  context: CommandContext,
  session: Session,
  order: WorkOrder,
  before?: BeforePlan,
): Promise<ExitCode> {
  const { exit, plan, runs, backfillId } = await executeOrder(context, session, order, before);
  if (!context.json) return exit;
  const planned = new Map(plan.runs.map((part) => [part.interval.start, part]));
  const documents = runs.map((run) => {
    const { action, reason } = planned.get(run.interval.start) ?? {};
    return { ...runDocument(session.history(), plan.dag, run), plan: { action, reason } };
  });
  context.print(jsonDocument({ dag: plan.dag.id, backfill: backfillId ?? null, runs: documents }));
  return exit;
}

export interface ExecutedOrder extends Executed {
  /** The runs that the plan did not leave out. */
  readonly worked: readonly RunRecord[];
  readonly exit: ExitCode;
}

/** Carries out an order with progress on the terminal, and without `--json` says how to go on where it is not done. */
export async function executeOrder(
  context: CommandContext,
  session: Session,
  order: WorkOrder,
  before: BeforePlan = async () => true,
): Promise<ExecutedOrder> {
  await allowWrites(context, session);
  const executed = await withProgress(context, session, order, before);
  const ran = new Set(
    executed.plan.runs.filter(({ action }) => action !== "skip").map(({ interval }) => interval.start),
  );
  const worked = executed.runs.filter(({ interval }) => ran.has(interval.start));
  if (executed.isDeclined) {
    if (!context.json) context.print("Nothing was done.\n");
    return { ...executed, worked, exit: EXIT.cancelled };
  }
  if (!context.json) {
    const lines = nextSteps(context, session, { ...executed, runs: worked });
    if (lines.length > 0) context.print(`\n${lines.join("\n")}\n`);
  }
  return { ...executed, worked, exit: exitOf({ ...executed, runs: worked }, context.interrupted.aborted) };
}

/** Cancelled by Ctrl-C is 130 whatever else there is; cancelled or paused from elsewhere when nothing has failed. */
function exitOf({ plan, runs, isPaused }: Executed, wasInterrupted: boolean): ExitCode {
  if (plan.order.kind === "clear" && plan.order.isOnlyReset) return EXIT.ok;
  const states = new Set(runs.map(({ state }) => state));
  if (wasInterrupted && states.has("cancelled")) return EXIT.cancelled;
  if (states.has("failed")) return EXIT.failed;
  return isPaused || states.has("cancelled") ? EXIT.cancelled : EXIT.ok;
}

async function withProgress(
  context: CommandContext,
  session: Session,
  order: WorkOrder,
  before: BeforePlan,
): Promise<Executed> {
  let view: ProgressView | undefined;
  try {
    return await session.execute(order, {
      signal: context.interrupted,
      onPlan: async (plan) => {
        if (!(await before(plan)) || context.interrupted.aborted) return false;
        // Another plan is asked about when it changes meanwhile; the DAG stays the same.
        if (!context.json && view === undefined) {
          context.print(targetLine(session.target, context.style));
          view = progressView(context, session, plan.dag);
        }
        return true;
      },
      onEvents: (events) => {
        for (const event of events) view?.onEvent(event);
      },
    });
  } finally {
    view?.finish();
  }
}

function progressView(context: CommandContext, session: Session, dag: DagSpec): ProgressView {
  const { style, stdout } = context;
  const knownRun = (runId: string): KnownRun | undefined => {
    const run = session.history().run(runId);
    if (run === undefined) return undefined;
    const tasks = session.history().tasks(runId);
    return {
      interval: run.interval,
      tasks: Object.fromEntries(tasks.map(({ taskId, state }) => [taskId, state])),
    };
  };
  if (stdout.isTTY && context.env["TERM"] !== "dumb" && !context.env["CI"])
    return liveProgress({ dag, style, stream: stdout, now: context.now, knownRun });
  return plainProgress({ dag, style, write: (text) => stdout.write(text), width: context.width, knownRun });
}
