import path from "node:path";
import { addressOf } from "./address.ts";
import { variableOf } from "./libpq-parameters.ts";
import { isSocketFolder, type PostgresOptions, serverAddress } from "./options.ts";
import { latePassword } from "./password-sources.ts";
import { type PostgresSettings, type Said, type Saying, saidParameters } from "./said-parameters.ts";
import { badValue, weakSystemRoots } from "./settings-errors.ts";
import { TLS_MODES, type TlsMode, type TlsSettings } from "./tls.ts";
import { userFiles } from "./user-files.ts";

/**
 * What the settings come to, in libpq's order: the fields, the URL, the service, the PG* variables, defaults. Throws a
 * UserError for what cannot be read.
 */
export async function serverOptions(settings: PostgresSettings): Promise<PostgresOptions> {
  const { name, variables, readOnly, maxSessions, statementMilliseconds } = settings;
  const { said, inService } = await saidParameters(settings);
  const address = addressOf(name, said);
  const passfile = said("passfile");
  const passwords = path.resolve(settings.folder, passfile?.value ?? userFiles(variables).passwords);
  const { password, origin } = latePassword(
    {
      asked: settings.password,
      askedFrom: settings.passwordFrom,
      inService: inService.password,
      inVariable: () => variables(variableOf("password")),
      onSecret: settings.onSecret ?? (() => {}),
      file: passwords,
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
    ...(passfile !== undefined && { passwordFile: `${passwords} (${passfile.origin})` }),
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

/** Of a timer. */
const MOST_MILLISECONDS = 2 ** 31 - 1;

/** libpq waits for ever with 0. */
function secondsOf(name: string, timeout: Said | undefined): number | undefined {
  if (timeout === undefined) return undefined;
  if (!/^-?\d+$/.test(timeout.value)) throw badValue(name, timeout.origin, "is not a number of seconds");
  return Math.min(Math.max(0, Number(timeout.value)) * 1000, MOST_MILLISECONDS);
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

/** Where a connection leads and how, for people: `user loader, database shop, db.example.com:5432, sslmode prefer`. */
export function describeOptions(options: PostgresOptions): string {
  const { host, user, database, tls } = options;
  if (isSocketFolder(host)) return `user ${user}, database ${database}, socket in ${host}`;
  return `user ${user}, database ${database}, ${serverAddress(options)}, sslmode ${tls?.mode ?? "disable"}`;
}
