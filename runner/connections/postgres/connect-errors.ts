import { UserError } from "../../../protocol/user-error.ts";
import {
  isRetryable,
  isServerError,
  networkMessage,
  type ServerError,
  type SqlErrorCause,
} from "./errors.ts";
import { isSocketFolder, type PostgresOptions, serverAddress } from "./options.ts";
import { CONNECT_MILLISECONDS } from "./pool-client.ts";
import { OPTIONS_BEHIND_POOLER } from "./pooler.ts";
import { TIMED_OUT } from "./wire-connection.ts";

/** The UserError for something thrown while a session was opened. */
export function connectError(options: PostgresOptions, error: unknown): unknown {
  if (error instanceof UserError) return error;
  if (isServerError(error)) return refused(options, error);
  if (!(error instanceof Error)) return error;
  if (error.message.startsWith("SASL:")) return signInFailed(options, error);
  return unreachable(options, error);
}

function refused(options: PostgresOptions, error: ServerError): UserError {
  const { name, user, database } = options;
  return new UserError({
    code: "warehouse-refused",
    message: `Warehouse "${name}" refused the connection of user "${user}" to database "${database}" at ${serverAddress(options)}: ${error.message} (SQLSTATE ${error.code}).`,
    next: nextAfterRefusal(options, error),
    ...refusedSetting(error),
    retryable: isRetryable(error.code),
    cause: { sqlState: error.code, place: undefined } satisfies SqlErrorCause,
  });
}

const CHECK_IDENTITY = "Check the connection's user, password and database.";

function nextAfterRefusal(options: PostgresOptions, { code, message }: ServerError): string {
  switch (code) {
    case "28P01":
      return `Check the user and the password${passwordOrigin(options)}.`;
    case "28000":
      return nextAfterNoEntry(options, message);
    case "3D000":
      return `Create the database (CREATE DATABASE "${options.database}"), or correct the connection's.`;
    case "42501":
      return `Let an administrator GRANT CONNECT ON DATABASE "${options.database}" TO "${options.user}".`;
    case "08P01":
      return /unsupported startup parameter/.test(message) ? OPTIONS_BEHIND_POOLER : CHECK_IDENTITY;
    case "53300":
      return "Try again when sessions are free; maxSessions of the connection limits how many Millrace takes.";
    case "57P03":
      return "Try again when the server is ready: it starts, stops or recovers.";
    default:
      return isRetryable(code) ? "Try again when the server is ready or has free sessions." : CHECK_IDENTITY;
  }
}

function refusedSetting({ code, message }: ServerError): { readonly setting?: readonly string[] } {
  switch (code) {
    case "28P01":
      return { setting: ["password"] };
    case "28000":
      return /certificate|pg_hba/.test(message) ? {} : { setting: ["user"] };
    case "3D000":
      return { setting: ["database"] };
    default:
      return {};
  }
}

/** No line of pg_hba.conf takes such a connection; or there is no such user. */
function nextAfterNoEntry({ user, tls }: PostgresOptions, message: string): string {
  if (/certificate/.test(message))
    return "Set sslcert and sslkey to a certificate that the server takes for this user.";
  if (!/pg_hba/.test(message)) return `Check the connection's user: the server has to let "${user}" sign in.`;
  const line = "Let the server's administrator add a line to pg_hba.conf for this user, database and address";
  const isPlain = (tls?.mode ?? "disable") === "disable";
  return isPlain ? `${line}; or set sslmode to require, where the server wants TLS.` : `${line}.`;
}

function passwordOrigin({ passwordOrigin }: PostgresOptions): string {
  const origin = passwordOrigin?.();
  return origin === undefined ? "" : `, which came from ${origin}`;
}

/** Passwords that cannot be sent, or a server that does not prove that it knows them. */
function signInFailed(options: PostgresOptions, error: Error): UserError {
  return new UserError({
    code: "warehouse-refused",
    message: `User "${options.user}" cannot sign in to warehouse "${options.name}" at ${serverAddress(options)}: ${error.message.replace(/^SASL: /, "")}.`,
    next: `Check the password${passwordOrigin(options)}, and that this is the right server.`,
    setting: ["password"],
    cause: error,
  });
}

function unreachable(options: PostgresOptions, error: Error): UserError {
  const { what, next } = networkText(options, error);
  return new UserError({
    code: "warehouse-unreachable",
    message: `Warehouse "${options.name}" cannot be reached: ${what}.`,
    next,
    setting: ["host"],
    retryable: true,
    cause: error,
  });
}

const CHECK_ADDRESS = "Check that the server runs and that the connection's host and port are right.";

function networkText(options: PostgresOptions, error: Error): { what: string; next: string } {
  const { host } = options;
  const address = serverAddress(options);
  switch (codeOf(error)) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return {
        what: `no address is known of host "${host}" (${codeOf(error)})`,
        next: "Check the connection's host, and this machine's network and DNS.",
      };
    case "ECONNREFUSED":
      return {
        what: isSocketFolder(host)
          ? `no server listens on the socket ${address} (ECONNREFUSED)`
          : `nothing listens on ${address} (ECONNREFUSED)`,
        next: options.howToStart ?? CHECK_ADDRESS,
      };
    case "ENOENT":
      return {
        what: `there is no socket ${address} (ENOENT)`,
        next: "Check that the server runs, and that host is the folder of its socket (unix_socket_directories).",
      };
    default:
      if (error.message === TIMED_OUT)
        return {
          what: `no answer from ${address} in ${(options.connectMilliseconds ?? CONNECT_MILLISECONDS) / 1000} s`,
          next: "Check host, port and firewalls, or raise the connection's connectTimeout.",
        };
      return { what: `${address}: ${networkMessage(error)}`, next: CHECK_ADDRESS };
  }
}

/** A host with several addresses gives one error with those of the addresses inside. */
function codeOf(error: Error): string {
  const [inner] = error instanceof AggregateError ? (error.errors as readonly object[]) : [];
  return String(((inner ?? error) as { code?: unknown }).code ?? "");
}
