/** What is known of a connection that was not made, or broke: as Node throws it. */
export interface NetworkError extends Error {
  readonly code?: string;
  readonly hostname?: string;
  readonly address?: string;
  readonly port?: number;
}

/** A host with several addresses gives one error around those of its addresses. */
export function innermost(error: Error): NetworkError {
  return error instanceof AggregateError ? ((error.errors[0] as Error | undefined) ?? error) : error;
}

/** Of OpenSSL's error, the words without the places in its source. */
export function wordsOfOpenssl(message: string): string | undefined {
  return /\berror:\w+:[^:]*:[^:]*:([^:]+)/.exec(message)?.[1];
}

/** What OpenSSL says of an answer that is not TLS's. */
export function isNotTls(reason: string): boolean {
  return /^(?:wrong version number|packet length too long)$/.test(reason);
}

/** Why there is no connection, as a clause. */
export function networkReason({ code, message, hostname, address, port }: NetworkError): string {
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
