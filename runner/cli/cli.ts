import type { Command } from "commander";
import { CommanderError } from "commander";
import { UserError } from "../../protocol/user-error.ts";
import type { WantedTarget } from "../choose-target.ts";
import { didYouMeanText } from "../core/did-you-mean.ts";
import { redactError } from "../secrets/redact-error.ts";
import type { Redactor } from "../secrets/secrets.ts";
import type { Session } from "../session.ts";
import type { CommandContext, CommandOptions, ExitCode, Terminal } from "./command.ts";
import { EXIT, textOption } from "./command.ts";
import { answerShell, COMPLETE } from "./completion/answer-shell.ts";
import { findWorkspace } from "./find-workspace.ts";
import { makeProgram } from "./program.ts";
import { COMMANDS } from "./registry.ts";
import { jsonDocument, jsonError } from "./render/json.ts";
import { renderUserError } from "./render/user-error.ts";
import { wantedTargetOf } from "./wanted-target.ts";

export interface CliServices {
  readonly terminal: Terminal;
  readonly version: string;
  readonly openSession: (workspace: string, target?: WantedTarget) => Session;
  readonly now: () => number;
  readonly interrupted: AbortSignal;
  /** What errors tell has no secret in it. Default: no secret is known. */
  readonly redactor?: Pick<Redactor, "redact">;
}

/** Runs one command line and returns its exit code. Errors have been told by then. */
export async function runCli(argv: readonly string[], services: CliServices): Promise<ExitCode> {
  const { terminal, interrupted, redactor = NO_SECRETS } = services;
  const telling = { terminal, redactor };
  let exit: ExitCode = EXIT.ok;
  const sessions: Session[] = [];
  const program = makeProgram(services.version, terminal);
  const wantsJson = argv.includes("--json");
  for (const command of COMMANDS) {
    const defined = command.define(program);
    if (!defined.options.some(({ long }) => long === "--json"))
      defined.option("--json", "print one JSON document instead of text");
    defined.action(async (...all: unknown[]) => {
      const self = all.at(-1) as Command;
      const options = self.optsWithGlobals();
      const context = createContext(options, wantsJson, services, sessions);
      exit = await command.run(context, self.args, options);
    });
  }
  try {
    if (argv[0] === COMPLETE) await answerShell(program, argv.slice(1), terminal, services.openSession);
    else await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) exit = tell(error, wantsJson, telling, interrupted.aborted);
    else if (error.exitCode !== 0) {
      // Without a command commander has printed the help.
      const isTold = error.code === "commander.help" && !wantsJson;
      exit = isTold ? EXIT.unusable : tell(usageError(error, argv, program), wantsJson, telling, false);
    }
  }
  for (const session of sessions) {
    try {
      await session.close();
    } catch (error) {
      // The one document has been printed by now.
      const told = tell(error, false, telling, false);
      if (exit === EXIT.ok) exit = told;
    }
  }
  return exit;
}

function createContext(
  options: CommandOptions,
  json: boolean,
  services: CliServices,
  sessions: Session[],
): CommandContext {
  const { terminal, now, interrupted, redactor = NO_SECRETS } = services;
  const workspace = findWorkspace(textOption(options, "workspace"), terminal.cwd);
  const wantedTarget = wantedTargetOf(options, terminal.env);
  const openSession = (root: string, target?: WantedTarget): Session => {
    const session = services.openSession(root, target);
    sessions.push(session);
    return session;
  };
  let own: Session | undefined;
  return {
    ...terminal,
    workspace,
    wantedTarget,
    json,
    yes: options["yes"] === true,
    now,
    interrupted,
    redactor,
    openSession: (root) => openSession(root),
    session() {
      own ??= openSession(workspace, wantedTarget);
      return own;
    },
    print: (text) => void terminal.stdout.write(text),
  };
}

/** What commander has to say about the arguments, as any other error is told. */
function usageError(error: CommanderError, argv: readonly string[], program: Command): UserError {
  const name = argv.find((word) => program.commands.some((command) => command.name() === word));
  const help = `\`millrace ${name === undefined ? "" : `${name} `}--help\` shows what there is.`;
  if (error.code === "commander.help")
    return new UserError({ code: "no-command", message: "No command was given.", next: help });
  const text = (unknownOption(error, argv, program, name) ?? error.message)
    .replace(/^error: /, "")
    .replaceAll(/\s*\n\s*/g, " ");
  const message = text.slice(0, 1).toUpperCase() + text.slice(1);
  return new UserError({
    code: "bad-arguments",
    message: /[.?)]$/.test(message) ? message : `${message}.`,
    next: help,
  });
}

/** A mistyped required option is missing for commander, and says more as the unknown one that was written. */
function unknownOption(
  { code }: CommanderError,
  argv: readonly string[],
  program: Command,
  name: string | undefined,
): string | undefined {
  const command = program.commands.find((known) => known.name() === name);
  if (code !== "commander.missingMandatoryOptionValue" || command === undefined) return undefined;
  const known = [...command.options, ...program.options].flatMap(({ long }) => long ?? []);
  const given = argv.map((word) => word.split("=")[0] ?? "").filter((word) => /^--\w/.test(word));
  const unknown = given.find((word) => !known.includes(word) && word !== "--help");
  return unknown === undefined ? undefined : `Unknown option '${unknown}'.${didYouMeanText(unknown, known)}`;
}

const NO_SECRETS: Pick<Redactor, "redact"> = { redact: (text) => text };

interface Telling {
  readonly terminal: Terminal;
  readonly redactor: Pick<Redactor, "redact">;
}

function tell(
  thrown: unknown,
  json: boolean,
  { terminal, redactor }: Telling,
  wasInterrupted: boolean,
): ExitCode {
  const error = redactError(thrown, redactor);
  if (error instanceof UserError) {
    if (json) terminal.stdout.write(jsonDocument(jsonError(error)));
    else terminal.stderr.write(`${renderUserError(error, terminal.width, terminal.style)}\n`);
    return wasInterrupted ? EXIT.cancelled : EXIT.unusable;
  }
  terminal.stderr.write(`Millrace itself failed. Please report this:\n${error.stack ?? error.message}\n`);
  if (json) terminal.stdout.write(jsonDocument(jsonError(defect(error))));
  return EXIT.defect;
}

function defect({ message }: Error): UserError {
  return new UserError({
    code: "internal-error",
    message: `Millrace itself failed: ${message}`,
    next: "Standard error has the details; please report them.",
  });
}
