import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface TcpProxy {
  readonly port: number;
  /** Bytes that clients have sent, all together. */
  sent(): number;
  /** Drops each connection once its client has sent so many bytes, this often. `onCut` is called right before. */
  cutAfter(bytes: number, times: number, onCut?: () => void): void;
  /** Connections that were dropped. */
  cuts(): number;
  close(): Promise<void>;
}

/** Passes connections on to a port of this machine, and drops some of them as a network does. */
export async function tcpProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let sent = 0;
  let cuts = 0;
  let limit = Number.POSITIVE_INFINITY;
  let times = 0;
  let beforeCut = (): void => {};
  const server = createServer((client) => {
    const upstream = connect(target, "127.0.0.1");
    const both = [client, upstream];
    let ofThis = 0;
    const drop = (): void => {
      for (const socket of both) socket.destroy();
    };
    for (const socket of both) {
      sockets.add(socket);
      socket.on("error", drop);
      socket.on("close", () => {
        sockets.delete(socket);
        drop();
      });
    }
    client.on("data", (chunk) => {
      sent += chunk.length;
      ofThis += chunk.length;
      if (ofThis <= limit || times === 0) return;
      times -= 1;
      cuts += 1;
      beforeCut();
      for (const socket of both) socket.resetAndDestroy();
    });
    client.pipe(upstream);
    upstream.pipe(client);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as { port: number }).port,
    sent: () => sent,
    cutAfter: (bytes, often, onCut = () => {}) => {
      limit = bytes;
      times = often;
      beforeCut = onCut;
    },
    cuts: () => cuts,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
