import { UserError } from "../../../protocol/user-error.ts";
import { didYouMeanText } from "../../core/did-you-mean.ts";
import { safeText } from "../../core/safe-text.ts";
import { readTaskLog } from "../../read-task-log.ts";
import type { CliCommand } from "../command.ts";
import { EXIT, textOption } from "../command.ts";
import { dagWithHistory, unreadableLine } from "../dag-history.ts";
import { findRun } from "../find-run.ts";
import { numberOption } from "../number-option.ts";
import { jsonDocument } from "../render/json.ts";

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
    const { file, text } = readTaskLog(session.stateFolder, { run, task, tryNumber, timezone: dag.timezone });
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

function unknownTask(taskId: string, known: readonly string[]): UserError {
  return new UserError({
    code: "unknown-task",
    message: `The run has no task "${taskId}".${didYouMeanText(taskId, known)}`,
    next: `Its tasks: ${known.join(", ")}.`,
  });
}
