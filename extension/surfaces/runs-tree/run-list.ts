import { type ListRunsParams, listRuns } from "../../../protocol/rpc/runs.ts";
import type { RunView } from "../../../protocol/rpc/workspace.ts";
import type { RunnerClient } from "../../runner-client.ts";
import { errorText } from "../../runner-error.ts";

/** Runs that were fetched, page by page, newest interval first. */
export interface RunList {
  readonly runs: ReadonlyMap<string, RunView>;
  /** Where the next page begins; undefined before the first. */
  readonly before: string | undefined;
  readonly hasMore: boolean;
  /** Why the last page could not be fetched. */
  readonly error?: string;
}

export const NO_RUNS: RunList = { runs: new Map(), before: undefined, hasMore: true };

/** Fewer than this many new ones to show, and another page is fetched at once. */
const WANTED = 50;
const PAGE = 100;
/** A long backfill can fill many pages with runs that stand elsewhere: one click does not read them all. */
const MOST_PAGES = 5;

/** The list with its next runs, at least some of which are wanted, or with the reason why there are none. */
export async function nextRuns(
  client: () => Promise<Pick<RunnerClient, "request">>,
  list: RunList,
  params: Pick<ListRunsParams, "backfillId" | "states">,
  isWanted: (run: RunView) => boolean,
): Promise<RunList> {
  const runs = new Map(list.runs);
  let { before, hasMore } = list;
  try {
    const { request } = await client();
    let found = 0;
    for (let page = 0; page < MOST_PAGES && hasMore && found < WANTED; page++) {
      const answer = await request(listRuns, {
        ...params,
        limit: PAGE,
        ...(before !== undefined && { before }),
      });
      found += answer.runs.filter((run) => isWanted(run) && !runs.has(run.runId)).length;
      for (const run of answer.runs) runs.set(run.runId, run);
      hasMore = answer.hasMore;
      before = nextBefore(answer.runs, before);
    }
    return { runs, before, hasMore };
  } catch (error) {
    return { runs, before, hasMore, error: errorText(error) };
  }
}

/**
 * The next page begins with the interval that this one ended in: another DAG can have a run of the same interval that
 * came to stand on the other side. Only a page of a single interval goes past it.
 */
function nextBefore(runs: readonly RunView[], before: string | undefined): string | undefined {
  const last = runs.at(-1)?.interval.start;
  if (last === undefined) return before;
  const again = new Date(Date.parse(last) + 1).toISOString();
  return again === before ? last : again;
}
