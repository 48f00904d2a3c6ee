import { Command, type Option } from "commander";
import { runCli } from "../../runner/cli/cli.ts";
import { EXIT, type ExitCode } from "../../runner/cli/command.ts";
import { COMMANDS } from "../../runner/cli/registry.ts";
import { makeStyle } from "../../runner/cli/render/style.ts";
import { code, markdownTable } from "./markdown.ts";

/** What each code means. Typed, so that none is left out. */
const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: "all went well",
  failed: "the work was done and something in it failed: a task, a check, a DAG file with problems",
  unusable: "it could not be done as asked: arguments, configuration, a connection that cannot be reached",
  unevaluated: "`check`: no check failed, and one could not be evaluated",
  warned: "`check --fail-on`: nothing was worse than a warning",
  skipped: "`check --fail-on skipped`: nothing was worse than a skipped check",
  defect: "a defect of Millrace itself",
  cancelled: "cancelled or paused before its end, by Ctrl-C or from elsewhere",
};

/** A block of options and arguments for each command, the help of the whole, and the exit codes. */
export async function cliBlocks(): Promise<ReadonlyMap<string, () => string>> {
  const help = await programHelp();
  const blocks = new Map<string, () => string>([
    ["help", () => `\`\`\`text\n${help.trimEnd()}\n\`\`\``],
    ["exit codes", exitCodes],
  ]);
  for (const { define } of COMMANDS) {
    const command = define(new Command("millrace"));
    blocks.set(`millrace ${command.name()}`, () => commandBlock(command));
  }
  return blocks;
}

function exitCodes(): string {
  const names = Object.keys(EXIT) as (keyof typeof EXIT)[];
  return markdownTable(
    ["code", "meaning"],
    names.map((name) => [String(EXIT[name]), EXIT_MEANINGS[name]]),
  );
}

function commandBlock(command: Command): string {
  const usage = ["millrace", command.name(), ...command.registeredArguments.map(argumentText)].join(" ");
  const intro = `${code(usage)}: ${command.description()}.`;
  const rows = [
    ...command.registeredArguments.map((argument) => [code(argumentText(argument)), argument.description]),
    ...command.options.map((option) => [optionName(option), optionText(option)]),
  ];
  return rows.length === 0 ? intro : `${intro}\n\n${markdownTable(["", ""], rows)}`;
}

function argumentText(argument: { readonly required: boolean; name(): string }): string {
  return argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
}

function optionName({ flags, mandatory }: Option): string {
  return mandatory ? `**${code(flags)}**` : code(flags);
}

function optionText({ description, argChoices, defaultValue }: Option): string {
  const choices = argChoices === undefined ? "" : ` One of ${argChoices.map(code).join(", ")}.`;
  const otherwise = defaultValue === undefined ? "" : ` Default ${code(String(defaultValue))}.`;
  return `${description[0]?.toUpperCase()}${description.slice(1)}.${choices}${otherwise}`;
}

/** What `millrace --help` prints on a terminal of 100 columns. */
export async function programHelp(): Promise<string> {
  const chunks: string[] = [];
  const stream = { write: (chunk: string) => chunks.push(chunk) > 0 } as unknown as NodeJS.WriteStream;
  const style = makeStyle(false, true);
  const exit: ExitCode = await runCli(["--help"], {
    terminal: {
      stdin: () => process.stdin,
      stdout: stream,
      stderr: stream,
      style,
      width: 100,
      env: {},
      cwd: "/",
    },
    version: "",
    openSession: () => {
      throw new Error("Help needs no session.");
    },
    now: () => 0,
    interrupted: new AbortController().signal,
  });
  if (exit !== EXIT.ok) throw new Error(`millrace --help failed: ${chunks.join("")}`);
  return chunks.join("");
}
