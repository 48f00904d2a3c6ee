import type { DagSpec } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { RunKind } from "../../protocol/run.ts";
import type { PlannedRun } from "../core/backfill-plan.ts";
import type { Executed, Session } from "../session.ts";
import type { Store } from "../state/store.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import { EXIT } from "./command.ts";
import { jsonDocument } from "./render/json.ts";
import { plainProgress } from "./render/plain-progress.ts";
import { liveProgress } from "./render/progress.ts";
import type { KnownRun, ProgressView } from "./render/progress-view.ts";
import { runDocument } from "./run-document.ts";

export interface PlanExecution {
  readonly dag: DagSpec;
  readonly kind: RunKind;
  readonly plan: (store: Store) => readonly PlannedRun[];
  readonly onPlan?: (plan: readonly PlannedRun[]) => void;
  readonly params: JsonObject;
  readonly maxActiveRuns?: number;
  readonly range?: { readonly from: string; readonly to: string };
}

/** Executes a plan with progress on the terminal, or one JSON document of what became of its runs. */
export async function runPlan(
  context: CommandContext,
  session: Session,
  request: PlanExecution,
): Promise<ExitCode> {
  const view = context.json ? undefined : progressView(context, session, request.dag);
  let executed: Executed;
  try {
    executed = await session.execute({
      ...request,
      signal: context.interrupted,
      onEvents: (events) => {
        for (const event of events) view?.onEvent(event);
      },
    });
  } finally {
    view?.finish();
  }
  const history = session.history();
  const { plan, runs } = executed;
  if (context.json)
    context.print(jsonDocument({ dag: request.dag.id, runs: runs.map((run) => runDocument(history, run)) }));
  const ran = new Set(plan.filter(({ action }) => action !== "skip").map(({ interval }) => interval.start));
  const states = runs.filter(({ interval }) => ran.has(interval.start)).map(({ state }) => state);
  if (context.interrupted.aborted && states.includes("cancelled")) return EXIT.cancelled;
  return states.every((state) => state === "success") ? EXIT.ok : EXIT.failed;
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
