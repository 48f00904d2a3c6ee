import { Command } from "commander";
import type { Terminal } from "./command.ts";

/** The program with the options that every command takes, and no command yet. */
export function makeProgram(
  version: string,
  terminal: Pick<Terminal, "stdout" | "stderr" | "width">,
): Command {
  return (
    new Command("millrace")
      .description("Warehouse pipelines: run, backfill and check DAGs on your own machine.")
      .version(version, "-V, --version")
      .option("-C, --workspace <folder>", "the workspace (default: the nearest folder with a millrace.json)")
      .option("--target <name>", "the target to work on (default: MILLRACE_TARGET, or millrace.json's)")
      .option("-y, --yes", "answer yes to what would be asked")
      .option("--json", "print one JSON document instead of text")
      .helpOption("-h, --help", "show this help, or a command's")
      // Every command takes options; to say so of each would leave no room for what they do.
      .configureHelp({ subcommandTerm: (command) => [command.name(), ...argumentsOf(command)].join(" ") })
      .exitOverride()
      .configureOutput({
        writeOut: (text) => terminal.stdout.write(text),
        writeErr: (text) => terminal.stderr.write(text),
        // Told like any other error, by whoever runs the program.
        outputError: () => {},
        getOutHelpWidth: () => terminal.width,
        getErrHelpWidth: () => terminal.width,
      })
  );
}

function argumentsOf(command: Command): readonly string[] {
  return command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
}
