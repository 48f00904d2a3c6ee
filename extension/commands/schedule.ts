import { pauseSchedule as pauseScheduleRequest } from "../../protocol/rpc/work.ts";
import { askDag } from "./ask/ask-dag.ts";
import { askFolder } from "./ask/ask-folder.ts";
import type { Command, CommandId } from "./command.ts";

export const pauseSchedule = command("millrace.pauseSchedule", "Pause Schedule", true);
export const resumeSchedule = command("millrace.resumeSchedule", "Resume Schedule", false);

function command(id: CommandId, title: string, isPaused: boolean): Command {
  return {
    id,
    async run(services, subject) {
      const model = await askFolder(services, subject);
      const dag =
        model &&
        (await askDag(services, model, subject, title, {
          fits: ({ spec, schedule }) => spec.schedule !== null && (schedule?.isPaused ?? false) !== isPaused,
          none: isPaused ? "No DAG here has a schedule that is not paused." : "No schedule is paused.",
        }));
      if (model === undefined || dag === undefined) return undefined;
      const client = await model.client();
      await client.request(pauseScheduleRequest, { dagId: dag.spec.id, isPaused });
      return dag.spec.id;
    },
  };
}
