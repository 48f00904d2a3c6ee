import { UserError } from "../../../protocol/user-error.ts";
import type { Target } from "../../config/target-config.ts";

/** The name by which a connection of the file is reached on a target: one that stands for it, or its own. */
export function reachedBy(target: Target | undefined, name: string): string | undefined {
  const mapped = Object.entries(target?.connections ?? {});
  const standing = mapped.find(([, connection]) => connection === name);
  if (standing !== undefined) return standing[0];
  return mapped.some(([logical]) => logical === name) ? undefined : name;
}

/** The same for whoever cannot go on without. */
export function requireReached(target: Target | undefined, name: string): string {
  const reached = reachedBy(target, name);
  if (reached !== undefined) return reached;
  const other = target?.connections[name] ?? "another connection";
  throw new UserError({
    code: "connection-not-on-target",
    message: `On the target ${target?.name}, "${name}" stands for ${other}, and no name for the connection ${name} itself.`,
    next: "Choose another target to look into it.",
  });
}
