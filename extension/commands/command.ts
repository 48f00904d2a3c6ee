import type { COMMANDS } from "../contributions/commands.ts";
import type { Services } from "../services.ts";
import type { CommandSubject } from "../subject.ts";

export type CommandId = (typeof COMMANDS)[number]["id"];

/** One file for each command, one line in the registry. What it throws is shown as an error message. */
export interface Command {
  readonly id: CommandId;
  /** Resolves to something that callers from other extensions can use: the run's id, or undefined when given up. */
  run(services: Services, subject: CommandSubject): Promise<unknown>;
}
