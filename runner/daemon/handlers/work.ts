import type { ExecuteResult, PlanView } from "../../../protocol/rpc/work.ts";
import { controlWork, executeWork, pauseSchedule, planWork } from "../../../protocol/rpc/work.ts";
import { intervalLabeler } from "../../../protocol/text/interval-label.ts";
import type { WorkPlan } from "../../../protocol/work.ts";
import { setSchedulePaused } from "../../scheduler/pause.ts";
import type { Session } from "../../session.ts";
import type { HandlerGroup } from "../handler.ts";
import { handle, handleFresh } from "../handler.ts";

/** Orders, and what is asked of runs. */
export function workHandlers(): HandlerGroup {
  return {
    handlers: [
      handleFresh(planWork, async ({ target, session, signal }, { order, withSources }) => {
        return planView(await target.desk.plan(order), session, { withSources, signal });
      }),
      handle(
        executeWork,
        async ({ target, session, signal }, { order, agreed, consent }): Promise<ExecuteResult> => {
          const reply = await target.desk.execute(order, { agreed, consent });
          if (reply.kind === "started") return reply;
          const plan = await planView(reply.plan, session, { withSources: false, signal });
          return { kind: "replanned", plan };
        },
      ),
      handle(controlWork, ({ target }, request) => target.desk.control(request)),
      handle(pauseSchedule, async ({ session, daemon }, { dagId, isPaused }) => {
        setSchedulePaused(session, await session.dag(dagId), isPaused);
        daemon.nudge();
        return null;
      }),
    ],
  };
}

async function planView(
  plan: WorkPlan,
  session: Session,
  options: { readonly withSources: boolean; readonly signal: AbortSignal },
): Promise<PlanView> {
  const facts = await session.facts(plan, options);
  const label = intervalLabeler(plan.dag.timezone);
  return { plan, facts, labels: plan.runs.map(({ interval }) => label(interval)) };
}
