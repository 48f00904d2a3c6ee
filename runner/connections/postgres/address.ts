import { userInfo } from "node:os";
import { isPort, NO_PORT } from "./connection-url.ts";
import { isSocketFolder, type PostgresOptions, serverAddress } from "./options.ts";
import {
  type PostgresSettings,
  type Said,
  type Saying,
  saidParameters,
  serviceOf,
} from "./said-parameters.ts";
import { findService, serviceFiles } from "./service-file.ts";
import { badValue, severalHosts } from "./settings-errors.ts";

type Address = Pick<PostgresOptions, "host" | "hostAddress" | "port" | "user" | "database">;

/** Throws a UserError for what cannot be read. */
export function addressOf(name: string, said: Saying): Address {
  const host = said("host");
  // An address that was said for another host would lead to the wrong server; libpq would take it.
  const address = said("hostaddr");
  const hostAddress = address && address.rank <= (host?.rank ?? address.rank) ? address.value : undefined;
  if (host?.value.includes(",") || hostAddress?.includes(",")) throw severalHosts(name);
  const user = said("user")?.value ?? systemUser(name);
  return {
    host: host?.value ?? hostAddress ?? "localhost",
    ...(hostAddress !== undefined && { hostAddress }),
    port: portOf(name, said("port")),
    user,
    database: said("dbname")?.value ?? user,
  };
}

function systemUser(name: string): string {
  try {
    return userInfo().username;
  } catch {
    throw badValue(name, "user", "is not said, and the system has no name for the one that runs this");
  }
}

/** Its text is not told where it came from a URL: it may be a part of a password. */
function portOf(name: string, port: Said | undefined): number {
  if (port === undefined) return 5432;
  if (isPort(port.value)) return Number(port.value);
  if (port.value.includes(",")) throw severalHosts(name);
  throw badValue(name, port.origin, NO_PORT);
}

/**
 * Where a connection would lead now, and what outside of it says so: `db.example.com:5432/shop (PGHOST, service shop)`.
 * Of a service that is nowhere it says that. Nothing is opened. Throws a UserError for what cannot be read.
 */
export async function describePlace(settings: PostgresSettings): Promise<string> {
  const wanted = serviceOf(settings);
  if (wanted !== undefined) {
    const { service, outside } = wanted;
    const found = await findService(settings.name, service, serviceFiles(settings.variables));
    if (found === undefined)
      return `service "${service}"${outside === undefined ? "" : ` (${outside})`} is in no service file`;
  }
  const { said } = await saidParameters(settings);
  const { host, hostAddress, port, database } = addressOf(settings.name, said);
  const where = isSocketFolder(host)
    ? `socket ${serverAddress({ host, port })}, database ${database}`
    : `${serverAddress({ host, port })}/${database}`;
  const shown = [
    ...(["host", "port"] as const),
    ...(hostAddress === undefined ? [] : (["hostaddr"] as const)),
    said("dbname") === undefined ? ("user" as const) : ("dbname" as const),
  ];
  const outside = new Set(shown.flatMap((parameter) => said(parameter)?.outside ?? []));
  return outside.size === 0 ? where : `${where} (${[...outside].join(", ")})`;
}
