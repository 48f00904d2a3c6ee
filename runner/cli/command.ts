import type { Command } from "commander";
import type { WantedTarget } from "../choose-target.ts";
import type { Redactor } from "../secrets/secrets.ts";
import type { Session } from "../session.ts";
import type { Style } from "./render/style.ts";

/**
 * How a command ends, for scripts: 0 all went well, 1 the work was done and something in it failed (a task, a
 * check, a DAG file with problems), 2 it could not be done as asked (arguments, configuration, an unreachable
 * connection), 130 cancelled by Ctrl-C, 70 a defect of Millrace itself. `check` tells outcomes apart: 1 a check
 * failed, 3 none failed and one could not be evaluated; with `--fail-on`, where nothing was worse, 4 one warned,
 * 5 one was skipped.
 */
export const EXIT = {
  ok: 0,
  failed: 1,
  unusable: 2,
  unevaluated: 3,
  warned: 4,
  skipped: 5,
  defect: 70,
  cancelled: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Where a command reads and writes; the only way to the terminal. */
export interface Terminal {
  /** Opened when it is first asked for. */
  readonly stdin: () => NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly style: Style;
  /** Columns of standard output: the terminal's; in a pipe those of `COLUMNS`, or 100. */
  readonly width: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

export interface CommandContext extends Terminal {
  /** The workspace that the command is about: given, or found upward from the current folder. */
  readonly workspace: string;
  /** The target that was asked for, by option or variable; `millrace.json` may choose another default. */
  readonly wantedTarget: WantedTarget | undefined;
  readonly json: boolean;
  /** Whether questions are answered by `--yes`. */
  readonly yes: boolean;
  /** Aborts at the first Ctrl-C. The second one ends the process at once. */
  readonly interrupted: AbortSignal;
  /** For what a command tells of errors that it does not throw; those are redacted anyway. */
  readonly redactor: Pick<Redactor, "redact">;
  /** The session of `workspace`, closed after the command. */
  session(): Session;
  /** A session of another folder, closed after the command too. */
  openSession(workspace: string): Session;
  now(): number;
  print(text: string): void;
}

/** One command of the command line. Adding one is a new file in `commands/` and a line in the registry. */
export interface CliCommand {
  /** Name, arguments, options and help; `action` is set by the registry. */
  define(program: Command): Command;
  run(context: CommandContext, args: readonly string[], options: CommandOptions): Promise<ExitCode>;
}

/** Option values by their long name in camel case, as commander gives them. */
export type CommandOptions = Readonly<Record<string, unknown>>;

/** A text option, or undefined when it was not given. */
export function textOption(options: CommandOptions, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}
