import type { Config } from "./config.ts";
import type { Target } from "./target-config.ts";

/**
 * The connections that work on a target can be about, by their own names: those that it maps, and those whose names
 * stand for themselves there. Those that only other targets map are theirs, also where no target is chosen: a server
 * in Docker for one of them may well be off.
 */
export function connectionsOfTarget(
  target: Target | undefined,
  { connections, targets }: Pick<Config, "connections" | "targets">,
): readonly string[] {
  const mapping = target?.connections ?? {};
  const mapped = new Set(Object.values(mapping));
  const all = Object.values(targets);
  const elsewhere = new Set(all.flatMap((other) => Object.values(other.connections)));
  // What a target gives another meaning is a name that DAGs use.
  const used = new Set(all.flatMap((other) => Object.keys(other.connections)));
  return Object.keys(connections).filter(
    (name) => mapped.has(name) || (!Object.hasOwn(mapping, name) && (used.has(name) || !elsewhere.has(name))),
  );
}
