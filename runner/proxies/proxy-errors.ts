import { UserError } from "../../protocol/user-error.ts";
import { innermost, isNotTls, networkReason, wordsOfOpenssl } from "./network-reason.ts";
import { hostAndPort, type WebProxy } from "./proxy.ts";

const NO_PROXY = "a host that is reached without it belongs in NO_PROXY";

/** The variable's value is never told: there may be a password in it. */
export function badProxy(variable: string, problem: string): UserError {
  return new UserError({
    code: "bad-proxy",
    message: `${variable} ${problem}.`,
    next: "Write it as http://HOST:PORT or https://HOST:PORT, with USER:PASSWORD@ before the host where it needs them.",
  });
}

/** There is no connection to the proxy itself, or it broke. `asked` is where the request was to go, as `host:port`. */
export function proxyUnreachable(proxy: WebProxy, asked: string, error: Error): UserError {
  const inner = innermost(error);
  const words = wordsOfOpenssl(inner.message);
  const isPlain = proxy.protocol === "https:" && words !== undefined && isNotTls(words);
  return new UserError({
    code: "proxy-unreachable",
    message: `${nameOf(proxy)}, which requests to ${asked} go through, cannot be reached: ${isPlain ? "it speaks no TLS at that port" : (words ?? networkReason(inner))}.`,
    next: isPlain
      ? `Write http:// in ${proxy.variable}.`
      : `Check the network and ${proxy.variable}; ${NO_PROXY}.`,
    retryable: !isPlain,
    cause: error,
  });
}

/** What a proxy answers in the place of a host. */
export interface ProxyAnswer {
  readonly status: number;
  /** After the status: `Filtered`. */
  readonly reason: string;
  /** Its `Proxy-Authenticate`. */
  readonly offered: string | undefined;
}

/** The proxy passes the request on to nobody. */
export function proxyRefused(proxy: WebProxy, asked: string, answer: ProxyAnswer): UserError {
  const { status, reason, offered } = answer;
  // Some say 401 to a wrong password.
  const isAboutUser = status === 407 || (status === 401 && proxy.authorization !== undefined);
  return isAboutUser ? wantsUser(proxy, offered) : letsNothingThrough(proxy, asked, status, reason);
}

/** It lets nothing through without a user, or without another one. */
function wantsUser(proxy: WebProxy, offered: string | undefined): UserError {
  const schemes = [...(offered ?? "").matchAll(/(?:^|,)\s*([A-Za-z][\w-]*)(?=\s|,|$)(?!\s*=)/g)].map(
    ([, scheme = ""]) => scheme,
  );
  const knowsBasic = schemes.length === 0 || schemes.some((scheme) => scheme.toLowerCase() === "basic");
  const code = "proxy-refused";
  if (!knowsBasic) {
    return new UserError({
      code,
      message: `${nameOf(proxy)} asks who you are by ${[...new Set(schemes)].join(" or ")}, which Millrace cannot answer.`,
      next: "Use a proxy that takes a user and a password (Basic), such as one on this machine that signs in for you.",
    });
  }
  return new UserError({
    code,
    message:
      proxy.authorization === undefined
        ? `${nameOf(proxy)} asks for a user and a password.`
        : `${nameOf(proxy)} refuses the user and the password that ${proxy.variable} has.`,
    next: `Write http://USER:PASSWORD@HOST:PORT in ${proxy.variable}; what is special in addresses as a code (@ is %40).`,
  });
}

function letsNothingThrough(proxy: WebProxy, asked: string, status: number, reason: string): UserError {
  const isPassing = status >= 500 || status === 429;
  const words = reason.trim() === "" ? "" : ` ${reason.trim().slice(0, 100)}`;
  return new UserError({
    code: "proxy-refused",
    message: `${nameOf(proxy)} lets no request through to ${asked}: it answers ${status}${words}.`,
    next: `${isPassing ? "Try again later; if it stays, ask those who keep the proxy" : "Ask those who keep the proxy"}; ${NO_PROXY}.`,
    retryable: isPassing,
    // AWS's client asks again after what says so.
    ...(isPassing && { cause: Object.assign(new Error(`HTTP ${status}`), { $retryable: {} }) }),
  });
}

function nameOf({ host, port, variable }: WebProxy): string {
  return `The proxy ${hostAndPort(host, port)} (${variable})`;
}
