import type { Config } from "../config/config.ts";
import { type ConnectionKind, connectionKind } from "../config/connection-config.ts";
import { didYouMeanText } from "../core/did-you-mean.ts";
import type { Tell } from "./tell.ts";

/** Tells when a connection does not exist or is of the other kind. `what` is the parameter, for messages. */
export function checkConnection(
  name: string,
  kind: ConnectionKind,
  what: string,
  config: Config,
  tell: Tell,
): void {
  const connection = Object.hasOwn(config.connections, name) ? config.connections[name] : undefined;
  const names = Object.entries(config.connections)
    .filter(([, candidate]) => connectionKind(candidate) === kind)
    .map(([candidate]) => candidate);
  if (connection === undefined) {
    tell(
      "unknown-connection",
      `${what} names "${name}", which is no connection of millrace.json.${didYouMeanText(name, names)}`,
      mappedBy(name, config) ??
        (names.length === 0 ? `Add a ${kind} to its connections.` : `The ${kind}s are ${names.join(", ")}.`),
    );
  } else if (connectionKind(connection) !== kind) {
    tell(
      "wrong-connection",
      `${what} names "${name}", which is a ${connectionKind(connection)}, not a ${kind}.`,
      names.length === 0 ? `Add a ${kind} to its connections.` : `The ${kind}s are ${names.join(", ")}.`,
    );
  }
}

/** A name that only targets know means nothing as long as none of them is chosen. */
function mappedBy(name: string, { targets }: Config): string | undefined {
  const mapping = Object.values(targets).filter(({ connections }) => Object.hasOwn(connections, name));
  if (mapping.length === 0) return undefined;
  return `It stands for a connection on a target: choose ${mapping.map((target) => target.name).join(" or ")} with --target, or as "target" in millrace.json.`;
}
