import type { Config } from "../config/config.ts";
import { localServers } from "./local-server.ts";

/** The name of the connection that tasks use when they name none. */
const DEFAULT_WAREHOUSE = "warehouse";

/** Where pipelines run without a server of the compose file, in whole sentences. `ports`: those that it publishes. */
export function withoutDocker(config: Config, ports: ReadonlySet<number>): string {
  const docked = new Set(
    localServers(config).flatMap(({ connection, port }) => (ports.has(port) ? [connection] : [])),
  );
  const needsNone = (names: readonly string[]): boolean => names.every((name) => !docked.has(name));
  const targets = Object.values(config.targets)
    .filter(({ connections }) =>
      needsNone([connections[DEFAULT_WAREHOUSE] ?? DEFAULT_WAREHOUSE, ...Object.values(connections)]),
    )
    .map(({ name }) => name);
  const { type } = config.connections[DEFAULT_WAREHOUSE] ?? { type: "embedded" };
  const isFreeAlone = config.target === undefined && needsNone([DEFAULT_WAREHOUSE]);
  const ways = [
    ...(isFreeAlone ? [`Without --target the warehouse is ${type} and needs no Docker.`] : []),
    ...(targets.length > 0 ? [`No Docker is needed with ${targets.map(option).join(", ")}.`] : []),
  ];
  if (ways.length > 0) return ways.join(" ");
  return 'A connection of the type "embedded" needs no Docker: Millrace brings that Postgres server itself.';
}

function option(target: string): string {
  return `--target ${target}`;
}
