import { UserError } from "../../protocol/user-error.ts";
import { urlParameters } from "../connections/postgres/connection-url.ts";
import { badValue, severalHosts } from "../connections/postgres/settings-errors.ts";
import type { SchemaMistake } from "../dag/schema-mistakes.ts";
import type { Config } from "./config.ts";
import { SSL_MODES } from "./postgres-config.ts";

/** What is wrong with the URLs and hosts of `postgres` connections, as far as the file alone tells it. */
export function postgresMistakes({ connections }: Pick<Config, "connections">): readonly SchemaMistake[] {
  return Object.entries(connections).flatMap(([name, config]) => {
    if (config.type !== "postgres") return [];
    const { url, host } = config;
    return [
      ...(url === undefined ? [] : mistakeOf(["connections", name, "url"], () => checkUrl(name, url))),
      ...mistakeOf(["connections", name, "host"], () => {
        if (host?.includes(",")) throw severalHosts(name);
      }),
    ];
  });
}

function checkUrl(name: string, url: string): void {
  const { sslmode } = urlParameters(name, url);
  if (sslmode !== undefined && !SSL_MODES.some((mode) => mode === sslmode))
    throw badValue(name, "sslmode of the url", `is none of ${SSL_MODES.join(", ")}`);
}

function mistakeOf(path: readonly string[], check: () => void): readonly SchemaMistake[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { code, message, next } = error;
    return [{ path, code, message, ...(next !== undefined && { next }) }];
  }
}
