import { listRuns } from "../../../protocol/rpc/runs.ts";
import type { GraphRun } from "../../../protocol/webview/graph.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import { graphRun } from "./graph-dag.ts";

const PAGE = 20;

/** The DAG's runs for the picker, a page at a time. */
export interface RunList {
  page(isMore: boolean): Promise<{ readonly runs: readonly GraphRun[]; readonly hasMore: boolean }>;
}

export function createRunList(model: Pick<WorkspaceModel, "client">, dagId: string): RunList {
  const state: { before: string | undefined } = { before: undefined };
  return {
    page: async (isMore) => {
      const client = await model.client();
      const before = isMore && state.before !== undefined ? { before: state.before } : {};
      const { runs, hasMore } = await client.request(listRuns, { dagId, limit: PAGE, ...before });
      state.before = runs.at(-1)?.interval.start;
      return { runs: runs.map(graphRun), hasMore };
    },
  };
}
