import type { Config } from "../config/config.ts";
import type { ConnectionConfig } from "../config/connection-config.ts";
import type { PublishedPort } from "./compose-model.ts";

/** Where a `postgres` connection goes when that is a port of this machine. */
export interface LocalServer {
  readonly connection: string;
  readonly host: string;
  readonly port: number;
}

const LOCAL = new Set(["localhost", "127.0.0.1", "::1", "[::1]", "0.0.0.0"]);

/** Addresses that stand for all of a machine's own. */
const ALL = new Set(["", "0.0.0.0", "::"]);

/** The connections of the file that go to a port of this machine, by themselves and not by a service or a variable. */
export function localServers({ connections }: Config): readonly LocalServer[] {
  return Object.entries(connections).flatMap(([connection, config]) => {
    const address = localAddress(config);
    return address === undefined ? [] : [{ connection, ...address }];
  });
}

/** Whether a connection to the server gets to the published port. */
export function reaches({ host, port }: LocalServer, published: PublishedPort): boolean {
  if (port !== published.port) return false;
  return (
    ALL.has(published.host) || host === published.host || (host === "localhost" && LOCAL.has(published.host))
  );
}

/** Undefined: it goes elsewhere, or a service of `pg_service.conf` or a variable says where. */
export function localAddress(
  config: ConnectionConfig,
): { readonly host: string; readonly port: number } | undefined {
  if (config.type !== "postgres") return undefined;
  const url = config.url === undefined ? undefined : parsed(config.url);
  const host = config.host ?? url?.hostname;
  const port = config.port ?? Number(url?.port || 5432);
  return host !== undefined && LOCAL.has(host) ? { host: host.replace(/^\[|\]$/g, ""), port } : undefined;
}

function parsed(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}
