import { askDag } from "./ask/ask-dag.ts";
import { askFolder } from "./ask/ask-folder.ts";
import { runSubject } from "./ask/run-subject.ts";
import type { Command } from "./command.ts";

/** A DAG's graph, with one of its runs and a task of it if the subject names them. */
export const openGraph: Command = {
  id: "millrace.openGraph",
  async run(services, given) {
    const model = await askFolder(services, given);
    const subject = model === undefined ? given : await runSubject(model, given);
    const dag = model && (await askDag(services, model, subject, "Open Graph"));
    if (model === undefined || dag === undefined) return undefined;
    const { runId, taskId } = subject;
    services.graph.open(model, {
      dagId: dag.spec.id,
      ...(runId !== undefined && { runId }),
      ...(taskId !== undefined && { taskId }),
    });
    return dag.spec.id;
  },
};
