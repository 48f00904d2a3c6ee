import { runDetail } from "../../../protocol/rpc/runs.ts";
import type { RunDetail } from "../../../protocol/rpc/workspace.ts";
import { isFinished } from "../../../protocol/run.ts";
import { until } from "../../vscode/until.ts";
import { readyModel } from "./millrace-api.ts";

/** The run as the runner's history has it. */
export async function runOf(runId: string): Promise<RunDetail> {
  const client = await (await readyModel()).client();
  return client.request(runDetail, { runId });
}

/** The run, once it has ended. */
export function endedRun(runId: string): Promise<RunDetail> {
  return until("the run has ended", async () => {
    const detail = await runOf(runId);
    return isFinished(detail.run.state) ? detail : undefined;
  });
}

/** The states of its tasks that took part, by the tasks' ids. */
export function statesOf({ tasks }: RunDetail): Readonly<Record<string, string>> {
  return Object.fromEntries(
    tasks.filter(({ state }) => state !== "none").map(({ taskId, state }) => [taskId, state]),
  );
}
