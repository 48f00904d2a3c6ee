import { Command, type Option } from "commander";
import { runCli } from "../../runner/cli/cli.ts";
import { EXIT, type ExitCode } from "../../runner/cli/command.ts";
import { COMMANDS } from "../../runner/cli/registry.ts";
import { makeStyle } from "../../runner/cli/render/style.ts";
import { code, markdownTable } from "./markdown.ts";

/** A block of options and arguments for each command, and the help of the whole. */
export async function cliBlocks(): Promise<ReadonlyMap<string, () => string>> {
  const help = await programHelp();
  const blocks = new Map<string, () => string>([["help", () => `\`\`\`text\n${help.trimEnd()}\n\`\`\``]]);
  for (const { define } of COMMANDS) {
    const command = define(new Command("millrace"));
    blocks.set(`millrace ${command.name()}`, () => commandBlock(command));
  }
  return blocks;
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
    terminal: { stdout: stream, stderr: stream, style, width: 100, env: {}, cwd: "/" },
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
