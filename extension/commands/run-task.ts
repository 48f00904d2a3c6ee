import { askDag } from "./ask/ask-dag.ts";
import { askFolder } from "./ask/ask-folder.ts";
import { askTask } from "./ask/ask-task.ts";
import { runSubject } from "./ask/run-subject.ts";
import type { Command, CommandId } from "./command.ts";
import { type Reach, taskOrder } from "./work/orders.ts";
import { startWork } from "./work/start-work.ts";

export const runTask = command("millrace.runTask", "Run Task", "alone");
export const runTaskWithUpstream = command(
  "millrace.runTaskWithUpstream",
  "Run Task with Upstream",
  "upstream",
);
export const runTaskWithDownstream = command(
  "millrace.runTaskWithDownstream",
  "Run Task with Downstream",
  "downstream",
);

/** For the interval of the given date or run, else of the DAG's last run, as people look at that one. */
function command(id: CommandId, title: string, reach: Reach): Command {
  return {
    id,
    async run(services, given) {
      const model = await askFolder(services, given);
      const subject = model === undefined ? given : await runSubject(model, given);
      const dag = model && (await askDag(services, model, subject, title));
      const task = dag && (await askTask(services, model, dag, subject, title));
      if (model === undefined || dag === undefined || task === undefined) return undefined;
      const date = subject.date ?? dag.lastRun?.run.interval.start;
      const order = taskOrder(dag.spec.id, task.id, reach, date === undefined ? {} : { date });
      return startWork(services, model, order, `Run ${dag.spec.id} · ${order.task ?? task.id}`);
    },
  };
}
