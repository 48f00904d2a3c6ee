import type { WantedTarget } from "../choose-target.ts";
import type { CommandOptions, Terminal } from "./command.ts";
import { textOption } from "./command.ts";

/** The target that an option asks for, or else the environment; an empty variable asks for none. */
export function wantedTargetOf(options: CommandOptions, env: Terminal["env"]): WantedTarget | undefined {
  const option = textOption(options, "target");
  if (option !== undefined) return { name: option, by: "--target" };
  const variable = env["MILLRACE_TARGET"];
  return variable ? { name: variable, by: "MILLRACE_TARGET" } : undefined;
}
