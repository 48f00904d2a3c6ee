import { runDetail } from "../../../protocol/rpc/runs.ts";
import type { CommandSubject } from "../../subject.ts";
import type { WorkspaceModel } from "../../workspaces.ts";

/** The subject with the DAG and the interval of the run that it names. Refuses with `unknown-run`. */
export async function runSubject(model: WorkspaceModel, subject: CommandSubject): Promise<CommandSubject> {
  const { runId, dagId, date } = subject;
  if (runId === undefined || (dagId !== undefined && date !== undefined)) return subject;
  const { run } = await (await model.client()).request(runDetail, { runId });
  return { ...subject, dagId: run.dagId, date: run.interval.start };
}
