import type { RunEvent } from "../../protocol/event.ts";
import { assertNever } from "../../protocol/user-error.ts";
import type { CancelRequest, WorkPlan } from "../../protocol/work.ts";
import { dagGraph } from "../core/dag-graph.ts";
import type { Driver, Started } from "../driver.ts";
import type { EngineOptions } from "../engine/engine.ts";
import { createEngine } from "../engine/engine.ts";
import type { Submission } from "../engine/submit.ts";
import { submissionEvents } from "../engine/submit.ts";
import { dagIdOf, planWork } from "../planning/plan-work.ts";
import type { Project } from "../project.ts";
import { findDag } from "../project.ts";
import type { OpenRuns } from "./open-runs.ts";
import { CANCELLED_BY_USER, cancelEvents, openRuns, toReply } from "./open-runs.ts";

export interface DriverOptions extends Omit<EngineOptions, "dags" | "limits"> {
  readonly project: Project;
  /** Of this process. */
  readonly pid: number;
}

/** The caller owns the workspace, and has put right what an earlier runner left. */
export function createDriver(options: DriverOptions): Driver {
  const { store, now, pid } = options;
  const { parallelism, pools } = options.project.config;
  const engine = createEngine({ ...options, dags: new Map(), limits: { parallelism, pools } });
  let { project } = options;

  const driver: Driver = {
    dag: (dagId) => engine.dagAtWork(dagId) ?? findDag(project, dagId),
    useProject(read) {
      project = read;
    },
    plan(order) {
      const dag = driver.dag(dagIdOf(order, store));
      return planWork(order, { dag, store, now: now(), isOwned: true });
    },
    start: (plan) => start(plan),
    submit,
    control(request) {
      const open = openRuns(request, store);
      const events = request.kind === "pause" ? pause(request.backfillId, open) : cancel(request, open);
      engine.submit(events);
      return toReply(open, pid);
    },
    drives: (backfillId) => store.runs({ backfillId }).some(({ runId }) => engine.isOpen(runId)),
    isIdle: () => engine.isIdle(),
    idle: () => engine.idle(),
    cancelAll: (reason) => engine.cancel(reason),
  };
  return driver;

  function start(plan: WorkPlan): Started {
    const { order, dag, runKind, runs } = plan;
    const work = runs.filter(({ action }) => action !== "skip");
    if (work.length === 0) return { runIds: [] };
    const submission = { dagId: dag.id, kind: runKind, runs: work, leftOut: leftOutOf(plan) };
    const at = now();
    switch (order.kind) {
      case "run":
        return { runIds: submit({ ...submission, params: order.params }) };
      case "retry":
      case "clear":
        return { runIds: submit(submission) };
      case "resume": {
        const { backfillId } = order;
        const resumed: RunEvent = { type: "backfill.resumed", at, backfillId };
        return { runIds: submit({ ...submission, backfillId }, [resumed]), backfillId };
      }
      case "backfill": {
        const { dagId, from, to, policy, maxActiveRuns, stopOnFailure, params } = order;
        const backfillId = store.nextBackfillId();
        const created: RunEvent = {
          type: "backfill.created",
          at,
          backfillId,
          dagId,
          from,
          to,
          policy,
          order: order.order,
          taskIds: plan.taskIds,
          ...(maxActiveRuns !== undefined && { maxActiveRuns }),
          stopOnFailure,
          params,
          runs: work.length,
        };
        return { runIds: submit({ ...submission, params, backfillId }, [created]), backfillId };
      }
      default:
        return assertNever(order);
    }
  }

  function submit(submission: Submission, together: readonly RunEvent[] = []): readonly string[] {
    const dag = driver.dag(submission.dagId);
    if (engine.dagAtWork(dag.id) === undefined) engine.useDag(dagGraph(dag));
    const events = submissionEvents(submission, store, now());
    engine.submit([...together, ...events]);
    return events.flatMap((event) =>
      event.type === "run.created" || event.type === "run.reopened" ? [event.runId] : [],
    );
  }

  /** Runs that wait in a paused backfill are not the engine's; they end here. */
  function cancel(request: CancelRequest, open: OpenRuns): readonly RunEvent[] {
    const runs = [...open.waiting, ...open.working];
    const driven = runs.filter(({ runId }) => engine.isOpen(runId));
    engine.cancel(
      CANCELLED_BY_USER,
      driven.map(({ runId }) => runId),
    );
    return cancelEvents(
      request,
      runs.filter(({ runId }) => !engine.isOpen(runId)),
      store,
      now(),
    );
  }

  /** Pausing twice changes nothing, unless a retry has brought runs of the paused backfill here, which wait. */
  function pause(backfillId: string, { waiting }: OpenRuns): readonly RunEvent[] {
    const isPaused = store.backfill(backfillId)?.pausedAt != null;
    return isPaused && !waiting.some(({ runId }) => engine.isOpen(runId))
      ? []
      : [{ type: "backfill.paused", at: now(), backfillId }];
  }
}

/** What the user does not want to be done. A clear is about some tasks, and leaves what became of the others. */
function leftOutOf({ order, dag, taskIds }: WorkPlan): readonly string[] {
  if (order.kind === "clear") return [];
  const wanted = new Set(taskIds);
  return dag.tasks.map(({ id }) => id).filter((id) => !wanted.has(id));
}
