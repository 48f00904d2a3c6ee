import type { Command } from "commander";
import { CommanderError, Command as Program } from "commander";
import { UserError } from "../../protocol/user-error.ts";
import type { Session } from "../session.ts";
import type { CommandContext, ExitCode, Terminal } from "./command.ts";
import { EXIT } from "./command.ts";
import { findWorkspace } from "./find-workspace.ts";
import { COMMANDS } from "./registry.ts";
import { jsonDocument, jsonError } from "./render/json.ts";
import { renderUserError } from "./render/user-error.ts";

export interface CliServices {
  readonly terminal: Terminal;
  readonly version: string;
  readonly openSession: (workspace: string) => Session;
  readonly now: () => number;
  readonly interrupted: AbortSignal;
}

/** Runs one command line and returns its exit code. Errors have been told by then. */
export async function runCli(argv: readonly string[], services: CliServices): Promise<ExitCode> {
  const { terminal } = services;
  let exit: ExitCode = EXIT.ok;
  const sessions: Session[] = [];
  const program = new Program("millrace")
    .description("Warehouse pipelines: run, backfill and check DAGs on your own machine.")
    .version(services.version, "-V, --version")
    .option("-C, --workspace <folder>", "the workspace (default: the nearest folder with a millrace.json)")
    .option("--json", "print one JSON document instead of text")
    .helpOption("-h, --help", "show this help, or a command's")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      getOutHelpWidth: () => terminal.width,
      getErrHelpWidth: () => terminal.width,
    })
    .showHelpAfterError("(millrace --help shows what there is)");
  const wantsJson = argv.includes("--json");
  for (const command of COMMANDS) {
    const defined = command.define(program);
    if (!defined.options.some(({ long }) => long === "--json"))
      defined.option("--json", "print one JSON document instead of text");
    defined.action(async (...all: unknown[]) => {
      const self = all.at(-1) as Command;
      const options = self.optsWithGlobals();
      const context = createContext(options["workspace"], wantsJson, services, sessions);
      exit = await command.run(context, self.args, options);
    });
  }
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    exit = tell(error, wantsJson, terminal, services.interrupted.aborted);
  }
  for (const session of sessions) {
    try {
      await session.close();
    } catch (error) {
      const told = tell(error, wantsJson, terminal, false);
      if (exit === EXIT.ok) exit = told;
    }
  }
  return exit;
}

function createContext(
  folder: unknown,
  json: boolean,
  services: CliServices,
  sessions: Session[],
): CommandContext {
  const { terminal, now, interrupted } = services;
  const workspace = findWorkspace(typeof folder === "string" ? folder : undefined, terminal.cwd);
  const openSession = (root: string): Session => {
    const session = services.openSession(root);
    sessions.push(session);
    return session;
  };
  let own: Session | undefined;
  return {
    ...terminal,
    workspace,
    json,
    now,
    interrupted,
    openSession,
    session() {
      own ??= openSession(workspace);
      return own;
    },
    print: (text) => void terminal.stdout.write(text),
  };
}

function tell(error: unknown, json: boolean, terminal: Terminal, wasInterrupted: boolean): ExitCode {
  // Commander has printed help, version or its complaint itself.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.unusable;
  if (error instanceof UserError) {
    if (json) terminal.stdout.write(jsonDocument(jsonError(error)));
    else terminal.stderr.write(`${renderUserError(error, terminal.width, terminal.style)}\n`);
    return wasInterrupted ? EXIT.cancelled : EXIT.unusable;
  }
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.stderr.write(`Millrace itself failed. Please report this:\n${details}\n`);
  return EXIT.defect;
}
