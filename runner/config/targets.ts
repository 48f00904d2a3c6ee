import { didYouMeanText } from "../core/did-you-mean.ts";
import type { SchemaMistake } from "../dag/schema-mistakes.ts";
import type { Config } from "./config.ts";
import type { ConnectionConfig, ConnectionKind } from "./connection-config.ts";
import { connectionKind } from "./connection-config.ts";
import type { Target } from "./target-config.ts";

/** The settings as they are on a target: each name that it maps is the connection that it stands for. */
export function applyTarget(config: Config, target: Target | undefined): Config {
  const mapped = Object.entries(target?.connections ?? {}).flatMap(([name, connection]) => {
    const found = own(config.connections, connection);
    return found === undefined ? [] : [[name, found] as const];
  });
  return { ...config, connections: { ...config.connections, ...Object.fromEntries(mapped) } };
}

/** The names that a target maps to connections which are not there, or of another kind than the name's; and a default target that is not there. */
export function targetMistakes(config: Config): readonly SchemaMistake[] {
  const { target, targets, connections } = config;
  const kinds = new Map<string, ConnectionKind>(
    Object.entries(connections).map(([name, connection]) => [name, connectionKind(connection)]),
  );
  const mistakes: SchemaMistake[] = [];
  for (const { name: targetName, connections: mapped } of Object.values(targets)) {
    for (const [name, connection] of Object.entries(mapped)) {
      const path = ["targets", targetName, "connections", name];
      const found = own(connections, connection);
      if (found === undefined) {
        mistakes.push({ path, ...unknownConnection(path, connection, connections) });
        continue;
      }
      // A name that is no connection's gets its kind where it is first mapped.
      const kind = kinds.get(name) ?? connectionKind(found);
      kinds.set(name, kind);
      if (connectionKind(found) !== kind)
        mistakes.push({ path, ...wrongKind(path, connection, found, kind) });
    }
  }
  if (target !== undefined && own(targets, target) === undefined) {
    const names = Object.keys(targets);
    mistakes.push({
      path: ["target"],
      code: "unknown-target",
      message: `"target" is "${target}", which is no target.${didYouMeanText(target, names)}`,
      next: names.length === 0 ? "Add it to targets." : `The targets are ${names.join(", ")}.`,
    });
  }
  return mistakes;
}

function unknownConnection(
  path: readonly string[],
  connection: string,
  connections: Config["connections"],
): Omit<SchemaMistake, "path"> {
  const names = Object.keys(connections);
  return {
    code: "unknown-connection",
    message: `"${path.join(".")}" names "${connection}", which is no connection.${didYouMeanText(connection, names)}`,
    next: `The connections are ${names.join(", ")}.`,
  };
}

function wrongKind(
  path: readonly string[],
  connection: string,
  found: ConnectionConfig,
  kind: ConnectionKind,
): Omit<SchemaMistake, "path"> {
  return {
    code: "wrong-connection",
    message: `"${path.join(".")}" names "${connection}", which is a ${connectionKind(found)}; "${path.at(-1)}" stands for a ${kind} elsewhere.`,
    next: `Name a ${kind}.`,
  };
}

/** Names come from files and arguments; `constructor` is none of an empty object. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
