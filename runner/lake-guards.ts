import { connectionsOfTarget } from "./config/connections-of-target.ts";
import type { Settings } from "./config/load-config.ts";
import type { Target } from "./config/target-config.ts";
import type { GuardedTarget, WriteAccess } from "./write-access.ts";
import { writeAccess } from "./write-access.ts";

export interface LakeGuardsOptions {
  /** The chosen one. */
  readonly target: () => Target | undefined;
  readonly writes: () => WriteAccess;
  readonly fileSettings: () => Settings;
}

/** The targets that have a say in writing into the lake of a connection, by its name on the chosen target. */
export type LakeGuards = (connection: string) => readonly GuardedTarget[];

/**
 * The chosen target has a say; so has each production target whose lake it is, because what its pipelines read is
 * written there whatever target somebody works on. Not where the chosen target has that lake too: it is worked with there.
 */
export function lakeGuards({ target, writes, fileSettings }: LakeGuardsOptions): LakeGuards {
  const others = new Map<string, GuardedTarget>();
  const guardOf = (other: Target): GuardedTarget => {
    const made = others.get(other.name) ?? { target: other, writes: writeAccess(other) };
    others.set(other.name, made);
    return made;
  };
  return (connection) => {
    const chosen = target();
    const { config } = fileSettings();
    const mapping = chosen?.connections ?? {};
    const own = Object.hasOwn(mapping, connection) ? mapping[connection] : connection;
    const has = (one: Target | undefined): boolean =>
      own !== undefined && connectionsOfTarget(one, config).includes(own);
    const elsewhere = has(chosen)
      ? []
      : Object.values(config.targets).filter((one) => one.production && has(one));
    return [{ target: chosen, writes: writes() }, ...elsewhere.map(guardOf)];
  };
}
