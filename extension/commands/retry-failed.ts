import { listBackfills } from "../../protocol/rpc/runs.ts";
import { askDag } from "./ask/ask-dag.ts";
import { askFolder } from "./ask/ask-folder.ts";
import { askRun } from "./ask/ask-run.ts";
import { runSubject } from "./ask/run-subject.ts";
import type { Command } from "./command.ts";
import { retryOrder } from "./work/orders.ts";
import { startWork } from "./work/start-work.ts";

const TITLE = "Retry Failed";
/** Backfills among which one that somebody names is looked for. */
const LOOKED_AT = 200;

export const retryFailed: Command = {
  id: "millrace.retryFailed",
  async run(services, given) {
    const model = await askFolder(services, given);
    if (model === undefined) return undefined;
    const subject = await runSubject(model, given);
    const { backfillId, runId, date } = subject;
    if (backfillId !== undefined) {
      const client = await model.client();
      const known = await client.request(listBackfills, { offset: 0, limit: LOOKED_AT });
      const dagId =
        subject.dagId ?? known.backfills.find((one) => one.backfillId === backfillId)?.dagId ?? "";
      return startWork(services, model, retryOrder(dagId, { backfillId }), `Retry ${backfillId}`);
    }
    const dag = await askDag(services, model, subject, TITLE, {
      fits: ({ counts }) => counts.failed + counts.cancelled > 0,
      none: "No run has failed or was cancelled.",
    });
    if (dag === undefined) return undefined;
    const { id } = dag.spec;
    if (runId === undefined && date !== undefined)
      return startWork(services, model, { kind: "retry", dagId: id, date }, `Retry ${id}`);
    const wanted = { states: ["failed", "cancelled"], none: `No run of ${id} has failed.` } as const;
    const run = await askRun(services, model, dag, subject, TITLE, wanted);
    if (run === undefined) return undefined;
    return startWork(services, model, retryOrder(id, run), `Retry ${id} · ${run.label}`);
  },
};
