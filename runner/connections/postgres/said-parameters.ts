import { urlParameters } from "./connection-url.ts";
import { type LibpqName, type LibpqParameters, variableOf, variableParameters } from "./libpq-parameters.ts";
import { serviceFiles, serviceParameters } from "./service-file.ts";

/** What a `postgres` connection says, as `millrace.json` has it; the password is asked for at each new session. */
export interface PostgresSettings {
  readonly name: string;
  readonly url?: string;
  readonly service?: string;
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  readonly password?: (signal: AbortSignal) => Promise<string>;
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

/** A parameter and where it was said, for people. */
export interface Said {
  readonly value: string;
  readonly origin: string;
  /** 0 is the place that comes first. */
  readonly rank: number;
  /** Where it was said, when that is not the connection itself: `PGHOST`, `service shop`. */
  readonly outside: string | undefined;
}

interface SayingPlace {
  readonly says: LibpqParameters;
  readonly origin: (parameter: LibpqName) => string;
  readonly outside?: (parameter: LibpqName) => string;
}

export type Saying = (name: LibpqName) => Said | undefined;

/** All that is said about a connection, in libpq's order. Throws a UserError for what cannot be read. */
export async function saidParameters(
  settings: PostgresSettings,
): Promise<{ said: Saying; inService: LibpqParameters }> {
  const { name, url, variables } = settings;
  const fields = fieldParameters(settings);
  const inUrl = url === undefined ? {} : urlParameters(name, url);
  const inVariables = variableParameters(variables);
  const service = serviceOf(settings)?.service;
  const inService =
    service === undefined ? {} : await serviceParameters(name, service, serviceFiles(variables));
  const places: readonly SayingPlace[] = [
    { says: fields, origin: (parameter) => FIELDS[parameter] ?? parameter },
    { says: inUrl, origin: (parameter) => `${parameter} of the url` },
    {
      says: inService,
      origin: (parameter) => `${parameter} of the service "${service}"`,
      outside: () => `service ${service}`,
    },
    { says: inVariables, origin: variableOf, outside: variableOf },
  ];
  const said: Saying = (parameter) => {
    const rank = places.findIndex(({ says }) => says[parameter] !== undefined);
    const place = places[rank];
    const value = place?.says[parameter];
    if (place === undefined || value === undefined) return undefined;
    return { value, origin: place.origin(parameter), rank, outside: place.outside?.(parameter) };
  };
  return { said, inService };
}

/**
 * The service that is taken, and what outside of the connection says so. Throws a UserError for a URL that cannot be
 * read.
 */
export function serviceOf({
  name,
  url,
  service,
  variables,
}: PostgresSettings): { readonly service: string; readonly outside?: string } | undefined {
  const own = service ?? (url === undefined ? undefined : urlParameters(name, url).service);
  if (own !== undefined) return { service: own };
  const wanted = variableParameters(variables).service;
  return wanted === undefined ? undefined : { service: wanted, outside: variableOf("service") };
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
