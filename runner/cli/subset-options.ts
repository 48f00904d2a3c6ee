import type { Command } from "commander";

/** Help of a selection of tasks, the same wherever one can be given. */
export const SELECTION = "name, +name, name+, +name+, a group; several by commas";

/** Which tasks a command is about. */
export function withSubset(command: Command): Command {
  return command
    .option("--task <selection>", `only these tasks: ${SELECTION}`)
    .option("--except <selection>", "all but these tasks");
}

/** Which runs of a DAG a command is about. */
export function withScope(command: Command): Command {
  return command
    .option("--date <date>", "the run of this day's or time's interval")
    .option("--from <date>", "runs whose interval starts on this day (or at this time) or later")
    .option("--to <date>", "runs whose interval starts on this day (or at this time) or earlier");
}

/** What shows a plan and does nothing. */
export function withDryRun(command: Command): Command {
  return command
    .option("--dry-run", "show what would be done and why, and do nothing")
    .option("--all", "with --dry-run: every line of a long plan");
}
