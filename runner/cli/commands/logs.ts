import { readFileSync } from "node:fs";
import path from "node:path";
import type { TaskRecord } from "../../../protocol/history.ts";
import { UserError } from "../../../protocol/user-error.ts";
import { didYouMeanText } from "../../core/did-you-mean.ts";
import { intervalLabeler } from "../../core/interval-label.ts";
import { taskLogFile } from "../../task-log-file.ts";
import type { CliCommand } from "../command.ts";
import { EXIT, textOption } from "../command.ts";
import { dagWithHistory, unreadableLine } from "../dag-history.ts";
import { findRun } from "../find-run.ts";
import { numberOption } from "../number-option.ts";
import { jsonDocument } from "../render/json.ts";
import { countOf } from "../render/number.ts";
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
    const found = await dagWithHistory(session, dagId);
    const { dag, unreadable } = found;
    const history = session.history();
    const run = findRun(found, textOption(options, "date"), history, context.now());
    const tasks = history.tasks(run.runId);
    const task = tasks.find((known) => known.taskId === taskId);
    if (task === undefined)
      throw unknownTask(
        taskId,
        tasks.map((known) => known.taskId),
      );
    const tryNumber = numberOption(options, "--try", { least: 1 }) ?? task.tryNumber;
    const label = intervalLabeler(dag.timezone)(run.interval);
    if (task.tryNumber === 0) throw notStarted(task, label);
    const file = path.join(session.stateFolder, taskLogFile(dag.id, run.runId, taskId, tryNumber));
    const text = readLog(file);
    if (text === undefined) throw noLog(taskId, tryNumber, task.tryNumber, label);
    if (context.json)
      context.print(
        jsonDocument({ runId: run.runId, taskId, tryNumber, file, lines: text.trimEnd().split("\n") }),
      );
    else {
      // Beside the log, which may go to a file.
      if (unreadable !== undefined) context.stderr.write(unreadableLine(unreadable, context));
      context.print(`${text.trimEnd().split("\n").map(safeText).join("\n")}\n`);
    }
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

function noLog(taskId: string, tryNumber: number, tries: number, label: string): UserError {
  return new UserError({
    code: "no-log",
    message: `There is no log of try ${tryNumber} of ${taskId} in the run of ${label}.`,
    next: tryNumber > tries ? `It had ${countOf(tries, "try", "tries")}.` : "Its file is gone.",
  });
}

function notStarted({ taskId, state, note }: TaskRecord, label: string): UserError {
  const why = note === null ? "" : ` (${note})`;
  return new UserError({
    code: "no-log",
    message: `${taskId} has no log in the run of ${label}, because it never started.`,
    next: state === "none" ? "It still waits for its upstream tasks." : `It is ${state}${why}.`,
  });
}
