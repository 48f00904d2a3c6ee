import { userInfo } from "node:os";
import path from "node:path";
import { urlParameters } from "./connection-url.ts";
import { type LibpqName, type LibpqParameters, variableOf, variableParameters } from "./libpq-parameters.ts";
import { isSocketFolder, type PostgresOptions } from "./options.ts";
import { latePassword } from "./password-sources.ts";
import { serviceFiles, serviceParameters } from "./service-file.ts";
import { badValue, severalHosts, weakSystemRoots } from "./settings-errors.ts";
import { TLS_MODES, type TlsMode, type TlsSettings } from "./tls.ts";
import { userFiles } from "./user-files.ts";

/** What a `postgres` connection says, as `millrace.json` has it; the password is asked for at each new session. */
export interface PostgresSettings {
  readonly name: string;
  readonly url?: string;
  readonly service?: string;
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  readonly password?: () => Promise<string>;
  readonly sslmode?: string;
  readonly sslrootcert?: string;
  readonly sslcert?: string;
  readonly sslkey?: string;
  readonly connectMilliseconds?: number;
  readonly statementMilliseconds?: number;
  readonly applicationName?: string;
  readonly maxSessions?: number;
  /** Where `password` looks, for people: `the program op`. */
  readonly passwordFrom?: string;
  /** Why every session is opened read-only. */
  readonly readOnly?: string;
  /** What to do when nothing listens there, where that is known: a sentence. */
  readonly howToStart?: string;
  /** Files are relative to it. */
  readonly folder: string;
  /** libpq's own variables (`PGHOST`, `PGPASSFILE`, …). */
  readonly variables: (name: string) => string | undefined;
  /** Told of each password that is found in a variable or file, so that it is told to nobody. */
  readonly onSecret?: (text: string) => void;
}

/**
 * What the settings come to, in libpq's order: the fields, the URL, the service, the PG* variables, defaults. Throws a
 * UserError for what cannot be read.
 */
export async function serverOptions(settings: PostgresSettings): Promise<PostgresOptions> {
  const { name, variables, readOnly, maxSessions, statementMilliseconds } = settings;
  const { said, inService } = await parameters(settings);
  const address = addressOf(name, said);
  const { password, origin } = latePassword(
    {
      asked: settings.password,
      askedFrom: settings.passwordFrom,
      inService: inService.password,
      inVariable: () => variables(variableOf("password")),
      onSecret: settings.onSecret ?? (() => {}),
      file: path.resolve(settings.folder, said("passfile")?.value ?? userFiles(variables).passwords),
    },
    address,
  );
  const connectMilliseconds = settings.connectMilliseconds ?? secondsOf(name, said("connect_timeout"));
  const applicationName = said("application_name")?.value;
  const startupOptions = said("options")?.value;
  return {
    name,
    ...address,
    password,
    passwordOrigin: origin,
    tls: tlsOf(settings, said),
    ...(said("channel_binding")?.value === "require" && { requiresChannelBinding: true }),
    ...(connectMilliseconds !== undefined && { connectMilliseconds }),
    ...(applicationName !== undefined && { applicationName }),
    ...(startupOptions !== undefined && { startupOptions }),
    ...(statementMilliseconds !== undefined && { statementMilliseconds }),
    ...(maxSessions !== undefined && { maxSessions }),
    ...(readOnly !== undefined && { readOnly }),
    ...(settings.howToStart !== undefined && { howToStart: settings.howToStart }),
  };
}

/** A parameter and where it was said, for people. */
interface Said {
  readonly value: string;
  readonly origin: string;
  /** 0 is the place that comes first. */
  readonly rank: number;
}

type Saying = (name: LibpqName) => Said | undefined;

async function parameters(settings: PostgresSettings): Promise<{ said: Saying; inService: LibpqParameters }> {
  const { name, url, variables } = settings;
  const fields = fieldParameters(settings);
  const inUrl = url === undefined ? {} : urlParameters(name, url);
  const inVariables = variableParameters(variables);
  const service = fields.service ?? inUrl.service ?? inVariables.service;
  const inService =
    service === undefined ? {} : await serviceParameters(name, service, serviceFiles(variables));
  const places: readonly (readonly [LibpqParameters, (parameter: LibpqName) => string])[] = [
    [fields, (parameter) => FIELDS[parameter] ?? parameter],
    [inUrl, (parameter) => `${parameter} of the url`],
    [inService, (parameter) => `${parameter} of the service "${service}"`],
    [inVariables, variableOf],
  ];
  const said: Saying = (parameter) => {
    const rank = places.findIndex(([place]) => place[parameter] !== undefined);
    const value = places[rank]?.[0][parameter];
    return value === undefined ? undefined : { value, origin: places[rank]?.[1](parameter) ?? "", rank };
  };
  return { said, inService };
}

/** What the fields of `millrace.json` are called where libpq has another name. */
const FIELDS: { readonly [name in LibpqName]?: string } = {
  dbname: "database",
  application_name: "applicationName",
};

function fieldParameters(settings: PostgresSettings): LibpqParameters {
  const { service, host, port, database, user, sslmode, sslrootcert, sslcert, sslkey } = settings;
  const fields = {
    ...{ service, host, port: port?.toString(), dbname: database, user },
    ...{ sslmode, sslrootcert, sslcert, sslkey, application_name: settings.applicationName },
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

type Address = Pick<PostgresOptions, "host" | "hostAddress" | "port" | "user" | "database">;

function addressOf(name: string, said: Saying): Address {
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
  const number = Number(port.value);
  if (/^\d+$/.test(port.value) && number >= 1 && number <= 65535) return number;
  if (port.value.includes(",")) throw severalHosts(name);
  throw badValue(name, port.origin, "is not a number between 1 and 65535");
}

/** libpq waits for ever with 0. */
function secondsOf(name: string, timeout: Said | undefined): number | undefined {
  if (timeout === undefined) return undefined;
  if (!/^-?\d+$/.test(timeout.value)) throw badValue(name, timeout.origin, "is not a number of seconds");
  return Math.max(0, Number(timeout.value)) * 1000;
}

function tlsOf({ name, folder, variables }: PostgresSettings, said: Saying): TlsSettings {
  const root = said("sslrootcert")?.value;
  const mode = modeOf(name, said("sslmode"), root === "system" ? "verify-full" : "prefer");
  if (root === "system" && mode !== "verify-full") throw weakSystemRoots(name, mode);
  const file = (value: string | undefined): string | undefined => value && path.resolve(folder, value);
  const [rootCert, cert, key] = [
    root === "system" ? root : file(root),
    file(said("sslcert")?.value),
    file(said("sslkey")?.value),
  ];
  return {
    mode,
    ...(rootCert !== undefined && { rootCert }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    folder: userFiles(variables).certificates,
  };
}

function modeOf(name: string, said: Said | undefined, otherwise: TlsMode): TlsMode {
  if (said === undefined) return otherwise;
  const mode = TLS_MODES.find((known) => known === said.value);
  if (mode === undefined) throw badValue(name, said.origin, `is none of ${TLS_MODES.join(", ")}`);
  return mode;
}

/** Where a connection leads, for people: `loader@db.example.com:5432/shop`. */
export function describeOptions(options: PostgresOptions): string {
  const { host, port, user, database, tls } = options;
  if (isSocketFolder(host)) return `user ${user}, database ${database}, socket in ${host}`;
  return `user ${user}, database ${database}, ${host}:${port}, sslmode ${tls?.mode ?? "disable"}`;
}
