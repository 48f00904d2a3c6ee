import { readFileSync } from "node:fs";
import path from "node:path";
import { UserError } from "../../../protocol/user-error.ts";
import { didYouMeanText } from "../../core/did-you-mean.ts";
import { taskLogFile } from "../../task-log-file.ts";
import type { CliCommand } from "../command.ts";
import { EXIT, textOption } from "../command.ts";
import { findRun } from "../find-run.ts";
import { jsonDocument } from "../render/json.ts";
import { safeText } from "../render/safe-text.ts";

export const logs: CliCommand = {
  define: (program) =>
    program
      .command("logs")
      .description("print the log of a task's last try")
      .argument("<dag>", "the DAG's id")
      .argument("<task>", "the task's id")
      .option("--date <date>", "the run of this day's or time's interval (default: the run last at work)")
      .option("--try <n>", "an earlier try"),
  async run(context, [dagId = "", taskId = ""], options) {
    const session = context.session();
    const dag = await session.dag(dagId);
    const history = session.history();
    const run = findRun(dag, textOption(options, "date"), history, context.now());
    const tasks = history.tasks(run.runId);
    const task = tasks.find((known) => known.taskId === taskId);
    if (task === undefined)
      throw unknownTask(
        taskId,
        tasks.map((known) => known.taskId),
      );
    const tryNumber = Number(textOption(options, "try") ?? task.tryNumber);
    const file = path.join(session.stateFolder, taskLogFile(dag.id, run.runId, taskId, tryNumber));
    const text = readLog(file);
    if (text === undefined) throw noLog(taskId, tryNumber, task.tryNumber, run.interval.start);
    if (context.json)
      context.print(
        jsonDocument({ runId: run.runId, taskId, tryNumber, file, lines: text.trimEnd().split("\n") }),
      );
    else context.print(`${text.trimEnd().split("\n").map(safeText).join("\n")}\n`);
    return EXIT.ok;
  },
};

function readLog(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function unknownTask(taskId: string, known: readonly string[]): UserError {
  return new UserError({
    code: "unknown-task",
    message: `The run has no task "${taskId}".${didYouMeanText(taskId, known)}`,
    next: `Its tasks: ${known.join(", ")}.`,
  });
}

function noLog(taskId: string, tryNumber: number, tries: number, start: string): UserError {
  return new UserError({
    code: "no-log",
    message: `${taskId} has no log of try ${tryNumber} in the run of ${start}.`,
    next: tries === 0 ? "It has not started there." : `It has ${tries} tries.`,
  });
}
