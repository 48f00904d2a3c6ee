import * as vscode from "vscode";
import { planWork } from "../../protocol/rpc/work.ts";
import { counted } from "../../protocol/text/counted.ts";
import type { ClearRequest } from "../../protocol/work.ts";
import type { ClearWay } from "../subject.ts";
import { askDag } from "./ask/ask-dag.ts";
import { askFolder } from "./ask/ask-folder.ts";
import { askRun } from "./ask/ask-run.ts";
import { askTask } from "./ask/ask-task.ts";
import { type Choice, pickOne } from "./ask/pick.ts";
import { runSubject } from "./ask/run-subject.ts";
import type { Command } from "./command.ts";
import { clearOrder } from "./work/orders.ts";
import { startWork } from "./work/start-work.ts";

const TITLE = "Clear";

type How = Pick<ClearRequest, "downstream" | "isOnlyReset">;

export const clear: Command = {
  id: "millrace.clear",
  async run(services, given) {
    const model = await askFolder(services, given);
    const subject = model === undefined ? given : await runSubject(model, given);
    const dag =
      model &&
      (await askDag(services, model, subject, TITLE, {
        fits: ({ lastRun }) => lastRun !== null,
        none: "No DAG here has run yet.",
      }));
    if (model === undefined || dag === undefined) return undefined;
    const { id } = dag.spec;
    const run = await askRun(services, model, dag, subject, TITLE, { none: `${id} has not run yet.` });
    const task = run && (await askTask(services, model, dag, subject, `${TITLE}: ${id} · ${run.label}`));
    if (run === undefined || task === undefined) return undefined;
    const title = `${TITLE} ${task.id} · ${run.label}`;
    const way =
      subject.clear ??
      (await pickOne(
        waysOf(task.id),
        { title, placeholder: "What is to happen?", topic: "clear" },
        services.memory,
      ));
    if (way === undefined) return undefined;
    const how = HOW[way];
    const order = clearOrder(run, task.id, how);
    // Who says all of it has seen what it does.
    const isAgreed = subject.clear !== undefined && given.taskId !== undefined;
    if (!isAgreed && !(await agree())) return undefined;
    return startWork(services, model, order, title);

    /** What is forgotten is shown first, by name. */
    async function agree(): Promise<boolean> {
      const client = await model?.client();
      const planned = await client?.request(planWork, { order, withSources: false });
      const tasks = planned?.plan.runs.flatMap(({ taskIds }) => taskIds) ?? [];
      if (tasks.length === 0) return true;
      const message = `Forget what became of ${counted(tasks.length, "task")} in the run of ${run?.label ?? ""}?`;
      const button = how.isOnlyReset ? "Clear" : "Clear and Run";
      const detail = `${tasks.join(", ")}\n\nRows that they loaded stay as they are.`;
      return (await vscode.window.showWarningMessage(message, { modal: true, detail }, button)) === button;
    }
  },
};

const HOW: Readonly<Record<ClearWay, How>> = {
  "run-downstream": { downstream: true, isOnlyReset: false },
  run: { downstream: false, isOnlyReset: false },
  "forget-downstream": { downstream: true, isOnlyReset: true },
  forget: { downstream: false, isOnlyReset: true },
};

function waysOf(taskId: string): readonly Choice<ClearWay>[] {
  const way = (value: ClearWay, label: string, description = ""): Choice<ClearWay> => ({
    label,
    description,
    key: value,
    value,
  });
  return [
    way("run-downstream", "Run again, with what is downstream", "as Airflow's clear"),
    way("run", `Run ${taskId} again only`),
    way("forget-downstream", "Only forget, with what is downstream", "a retry or a backfill runs them later"),
    way("forget", `Only forget ${taskId}`),
  ];
}
