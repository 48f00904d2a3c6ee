import type { Settings } from "../config/load-config.ts";
import type { Target } from "../config/target-config.ts";

/**
 * Without those that only other targets map, and those whose names this one uses for another. Without a target, those
 * that targets map are theirs: a server in Docker for one of them may well be off.
 */
export function connectionsOfTarget(target: Target | undefined, { config }: Settings): readonly string[] {
  const connections = target?.connections ?? {};
  const mapped = new Set(Object.values(connections));
  const elsewhere = new Set(
    Object.values(config.targets).flatMap((other) => Object.values(other.connections)),
  );
  return Object.keys(config.connections).filter(
    (name) => mapped.has(name) || !(elsewhere.has(name) || Object.hasOwn(connections, name)),
  );
}
