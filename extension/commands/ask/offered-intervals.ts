import type { DagSpec } from "../../../protocol/dag.ts";
import { planWork } from "../../../protocol/rpc/work.ts";
import type { DagView } from "../../../protocol/rpc/workspace.ts";
import type { RunnerClient } from "../../runner-client.ts";
import { refusalOf } from "../../runner-error.ts";
import { runOrder } from "../work/orders.ts";
import type { IntervalChoice } from "./ask-interval.ts";

/** Intervals that can be run without naming a date, as the runner calls them. */
export interface OfferedIntervals {
  /** The one that was complete last; undefined when the runner cannot tell. */
  readonly latest: string | undefined;
  /** Where a DAG that never ran begins. Undefined when it has run, or when it is the latest one as well. */
  readonly first: { readonly label: string; readonly date: string } | undefined;
}

/** Asks the runner which intervals these are: it knows schedules. Rejects where nothing may run at all. */
export async function offeredIntervals(
  client: Pick<RunnerClient, "request">,
  { spec, lastRun }: DagView,
): Promise<OfferedIntervals> {
  if (spec.schedule === null) return { latest: undefined, first: undefined };
  const [latest, first] = await Promise.all([
    labelOf(client, spec, {}),
    lastRun === null ? labelOf(client, spec, { date: spec.startDate }) : undefined,
  ]);
  const isOther = first !== undefined && first !== latest;
  return { latest, first: isOther ? { label: first, date: spec.startDate } : undefined };
}

async function labelOf(
  client: Pick<RunnerClient, "request">,
  { id }: DagSpec,
  interval: IntervalChoice,
): Promise<string | undefined> {
  try {
    const { labels } = await client.request(planWork, {
      order: runOrder(id, interval, {}),
      withSources: false,
    });
    return labels.length === 1 ? labels[0] : undefined;
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined || refusal.code === "read-only-target") throw error;
    return undefined;
  }
}
