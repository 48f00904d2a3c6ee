import { createServer, type IncomingMessage, request as passOn, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect, type Socket } from "node:net";
import type { TestContext } from "node:test";

export interface WebProxyOptions {
  /** `user:password`; whoever does not say it is answered 407. */
  readonly user?: string;
  /** What it says to those: default `Basic realm="proxy"`. */
  readonly offers?: string;
  /** Spoken to by TLS, with this certificate. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
}

export interface WebProxy {
  readonly port: number;
  /** `127.0.0.1:PORT` */
  readonly name: string;
  /** What was asked for, in order: `CONNECT host:port`, `GET http://host:port/…`. */
  readonly asked: string[];
  /** Tunnels that are open, and the most that were at a time. */
  tunnels(): { readonly open: number; readonly most: number };
  /** The next requests are answered so, with a web page; 0 is as it should be. */
  answer(status: number, times?: number): void;
  /** Tunnels are not answered before this resolves. */
  hold(until: Promise<void>): void;
}

/** A small HTTP proxy on the loopback: tunnels for https, whole requests for http. */
export async function startWebProxy(t: TestContext, options: WebProxyOptions = {}): Promise<WebProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const tunnels = { open: 0, most: 0 };
  const refusal = { status: 0, times: 0 };
  const held: { until: Promise<void> } = { until: Promise.resolve() };
  const expected = options.user && `Basic ${Buffer.from(options.user).toString("base64")}`;

  /** The status of a request that does not go on. */
  function refused({ headers }: IncomingMessage): number {
    if (expected !== undefined && headers["proxy-authorization"] !== expected) return 407;
    if (refusal.times <= 0) return 0;
    refusal.times -= 1;
    return refusal.status;
  }
  const offer = (status: number) =>
    status === 407 ? { "proxy-authenticate": options.offers ?? 'Basic realm="proxy"' } : {};

  function give(message: IncomingMessage, response: ServerResponse): void {
    asked.push(`${message.method} ${message.url}`);
    const status = refused(message);
    if (status !== 0) {
      response.writeHead(status, { "content-type": "text/html", ...offer(status) }).end("<h1>No</h1>");
      return;
    }
    const { "proxy-authorization": _, ...headers } = message.headers;
    const given = passOn(message.url ?? "", { method: message.method ?? "GET", headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    given.on("error", () => response.writeHead(502, { "content-type": "text/html" }).end());
    message.pipe(given);
  }

  async function tunnel(message: IncomingMessage, client: Socket): Promise<void> {
    asked.push(`CONNECT ${message.url}`);
    client.on("error", () => {});
    await held.until;
    const status = refused(message);
    if (status !== 0) {
      const headers = Object.entries(offer(status)).map(([name, value]) => `${name}: ${value}\r\n`);
      client.end(`HTTP/1.1 ${status} No\r\n${headers.join("")}content-type: text/html\r\n\r\n<h1>No</h1>`);
      return;
    }
    const { hostname, port } = new URL(`http://${message.url}`);
    const server = connect(Number(port), hostname.replace(/^\[(.*)\]$/, "$1"));
    server.on("error", () => client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
    server.once("connect", () => {
      tunnels.open += 1;
      tunnels.most = Math.max(tunnels.most, tunnels.open);
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(server).pipe(client);
    });
    server.once("close", () => client.destroy());
    client.once("close", () => {
      if (!server.connecting) tunnels.open -= 1;
      server.destroy();
    });
  }

  const server = options.tls === undefined ? createServer(give) : createSecureServer(options.tls, give);
  server.on("connect", (message: IncomingMessage, client: Socket) => void tunnel(message, client));
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as { port: number };
  return {
    port,
    name: `127.0.0.1:${port}`,
    asked,
    tunnels: () => ({ ...tunnels }),
    answer: (status, times = Number.POSITIVE_INFINITY) => {
      Object.assign(refusal, { status, times: status === 0 ? 0 : times });
    },
    hold: (until) => {
      held.until = until;
    },
  };
}
