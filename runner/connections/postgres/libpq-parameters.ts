/** The parameters of libpq that are used here, by libpq's own names, and the variable of each. */
const VARIABLES = {
  host: "PGHOST",
  hostaddr: "PGHOSTADDR",
  port: "PGPORT",
  dbname: "PGDATABASE",
  user: "PGUSER",
  password: "PGPASSWORD",
  passfile: "PGPASSFILE",
  service: "PGSERVICE",
  sslmode: "PGSSLMODE",
  sslrootcert: "PGSSLROOTCERT",
  sslcert: "PGSSLCERT",
  sslkey: "PGSSLKEY",
  application_name: "PGAPPNAME",
  connect_timeout: "PGCONNECT_TIMEOUT",
  options: "PGOPTIONS",
  channel_binding: "PGCHANNELBINDING",
} as const;

export type LibpqName = keyof typeof VARIABLES;

export type LibpqParameters = { readonly [name in LibpqName]?: string };

/** Parameters that make no difference to what is asked of the server here: they may be there. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  ...["client_encoding", "fallback_application_name", "gsslib", "krbsrvname", "sslcompression", "sslsni"],
  ...["keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"],
  ...["min_protocol_version", "max_protocol_version", "servicefile"],
]);

/** Values with which parameters that are not supported ask for nothing. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  gssencmode: ["disable", "prefer"],
  gssdelegation: ["0"],
  load_balance_hosts: ["disable"],
  require_auth: [],
  sslcertmode: ["allow"],
  sslnegotiation: ["postgres"],
  ssl_min_protocol_version: ["TLSv1", "TLSv1.1", "TLSv1.2"],
  ssl_max_protocol_version: ["TLSv1.3"],
  sslcrl: [],
  sslcrldir: [],
  sslpassword: [],
  target_session_attrs: ["any"],
};

/** How a parameter of a URL or a service is taken; `unsupported` ones are libpq's, `unknown` ones nobody's. */
export function parameterKind(name: string, value: string): "used" | "ignored" | "unsupported" | "unknown" {
  if (Object.hasOwn(VARIABLES, name)) return "used";
  if (WITHOUT_EFFECT.has(name)) return "ignored";
  if (!Object.hasOwn(HARMLESS, name)) return "unknown";
  return HARMLESS[name]?.includes(value) ? "ignored" : "unsupported";
}

/** What the PG* variables say. An empty one says nothing. */
export function variableParameters(variables: (name: string) => string | undefined): LibpqParameters {
  const said = Object.entries(VARIABLES).map(([name, variable]) => [name, variables(variable)] as const);
  return Object.fromEntries(said.filter(([, value]) => value !== undefined && value !== ""));
}

export function variableOf(name: LibpqName): string {
  return VARIABLES[name];
}
