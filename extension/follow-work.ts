import { listBackfills, runDetail } from "../protocol/rpc/runs.ts";
import type { RunView } from "../protocol/rpc/workspace.ts";
import type { StartedWork, WorkEnd } from "./work-progress.ts";
import { endOf, tallyOfBackfill, tallyOfRuns, type WorkTally } from "./work-tally.ts";
import type { WorkspaceModel, Workspaces } from "./workspaces.ts";

const QUESTIONS_AT_A_TIME = 8;
/** The backfill was made or resumed just now. */
const NEWEST_BACKFILLS = 100;

/**
 * Tells how far started work is, until it has ended or nobody can tell any more. What the model knows can be older
 * than the work, so the first answer and the first after each new runner are asked for.
 */
export async function followWork(
  workspaces: Workspaces,
  model: WorkspaceModel,
  started: StartedWork,
  onTally: (tally: WorkTally) => void,
): Promise<WorkEnd> {
  const { promise, resolve } = Promise.withResolvers<WorkEnd>();
  const runs = new Map<string, RunView | undefined>(started.runIds.map((runId) => [runId, undefined]));
  const take = (tally: WorkTally): void => {
    onTally(tally);
    const end = endOf(tally);
    if (end !== undefined) resolve(end);
  };
  const takeRuns = (changed: readonly RunView[]): void => {
    const ours = changed.filter(({ runId }) => runs.has(runId));
    for (const run of ours) runs.set(run.runId, run);
    const known = [...runs.values()].filter((run) => run !== undefined);
    if (ours.length > 0 && known.length === runs.size) take(tallyOfRuns(known));
  };
  const ask = async (): Promise<void> => {
    if (started.backfillId === undefined) takeRuns(await askForRuns(model, [...runs.keys()]));
    else {
      const tally = await askForBackfill(model, started.dagId, started.backfillId);
      if (tally === undefined) resolve("unknown");
      else take(tally);
    }
  };
  const askSafely = (): void => {
    // A runner that ends meanwhile comes back with a new view, and the question is asked again then.
    ask().catch(() => undefined);
  };
  const disposables = [
    model.onDidChange((change) => {
      if (change.kind === "view") askSafely();
      else if (change.kind === "state" && model.state.kind === "broken") resolve("unknown");
      else if (change.kind === "history" && started.backfillId === undefined) takeRuns(change.changes.runs);
      else if (change.kind === "history") {
        const ours = change.changes.backfills.find(({ backfillId }) => backfillId === started.backfillId);
        if (ours !== undefined) take(tallyOfBackfill(ours));
      }
    }),
    model.onDidNotice((notice) => {
      // They go on only when somebody agrees again, which is work of its own.
      if (notice.kind === "runs-recovered" && notice.waiting.some((runId) => runs.has(runId)))
        resolve("unknown");
    }),
    workspaces.onDidChange(() => {
      if (!workspaces.all.includes(model)) resolve("unknown");
    }),
  ];
  askSafely();
  try {
    return await promise;
  } finally {
    for (const disposable of disposables) disposable.dispose();
  }
}

async function askForRuns(model: WorkspaceModel, runIds: readonly string[]): Promise<readonly RunView[]> {
  const client = await model.client();
  const found: RunView[] = [];
  for (let at = 0; at < runIds.length; at += QUESTIONS_AT_A_TIME) {
    const some = runIds.slice(at, at + QUESTIONS_AT_A_TIME);
    const details = await Promise.all(some.map((runId) => client.request(runDetail, { runId })));
    found.push(...details.map(({ run }) => run));
  }
  return found;
}

async function askForBackfill(
  model: WorkspaceModel,
  dagId: string,
  backfillId: string,
): Promise<WorkTally | undefined> {
  const client = await model.client();
  const { backfills } = await client.request(listBackfills, { dagId, offset: 0, limit: NEWEST_BACKFILLS });
  const ours = backfills.find((backfill) => backfill.backfillId === backfillId);
  return ours === undefined ? undefined : tallyOfBackfill(ours);
}
