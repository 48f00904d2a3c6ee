import { UserError } from "../../../protocol/user-error.ts";

/** Code of what goes wrong in a handshake: `prefer` and `allow` go on without TLS then. */
export const TLS_FAILED = "warehouse-tls";

const CODE = "warehouse-tls-files";

export function certificateFileMissing(warehouse: string, field: string, file: string): UserError {
  return new UserError({
    code: CODE,
    message: `The ${field} of warehouse "${warehouse}" cannot be read: ${file}.`,
    next: `Correct ${field}, or put the file there.`,
  });
}

export function keyFileMissing(warehouse: string, cert: string, key: string): UserError {
  return new UserError({
    code: CODE,
    message: `Warehouse "${warehouse}" has the client certificate ${cert}, and its key cannot be read: ${key}.`,
    next: "Set sslkey to the file with the certificate's key.",
  });
}

export function clientKeyReadable(warehouse: string, key: string): UserError {
  return new UserError({
    code: CODE,
    message: `The sslkey of warehouse "${warehouse}" can be read by others than its owner: ${key}.`,
    next: `Run: chmod 600 ${key}`,
  });
}

export function noRootCertificates(warehouse: string, mode: string, file: string): UserError {
  return new UserError({
    code: CODE,
    message: `Warehouse "${warehouse}" has sslmode ${mode}, and there are no root certificates to check the server's against: ${file} cannot be read.`,
    next: `Set sslrootcert to the file of your CA, or to "system" for certificates of public CAs.`,
  });
}

/** `prefer` never comes here. */
export function serverWithoutTls(warehouse: string, address: string, mode: string): UserError {
  return new UserError({
    code: TLS_FAILED,
    message: `The server of warehouse "${warehouse}" at ${address} does not offer TLS, and sslmode ${mode} demands it.`,
    next: "Turn TLS on in the server (ssl = on), or set sslmode to prefer where the network can be trusted.",
  });
}

/** What answered the request for TLS is no Postgres, or somebody between us and it. */
export function strangeTlsAnswer(warehouse: string, address: string): UserError {
  return new UserError({
    code: TLS_FAILED,
    message: `What listens on ${address} for warehouse "${warehouse}" does not answer as a Postgres server.`,
    next: "Check the connection's host and port.",
  });
}

const UNTRUSTED =
  /^(?:SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+|CERT_SIGNATURE_FAILURE|CERT_UNTRUSTED|INVALID_CA|CERT_CHAIN_TOO_LONG|INVALID_PURPOSE)$/;

/** A handshake that failed, by Node's or OpenSSL's code. */
export function handshakeFailed(warehouse: string, address: string, error: Error): UserError {
  const code = "code" in error ? String(error.code) : "";
  const server = `The server of warehouse "${warehouse}" at ${address}`;
  const { message, next } = handshakeText(server, code, error);
  return new UserError({ code: TLS_FAILED, message, next, cause: error });
}

function handshakeText(server: string, code: string, error: Error): { message: string; next: string } {
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return {
      message: `${server} has a certificate for another name${namesIn(error)}.`,
      next: "Connect by a name that the certificate has, or set sslmode to verify-ca to check the CA only.",
    };
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID")
    return {
      message: `${server} has a certificate that ${code === "CERT_HAS_EXPIRED" ? "has expired" : "is not valid yet"}.`,
      next: "Renew the server's certificate, and check this machine's clock.",
    };
  if (UNTRUSTED.test(code))
    return {
      message: `${server} has a certificate that sslrootcert does not vouch for (${code}).`,
      next: "Set sslrootcert to the certificate of the CA that signed the server's.",
    };
  if (/ALERT_(?:UNKNOWN_CA|CERT|BAD_CERT|HANDSHAKE)|CERTIFICATE|KEY|DECRYPT|PEM|ASN1|INTERRUPTED/.test(code))
    return {
      message: `${server} and the client certificate of this side do not go together: ${error.message.trim()}.`,
      next: "Check sslcert and sslkey, and that the server trusts their CA; the key must have no passphrase.",
    };
  return {
    message: `${server} does not agree on TLS: ${error.message.trim()}.`,
    next: "Check which versions of TLS the server takes; 1.2 and 1.3 are spoken here.",
  };
}

/** Node's: `…Host: localhost. is not in the cert's altnames: DNS:db.example.com`. */
function namesIn(error: Error): string {
  const { cert, host } = error as {
    cert?: { subjectaltname?: string; subject?: { CN?: string } };
    host?: string;
  };
  const names = cert?.subjectaltname ?? cert?.subject?.CN;
  return names === undefined ? "" : ` than ${host}: ${names.replaceAll("DNS:", "")}`;
}
