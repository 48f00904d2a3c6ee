import path from "node:path";
import type { CommandContext } from "./command.ts";
import { findWorkspace } from "./find-workspace.ts";

/** A command to try next, as it must be typed in the current folder to mean this workspace and target. */
export function suggestedCommand(
  { cwd, env, style, wantedTarget }: Pick<CommandContext, "cwd" | "env" | "style" | "wantedTarget">,
  workspace: string,
  words: string,
): string {
  // `npm run demo` runs in a clone, where `millrace` is no command yet but npm finds it.
  const millrace = env["npm_lifecycle_event"] === undefined ? "millrace" : "npx millrace";
  const isHere = findWorkspace(undefined, cwd) === workspace;
  const where = isHere ? "" : ` -C ${shellWord(path.relative(cwd, workspace) || ".")}`;
  const target = wantedTarget?.by === "--target" ? ` --target ${wantedTarget.name}` : "";
  return style.paint.bold(`${millrace}${where} ${words}${target}`);
}

/** A word that a shell takes as it is, in quotes where it needs them. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
