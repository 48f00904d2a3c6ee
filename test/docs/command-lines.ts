import { CommanderError } from "commander";
import { makeProgram } from "../../runner/cli/program.ts";
import { COMMANDS } from "../../runner/cli/registry.ts";
import { type Page, proseOf } from "./markdown.ts";

export interface CommandLine {
  readonly line: number;
  readonly words: readonly string[];
}

const SHELLS = new Set(["console", "sh", "bash"]);

/** The `millrace` commands of a page: in shell blocks, and as code in its text unless they leave something out. */
export function commandLines(page: Page): readonly CommandLine[] {
  const found: CommandLine[] = [];
  for (const { language, text, line } of page.fences) {
    if (!SHELLS.has(language)) continue;
    text.split("\n").forEach((given, index) => {
      // In a console block, lines without a prompt are output.
      if (language === "console" && !given.startsWith("$ ")) return;
      const command = given.replace(/^\$ /, "").replace(/^npx /, "");
      if (command.startsWith("millrace ")) found.push({ line: line + index + 1, words: wordsOf(command) });
    });
  }
  for (const match of proseOf(page).matchAll(/`((?:npx )?millrace [^`]*)`/g)) {
    const command = (match[1] ?? "").replace(/^npx /, "");
    if (/[…<[]/.test(command)) continue;
    const line = proseOf(page).slice(0, match.index).split("\n").length;
    const words = wordsOf(command);
    // A command's name alone is a mention of it: it must be there, whatever it needs.
    found.push({ line, words: words.length === 1 ? [...words, "--help"] : words });
  }
  return found;
}

/** The words of a command line up to a pipe, a redirection or a comment. */
function wordsOf(command: string): readonly string[] {
  const words: string[] = [];
  for (const [word, double, single] of command.matchAll(/"([^"]*)"|'([^']*)'|[^\s"']+/g)) {
    if (/^(\||>|<|&&|;|#)/.test(word)) break;
    words.push(double ?? single ?? word);
  }
  return words.slice(1);
}

/** What the command line's own parser says against it; undefined when it would take it. */
export function refusalOf(words: readonly string[]): string | undefined {
  const nowhere = { write: () => true } as unknown as NodeJS.WriteStream;
  const program = makeProgram("0", { stdout: nowhere, stderr: nowhere, width: 100 });
  for (const { define } of COMMANDS) {
    const command = define(program);
    if (!command.options.some(({ long }) => long === "--json")) command.option("--json");
    command.action(() => {});
  }
  const [first = ""] = words;
  // With --help, commander takes any name.
  if (!first.startsWith("-") && !program.commands.some((command) => command.name() === first))
    return `there is no command "${first}"`;
  try {
    program.parse(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? undefined : error.message;
  }
  return undefined;
}
