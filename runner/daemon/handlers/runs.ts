import type { RunRecord } from "../../../protocol/history.ts";
import { listBackfills, listRuns, listTables, runDetail } from "../../../protocol/rpc/runs.ts";
import { UserError } from "../../../protocol/user-error.ts";
import type { Session } from "../../session.ts";
import type { HandlerGroup } from "../handler.ts";
import { handle } from "../handler.ts";
import { backfillView, runDetail as detailOf, runView } from "../views/runs.ts";
import { tableViews } from "../views/tables.ts";
import type { ViewSource } from "../views/view-source.ts";
import { viewSource } from "../views/view-source.ts";

/** What only looks at the history. */
export function runHandlers(): HandlerGroup {
  return {
    handlers: [
      handle(listRuns, async ({ session }, { limit, before, ...filter }) => {
        const source = await sourceOf(session);
        const earlier = before === undefined ? {} : { intervalTo: before };
        // One more than wanted shows whether there are more.
        const found = source.store.runs({ ...filter, ...earlier, limit: limit + 1 });
        const runs = found.slice(0, limit).map((run) => runView(run, source));
        return { runs, hasMore: found.length > limit };
      }),
      handle(listBackfills, async ({ session }, { dagId, offset, limit }) => {
        const source = await sourceOf(session);
        const all = source.store.backfills(dagId);
        const backfills = all.slice(offset, offset + limit).map((backfill) => backfillView(backfill, source));
        return { backfills, hasMore: all.length > offset + limit };
      }),
      handle(runDetail, async ({ session }, { runId }) => {
        const source = await sourceOf(session);
        return detailOf(findRun(source, runId), source);
      }),
      handle(listTables, async ({ session }) => tableViews(await sourceOf(session))),
    ],
  };
}

export async function sourceOf(session: Session): Promise<ViewSource> {
  return viewSource(session, await session.project());
}

/** Throws a UserError when the history does not have it. */
export function findRun({ store }: Pick<ViewSource, "store">, runId: string): RunRecord {
  const run = store.run(runId);
  if (run !== undefined) return run;
  throw new UserError({
    code: "unknown-run",
    message: `There is no run "${runId}" in the history of this target.`,
    next: "It may be one of another target: each has a history of its own.",
  });
}
