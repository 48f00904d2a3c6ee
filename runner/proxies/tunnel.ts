import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent, type AgentOptions, request as requestHttps } from "node:https";
import { connect as connectTcp, type Socket } from "node:net";
import { addAbortSignal } from "node:stream";
import { type Asked, hostAndPort, type Proxies, portOf, type WebProxy, withoutBrackets } from "./proxy.ts";
import { proxyRefused, proxyUnreachable } from "./proxy-errors.ts";

export interface TunnelOptions {
  /** Of the proxy's answer. */
  readonly milliseconds: number;
  /** Certificates of one's own authorities, for a proxy that is spoken to by TLS. */
  readonly ca?: Buffer;
  /** Told of the request to the proxy, which can be ended. */
  readonly onRequest?: (request: ClientRequest) => void;
}

/** A connection to host and port by a proxy's `CONNECT`. Throws UserErrors, which name the proxy. */
export function openTunnel(
  proxy: WebProxy,
  host: string,
  port: number,
  { milliseconds, ca, onRequest }: TunnelOptions,
): Promise<Socket> {
  const asked = hostAndPort(host, port);
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const request = (proxy.protocol === "https:" ? requestHttps : requestHttp)({
    host: proxy.host,
    port: proxy.port,
    method: "CONNECT",
    path: asked,
    headers: {
      host: asked,
      "user-agent": "millrace",
      ...(proxy.authorization !== undefined && { "proxy-authorization": proxy.authorization }),
    },
    agent: false,
    ...(ca !== undefined && { ca }),
  });
  const timer = setTimeout(() => request.destroy(timeout()), milliseconds);
  request.once("connect", (response: IncomingMessage, socket: Socket, head: Buffer) => {
    clearTimeout(timer);
    const { statusCode = 0, statusMessage = "", headers } = response;
    if (statusCode >= 200 && statusCode < 300) {
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
      return;
    }
    socket.destroy();
    const offered = headers["proxy-authenticate"]?.toString();
    reject(proxyRefused(proxy, asked, { status: statusCode, reason: statusMessage, offered }));
  });
  request.once("error", (error) => {
    clearTimeout(timer);
    reject(proxyUnreachable(proxy, asked, error));
  });
  onRequest?.(request);
  request.end();
  return promise;
}

/**
 * The network alone: whether a request would get to its host by the proxy, or for http, where only the request itself
 * would show that, to the proxy. Throws UserErrors, which name the proxy, or the signal's reason.
 */
export async function reachProxy(
  proxy: WebProxy,
  asked: Asked,
  { milliseconds, signal }: { readonly milliseconds: number; readonly signal: AbortSignal },
): Promise<void> {
  const host = withoutBrackets(asked.hostname);
  if (asked.protocol === "https:") {
    const onRequest = (request: ClientRequest): void => {
      addAbortSignal(signal, request);
    };
    const tunnel = openTunnel(proxy, host, portOf(asked), { milliseconds, onRequest });
    const socket = await tunnel.catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
    socket.destroy();
    return;
  }
  const socket = connectTcp({ host: proxy.host, port: proxy.port, signal });
  const timer = setTimeout(() => socket.destroy(timeout()), milliseconds);
  try {
    await once(socket, "connect");
  } catch (error) {
    signal.throwIfAborted();
    throw proxyUnreachable(proxy, hostAndPort(host, portOf(asked)), error as Error);
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

function timeout(): Error {
  return Object.assign(new Error("timeout"), { code: "ETIMEDOUT" });
}

/** An agent for https whose connections go through proxies, where there is one for their host. */
export function tunnelAgent(options: AgentOptions, proxies: Proxies, tunnel: TunnelOptions): Agent {
  const agent = new Agent(options);
  const connect = agent.createConnection.bind(agent);
  const destroy = agent.destroy.bind(agent);
  const pending = new Set<ClientRequest>();
  const onRequest = (request: ClientRequest): void => {
    pending.add(request);
    request.once("close", () => pending.delete(request));
  };

  agent.createConnection = (asked, callback) => {
    const hostname = withoutBrackets(asked.host ?? asked.hostname ?? "localhost");
    const to = { protocol: "https:", hostname, port: asked.port ?? undefined };
    const proxy = proxies(to);
    if (proxy === undefined) return connect(asked, callback);
    const opening = openTunnel(proxy, hostname, portOf(to), { ...tunnel, onRequest });
    opening.then(
      (socket) => callback?.(null, connect({ ...asked, socket } as typeof asked) as Socket),
      (error: Error) => callback?.(error, undefined as never),
    );
    return undefined;
  };
  // The agent itself knows only of connections that are made.
  agent.destroy = () => {
    for (const request of pending) request.destroy();
    destroy();
  };
  return agent;
}
