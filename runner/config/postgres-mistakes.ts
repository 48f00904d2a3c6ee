import type { UserError } from "../../protocol/user-error.ts";
import { isPort, NO_PORT, readUrl } from "../connections/postgres/connection-url.ts";
import { badValue, severalHosts } from "../connections/postgres/settings-errors.ts";
import type { SchemaMistake } from "../dag/schema-mistakes.ts";
import type { Config } from "./config.ts";
import { SSL_MODES } from "./postgres-config.ts";

/** What is wrong with the URLs and hosts of `postgres` connections, as far as the file alone tells it. */
export function postgresMistakes({ connections }: Pick<Config, "connections">): readonly SchemaMistake[] {
  return Object.entries(connections).flatMap(([name, config]) => {
    if (config.type !== "postgres") return [];
    const { url, host } = config;
    const ofUrl = url === undefined ? [] : urlMistakes(name, url);
    const ofHost = host?.includes(",") ? [severalHosts(name)] : [];
    return [
      ...ofUrl.map((error) => mistakeOf(["connections", name, "url"], error)),
      ...ofHost.map((error) => mistakeOf(["connections", name, "host"], error)),
    ];
  });
}

function urlMistakes(name: string, url: string): readonly UserError[] {
  const { parameters, mistakes } = readUrl(name, url);
  const { sslmode, port } = parameters;
  const isMode = sslmode === undefined || SSL_MODES.some((mode) => mode === sslmode);
  return [
    ...mistakes,
    ...(port === undefined || isPort(port) ? [] : [badValue(name, "port of the url", NO_PORT)]),
    ...(isMode ? [] : [badValue(name, "sslmode of the url", `is none of ${SSL_MODES.join(", ")}`)]),
  ];
}

function mistakeOf(path: readonly string[], { code, message, next }: UserError): SchemaMistake {
  return { path, code, message, ...(next !== undefined && { next }) };
}
