import { askDag } from "./ask/ask-dag.ts";
import { askFolder } from "./ask/ask-folder.ts";
import { askInterval } from "./ask/ask-interval.ts";
import { askParams } from "./ask/ask-params.ts";
import type { Command } from "./command.ts";
import { runOrder } from "./work/orders.ts";
import { startWork } from "./work/start-work.ts";

const TITLE = "Run DAG";

export const runDag: Command = {
  id: "millrace.runDag",
  async run(services, subject) {
    const model = await askFolder(services, subject);
    const dag = model && (await askDag(services, model, subject, TITLE));
    if (model === undefined || dag === undefined) return undefined;
    const interval = await askInterval(services, model, dag, subject, `${TITLE}: ${dag.spec.id}`);
    const params = interval && (await askParams(services, model, dag, subject, `${TITLE}: ${dag.spec.id}`));
    if (interval === undefined || params === undefined) return undefined;
    const { id } = dag.spec;
    return startWork(services, model, runOrder(id, interval, params), `Run ${id}`);
  },
};
