import type { DagSpec } from "../../protocol/dag.ts";
import type { Executed, Execution, Session } from "../session.ts";
import type { RunRecord } from "../state/store.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import { EXIT } from "./command.ts";
import { nextSteps } from "./next-steps.ts";
import { jsonDocument } from "./render/json.ts";
import { plainProgress } from "./render/plain-progress.ts";
import { liveProgress } from "./render/progress.ts";
import type { KnownRun, ProgressView } from "./render/progress-view.ts";
import { runDocument } from "./run-document.ts";

/** What a command says of an execution; progress and Ctrl-C are the same for all commands. */
export type PlanExecution = Omit<Execution, "onEvents" | "signal">;

/** Executes a plan with progress on the terminal, or one JSON document of what became of its runs. */
export async function runPlan(
  context: CommandContext,
  session: Session,
  request: PlanExecution,
): Promise<ExitCode> {
  const { exit, plan, runs } = await executePlan(context, session, request);
  if (!context.json) return exit;
  const planned = new Map(plan.map((part) => [part.interval.start, part]));
  const documents = runs.map((run) => {
    const { action, reason } = planned.get(run.interval.start) ?? {};
    return { ...runDocument(session.history(), request.dag, run), plan: { action, reason } };
  });
  context.print(jsonDocument({ dag: request.dag.id, runs: documents }));
  return exit;
}

export interface ExecutedPlan extends Executed {
  /** The runs that the plan did not leave out. */
  readonly worked: readonly RunRecord[];
  readonly exit: ExitCode;
}

/** Executes a plan with progress on the terminal, and without `--json` says what to do about what failed. */
export async function executePlan(
  context: CommandContext,
  session: Session,
  request: PlanExecution,
): Promise<ExecutedPlan> {
  const executed = await withProgress(context, session, request);
  const ran = new Set(
    executed.plan.filter(({ action }) => action !== "skip").map(({ interval }) => interval.start),
  );
  const worked = executed.runs.filter(({ interval }) => ran.has(interval.start));
  if (!context.json) {
    const { dag, range } = request;
    const ended = { dag, workspace: session.workspace, runs: worked, ...(range && { range }) };
    const lines = nextSteps(context, session.history(), ended);
    if (lines.length > 0) context.print(`\n${lines.join("\n")}\n`);
  }
  const states = new Set(worked.map(({ state }) => state));
  const wasCancelled = context.interrupted.aborted && states.has("cancelled");
  states.delete("success");
  return {
    ...executed,
    worked,
    exit: wasCancelled ? EXIT.cancelled : states.size === 0 ? EXIT.ok : EXIT.failed,
  };
}

async function withProgress(
  context: CommandContext,
  session: Session,
  request: PlanExecution,
): Promise<Executed> {
  const view = context.json ? undefined : progressView(context, session, request.dag);
  try {
    return await session.execute({
      ...request,
      signal: context.interrupted,
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
