import type { Command } from "commander";
import { UserError } from "../../../protocol/user-error.ts";
import type { WantedTarget } from "../../choose-target.ts";
import type { Session } from "../../session.ts";
import type { Terminal } from "../command.ts";
import { findWorkspace } from "../find-workspace.ts";
import { wantedTargetOf } from "../wanted-target.ts";
import { complete } from "./complete.ts";

/** The first word of a command line with which a shell asks what could stand at its cursor; the others are typed. */
export const COMPLETE = "__complete";

/** A shell that completes has no place for errors: what cannot be found out is not offered. */
export async function answerShell(
  program: Command,
  words: readonly string[],
  { stdout, cwd, env }: Terminal,
  openSession: (workspace: string, target?: WantedTarget) => Session,
): Promise<void> {
  const opened: Session[] = [];
  const open = (options: { readonly workspace?: string; readonly target?: string }): Session => {
    const session = openSession(findWorkspace(options.workspace, cwd), wantedTargetOf(options, env));
    opened.push(session);
    return session;
  };
  try {
    for (const line of await complete(program, words, open)) stdout.write(`${line}\n`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  } finally {
    for (const session of opened) await session.close();
  }
}
