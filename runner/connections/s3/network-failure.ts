import type { Failure } from "./failure.ts";

const NETWORK =
  /^(?:ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ERR_SOCKET\w*|HPE_\w+)$/;

const TLS = /^(?:ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|EPROTO)$/;

/** What OpenSSL says of an answer that is not TLS's. */
const NOT_TLS = /^(?:wrong version number|packet length too long)$/;

/** What is known of a connection that was not made, or broke: as Node throws it. */
interface NetworkError extends Error {
  readonly code?: string;
  readonly hostname?: string;
  readonly address?: string;
  readonly port?: number;
}

/** Undefined when it is not the network's: a defect. */
export function networkFailure(error: Error): Failure | undefined {
  const inner = innermost(error);
  const { code = "", message } = inner;
  if (TLS.test(code)) {
    const reason = wordsOfOpenssl(message) ?? message;
    return NOT_TLS.test(reason) ? { kind: "no-tls" } : { kind: "tls", reason };
  }
  if (NETWORK.test(code) || error.name === "TimeoutError" || / hang up$/.test(message))
    return { kind: "unreachable", reason: reasonOf(inner) };
  return undefined;
}

/** A host with several addresses gives one error around those of its addresses. */
function innermost(error: Error): NetworkError {
  return error instanceof AggregateError ? ((error.errors[0] as Error | undefined) ?? error) : error;
}

/** Of OpenSSL's error, the words without the places in its source. */
function wordsOfOpenssl(message: string): string | undefined {
  return /\berror:\w+:[^:]*:[^:]*:([^:]+)/.exec(message)?.[1];
}

function reasonOf({ code, message, hostname, address, port }: NetworkError): string {
  if (/timeout|timed out/i.test(message) && !message.startsWith("connect ")) return "no answer in time";
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `no address is known of ${hostname === undefined ? "its host" : `host "${hostname}"`} (${code})`;
    case "ECONNREFUSED":
      return `nothing listens ${address === undefined ? "there" : `on ${hostAndPort(address, port)}`} (${code})`;
    case "ECONNRESET":
    case "EPIPE":
      return `the connection ended before the answer (${code})`;
    default:
      return message;
  }
}

function hostAndPort(address: string, port: number | undefined): string {
  const host = address.includes(":") ? `[${address}]` : address;
  return port === undefined ? host : `${host}:${port}`;
}
