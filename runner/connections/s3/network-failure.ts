import { innermost, isNotTls, networkReason, wordsOfOpenssl } from "../../proxies/network-reason.ts";
import type { Failure } from "./failure.ts";

const NETWORK =
  /^(?:ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ERR_SOCKET\w*|HPE_\w+)$/;

const TLS = /^(?:ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|EPROTO)$/;

/** Undefined when it is not the network's: a defect. */
export function networkFailure(error: Error): Failure | undefined {
  const inner = innermost(error);
  const { code = "", message } = inner;
  if (TLS.test(code)) {
    const reason = wordsOfOpenssl(message) ?? message;
    return isNotTls(reason) ? { kind: "no-tls" } : { kind: "tls", reason };
  }
  if (NETWORK.test(code) || error.name === "TimeoutError" || / hang up$/.test(message))
    return { kind: "unreachable", reason: networkReason(inner) };
  return undefined;
}
