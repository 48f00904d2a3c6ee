import type { AgentOptions } from "node:https";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { hostAndPort, type Proxies, portOf, type WebProxy, withoutBrackets } from "./proxy.ts";
import { proxyRefused, proxyUnreachable } from "./proxy-errors.ts";
import { tunnelAgent } from "./tunnel.ts";

export interface HandlerOptions {
  /** Until there is a connection. */
  readonly connectMilliseconds: number;
  /** Until the answer begins. */
  readonly answerMilliseconds: number;
  /** Of one host; default AWS's. */
  readonly maxSockets?: number;
  /** Certificates of one's own authorities. */
  readonly ca?: Buffer;
}

type Handle = NodeHttpHandler["handle"];
type HttpRequest = Parameters<Handle>[0];
type HttpResponse = Awaited<ReturnType<Handle>>["response"];

/** What AWS's client would print, we say in errors, or not at all. */
export const SILENT = { trace: () => {}, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * What sends the requests of AWS's clients: Node's own connections, kept open between requests, through proxies where
 * there are some. A request over https goes through a tunnel (`CONNECT`), one over http is given to the proxy whole.
 */
export function requestHandler(options: HandlerOptions, proxies: Proxies | undefined): NodeHttpHandler {
  const { connectMilliseconds, answerMilliseconds, maxSockets, ca } = options;
  const agent = { keepAlive: true, ...(maxSockets !== undefined && { maxSockets }) };
  const secure: AgentOptions = { ...agent, ...(ca !== undefined && { ca }) };
  const tunnel = { milliseconds: connectMilliseconds, ...(ca !== undefined && { ca }) };
  const handler = new NodeHttpHandler({
    // A tunnel's own time ends before: it can say that it was the proxy's.
    connectionTimeout: proxies === undefined ? connectMilliseconds : connectMilliseconds + 2_000,
    requestTimeout: answerMilliseconds,
    throwOnRequestTimeout: true,
    httpAgent: agent,
    httpsAgent: proxies === undefined ? secure : tunnelAgent({ ...secure }, proxies, tunnel),
    logger: SILENT,
  });
  if (proxies === undefined) return handler;
  const send = handler.handle.bind(handler);
  handler.handle = async (request, given) => {
    // Also of one that takes a tunnel: a variable that names no proxy is told before anything is begun.
    const proxy = proxies(request);
    if (proxy === undefined || request.protocol === "https:") return await send(request, given);
    return await sendBy(proxy, send, request, given);
  };
  return handler;
}

/** Whatever goes wrong with the connection is the proxy's: there is no other. */
async function sendBy(
  proxy: WebProxy,
  send: Handle,
  request: HttpRequest,
  given: Parameters<Handle>[1],
): ReturnType<Handle> {
  const asked = hostAndPort(withoutBrackets(request.hostname), portOf(request));
  let answer: { readonly response: HttpResponse };
  try {
    answer = await send(forProxy(proxy, request), given);
  } catch (error) {
    if (!(error instanceof Error) || error.name === "AbortError") throw error;
    throw proxyUnreachable(proxy, asked, error);
  }
  const { statusCode, reason = "", headers, body } = answer.response;
  // Servers with S3's interface have no web pages for errors; proxies do.
  const isPage = statusCode >= 400 && /^text\/html\b/i.test(headers["content-type"] ?? "");
  if (statusCode !== 407 && !isPage) return answer;
  (body as { destroy?: () => void } | undefined)?.destroy?.();
  throw proxyRefused(proxy, asked, { status: statusCode, reason, offered: headers["proxy-authenticate"] });
}

/** The same request with its whole address, as a proxy wants it. */
function forProxy(proxy: WebProxy, request: HttpRequest): HttpRequest {
  const port = request.port === undefined ? "" : `:${request.port}`;
  return Object.assign(Object.create(Object.getPrototypeOf(request)), request, {
    protocol: proxy.protocol,
    hostname: proxy.host,
    port: proxy.port,
    path: `http://${request.hostname}${port}${request.path}`,
    headers: {
      ...request.headers,
      ...(proxy.authorization !== undefined && { "proxy-authorization": proxy.authorization }),
    },
  }) as HttpRequest;
}
